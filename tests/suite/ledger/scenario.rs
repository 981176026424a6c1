//! A log with every kind of record, the same in every store.

use std::path::Path;

use tempfile::TempDir;

use policybook::ledger::{
    AcknowledgedText, Acknowledgement, Authentication, Draft, Entropy, Field, IdType, Identity, Kind, PostgresStore,
    Purpose, Salt, SigningKey, SqliteStore, Statement, Store, StoreError, VerifyingKey, new_key,
};
use policybook::model::Instant;
use policybook::source::Digest;

use super::server::{Server, address};

/// The log's name.
pub const ORIGIN: &str = "policies.example.org/acknowledgements";
/// 2026-03-01T09:00:00Z.
pub const MORNING: i64 = 1_772_355_600_000_000;

/// Returns the moment `seconds` after the morning.
pub fn at(seconds: i64) -> Instant {
    Instant::from_unix_micros(MORNING + seconds * 1_000_000).unwrap()
}

/// Returns randomness that is always the same for `number`.
pub fn entropy(number: u64) -> Entropy {
    let bytes = |what: &str| *Digest::of(format!("{what} {number}").as_bytes()).as_bytes();
    Entropy {
        id: u128::from_le_bytes(bytes("id")[..16].try_into().unwrap()),
        subject_salt: Salt::from_bytes(bytes("subject")),
        actor_salt: Salt::from_bytes(bytes("actor")),
    }
}

/// Returns a person with a stable identifier.
pub fn person(name: &str) -> Identity {
    Identity {
        issuer: "https://id.example.org".to_owned(),
        id: name.to_lowercase(),
        id_type: IdType::Subject,
        name: Some(format!("{name} Example")),
        email: Some(format!("{}@example.org", name.to_lowercase())),
    }
}

/// Returns a version of a policy.
pub fn text(document: &str, version: &str) -> AcknowledgedText {
    AcknowledgedText {
        document: document.to_owned(),
        version: version.to_owned(),
        language: "en".to_owned(),
        fingerprint: Digest::of(format!("{document} {version}").as_bytes()),
        change_class: "major".to_owned(),
        cycle: None,
        release: Digest::of(b"release"),
    }
}

/// Returns the draft of a confirmation.
pub fn acknowledged(name: &str, text: AcknowledgedText, number: u64) -> Draft {
    let given = Acknowledgement {
        person: person(name),
        text,
        statement: Statement { id: "read".to_owned(), hash: Digest::of(b"I have read and understood this policy.") },
        audience: vec!["all-staff".to_owned()],
        method: "web".to_owned(),
        authentication: Authentication { mode: "jwt".to_owned(), strength: None, proxy: Some("10.0.0.5".to_owned()) },
        opened_at: Some(at(-60)),
        after_withdrawal: None,
    };
    Draft::acknowledgement(given, entropy(number))
}

/// Returns the batches of a log with every kind of record: drafts and the second of each.
pub fn batches() -> Vec<(Vec<Draft>, i64)> {
    let plain = |kind: Kind, number: u64| Draft::new(kind, entropy(number));
    let about = |mut draft: Draft, name: &str| {
        draft.subject = Some(person(name));
        draft
    };
    let mut roster = plain(Kind::Roster, 100).with("count", "3");
    roster.attachments = vec![b"{\"people\":[]}".to_vec()];
    let mut on_behalf = about(plain(Kind::OnBehalf, 101).about(&text("POL-1", "1.0")), "Carol").with("method", "paper");
    on_behalf.actor = Some(person("Rita"));
    on_behalf.is_once = true;
    let exemption = about(plain(Kind::Exemption, 102).with("doc", "POL-2").with("reason", "on leave"), "Bob");
    let decline = about(plain(Kind::Decline, 103).about(&text("POL-2", "1.0")), "Alice");
    let withdrawal = about(plain(Kind::Withdrawal, 104).with("withdraws", Field::Number(2)), "Alice");
    let mut batches = vec![
        (vec![roster], 1),
        (vec![acknowledged("Alice", text("POL-1", "1.0"), 1), acknowledged("Bob", text("POL-1", "1.0"), 2)], 2),
        (vec![on_behalf, exemption, decline], 3),
        (vec![plain(Kind::Obligations, 105).with("digest", "00"), plain(Kind::Reminder, 106).with("count", "2")], 4),
        (vec![withdrawal], 5),
    ];
    // Five minutes back: the log says so, and its time stands still.
    batches.push((vec![acknowledged("Alice", text("POL-1", "2.0"), 3)], -295));
    let many = (10..40).map(|number| acknowledged(&format!("P{number}"), text("POL-1", "2.0"), number)).collect();
    batches.push((many, 20));
    for number in 40..44 {
        batches.push((vec![acknowledged(&format!("P{number}"), text("POL-3", "1.0"), number)], 30));
    }
    batches
}

/// Returns a fresh key and the spelling of its public part.
pub fn key() -> (String, VerifyingKey) {
    let secret = new_key("policies.example.org");
    let public = SigningKey::parse(&secret).unwrap().verifying_key();
    (secret, public)
}

/// Opens the log in a file.
pub fn sqlite(path: &Path, secret: &str) -> SqliteStore {
    SqliteStore::open(path, ORIGIN, Purpose::Evidence, SigningKey::parse(secret).unwrap(), "node-a", at(0)).unwrap()
}

/// Where a log is kept.
pub enum Place {
    File(TempDir),
    Database(Server),
}

impl Place {
    /// Returns an empty folder for a file.
    pub fn file() -> Self {
        Self::File(TempDir::new().unwrap())
    }

    /// Returns an empty database of a server of its own.
    pub fn database() -> Self {
        let server = Server::new();
        server.database("log", None);
        Self::Database(server)
    }

    /// Opens the log to write to it.
    pub fn open(&self, secret: &str) -> Box<dyn Store> {
        self.try_open(Purpose::Evidence, ORIGIN, secret).unwrap()
    }

    /// Opens the log to write to it, or says why it cannot be.
    pub fn try_open(&self, purpose: Purpose, origin: &str, secret: &str) -> Result<Box<dyn Store>, StoreError> {
        let key = SigningKey::parse(secret).unwrap();
        Ok(match self {
            Self::File(folder) => {
                Box::new(SqliteStore::open(&folder.path().join("log.db"), origin, purpose, key, "node-a", at(0))?)
            }
            Self::Database(server) => {
                Box::new(PostgresStore::open(&address(&server.url("log")), origin, purpose, key, "node-a", at(0))?)
            }
        })
    }
}

/// Writes the scenario, erases a person at the end, and returns the store.
pub fn write(mut store: Box<dyn Store>) -> Box<dyn Store> {
    for (drafts, second) in batches() {
        store.append(&drafts, at(second)).unwrap();
    }
    let bob = store.person("https://id.example.org", "bob").unwrap().unwrap();
    let draft = Draft::new(Kind::Erasure, entropy(200)).with("reason", "left, and the time is over");
    store.erase(bob.subject, draft, at(40)).unwrap();
    store
}
