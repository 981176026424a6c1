//! The log for those who watch it: hashes and proofs, and nothing about anybody.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::StatusCode;
use serde_json::{Value, json};

use super::answer::{Answer, Problem, json};
use super::service::{Service, unavailable};
use crate::ledger::{Hash, Store, StoreError, consistency_proof, inclusion_proof, root_at};

/// Most leaves in one answer.
const LEAVES_MAX: u32 = 1000;

/// What can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LogCall {
    /// The hashes of records.
    Leaves,
    /// That a record is in the log.
    Proof,
    /// That the log continues an earlier one.
    Consistency,
}

impl Service {
    /// Answers a call with these fields.
    pub(super) async fn log_call(&self, call: LogCall, fields: &[(String, String)]) -> Answer {
        let number = |name: &str| -> Result<Option<u64>, Problem> {
            let value = fields.iter().find(|(key, _)| key == name).map(|(_, value)| value);
            value.map(|value| value.parse().map_err(|_| not_understood(&format!("`{name}` is no number")))).transpose()
        };
        let numbers = ["from", "n", "seq", "size"].map(number);
        let [from, count, seq, size] = match numbers.into_iter().collect::<Result<Vec<_>, _>>() {
            Ok(numbers) => [numbers[0], numbers[1], numbers[2], numbers[3]],
            Err(problem) => return problem.to_json(),
        };
        let asked = self.readers.ask(move |store| {
            let now = store.head()?.size;
            let size = size.unwrap_or(now);
            if size == 0 || size > now {
                return Ok(Err(format!("`size` is not between 1 and {now}")));
            }
            match call {
                LogCall::Leaves => leaves(store, from.unwrap_or(1), count).map(Ok),
                LogCall::Proof => proof(store, seq, size),
                LogCall::Consistency => consistency(store, from, size),
            }
        });
        match asked.await {
            Ok(Ok(value)) => json(StatusCode::OK, &value),
            Ok(Err(why)) => not_understood(&why).to_json(),
            Err(error) => unavailable(&error).to_json(),
        }
    }
}

fn leaves(store: &dyn Store, from: u64, count: Option<u64>) -> Result<Value, StoreError> {
    let count = count.and_then(|count| u32::try_from(count).ok()).unwrap_or(LEAVES_MAX).min(LEAVES_MAX);
    let rows = store.rows(from.max(1), count)?;
    let leaves: Vec<String> = rows.iter().map(|row| STANDARD.encode(row.leaf)).collect();
    Ok(json!({ "from": from.max(1), "leaves": leaves }))
}

fn proof(store: &dyn Store, seq: Option<u64>, size: u64) -> Result<Result<Value, String>, StoreError> {
    let Some(seq) = seq.filter(|seq| (1..=size).contains(seq)) else {
        return Ok(Err(format!("`seq` is not between 1 and {size}")));
    };
    let leaf = store.rows(seq, 1)?.first().map(|row| row.leaf);
    let leaf = leaf.ok_or_else(|| StoreError::Broken(format!("record {seq} is missing")))?;
    let proof = encoded(&inclusion_proof(store, seq, size)?);
    let root = STANDARD.encode(root_at(store, size)?);
    Ok(Ok(json!({ "seq": seq, "size": size, "leaf": STANDARD.encode(leaf), "proof": proof, "root": root })))
}

fn consistency(store: &dyn Store, from: Option<u64>, size: u64) -> Result<Result<Value, String>, StoreError> {
    let Some(from) = from.filter(|from| (1..=size).contains(from)) else {
        return Ok(Err(format!("`from` is not between 1 and {size}")));
    };
    let proof = encoded(&consistency_proof(store, from, size)?);
    let root = STANDARD.encode(root_at(store, size)?);
    Ok(Ok(json!({ "from": from, "size": size, "proof": proof, "root": root })))
}

fn encoded(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(|hash| STANDARD.encode(hash)).collect()
}

fn not_understood(detail: &str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "not-understood", detail)
}
