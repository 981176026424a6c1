//! The log for those who watch it: hashes and proofs, held against RFC 6962 without the program's
//! own code.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::service::{Service, body, json_of, status};

fn node(left: &[u8], right: &[u8]) -> Vec<u8> {
    Sha256::digest([b"\x01", left, right].concat()).to_vec()
}

/// The tree hash of section 2.1 over hashes of leaves.
fn root(leaves: &[Vec<u8>]) -> Vec<u8> {
    match leaves {
        [leaf] => leaf.clone(),
        _ => {
            let split = (leaves.len().next_power_of_two() / 2).max(1);
            node(&root(&leaves[..split]), &root(&leaves[split..]))
        }
    }
}

/// The audit path of section 2.1.1.
fn path(at: usize, leaves: &[Vec<u8>]) -> Vec<Vec<u8>> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let split = leaves.len().next_power_of_two() / 2;
    let (mut found, other) = if at < split {
        (path(at, &leaves[..split]), root(&leaves[split..]))
    } else {
        (path(at - split, &leaves[split..]), root(&leaves[..split]))
    };
    found.push(other);
    found
}

/// The consistency proof of section 2.1.2; `is_whole` says whether the old tree is known whole.
fn consistency(old: usize, leaves: &[Vec<u8>], is_whole: bool) -> Vec<Vec<u8>> {
    if old == leaves.len() {
        return if is_whole { Vec::new() } else { vec![root(leaves)] };
    }
    let split = leaves.len().next_power_of_two() / 2;
    let (mut found, other) = if old <= split {
        (consistency(old, &leaves[..split], is_whole), root(&leaves[split..]))
    } else {
        (consistency(old - split, &leaves[split..], false), root(&leaves[..split]))
    };
    found.push(other);
    found
}

fn bytes(value: &Value) -> Vec<u8> {
    STANDARD.decode(value.as_str().unwrap()).unwrap()
}

fn list(value: &Value) -> Vec<Vec<u8>> {
    value.as_array().unwrap().iter().map(bytes).collect()
}

#[test]
fn hashes_and_proofs_are_those_of_the_rfc_and_name_nobody() {
    let service = Service::new();
    for (document, who) in [("POL-1", "ann"), ("POL-1", "bob"), ("POL-2", "ann"), ("POL-1", "cleo")] {
        assert_eq!(status(&service.acknowledge(document, who)), 201);
    }
    let ask = |call: &str| json_of(&service.get(&format!("/api/v1/log/{call}"), "bob"));
    let leaves = list(&ask("leaves")["leaves"]);
    let size = leaves.len();
    assert!(size >= 7, "{size}");
    let checkpoint = service.get("/api/v1/log/checkpoint", "bob");
    let lines: Vec<&str> = body(&checkpoint).lines().collect();
    assert_eq!((lines[1], lines[2]), (size.to_string().as_str(), STANDARD.encode(root(&leaves)).as_str()));
    assert_eq!(list(&ask("leaves?from=3&n=2")["leaves"]), leaves[2..4]);
    for tree in 1..=size {
        for seq in 1..=tree {
            let proof = ask(&format!("proof?seq={seq}&size={tree}"));
            assert_eq!(bytes(&proof["leaf"]), leaves[seq - 1]);
            assert_eq!(bytes(&proof["root"]), root(&leaves[..tree]));
            assert_eq!(list(&proof["proof"]), path(seq - 1, &leaves[..tree]), "{seq} of {tree}");
            let grown = ask(&format!("consistency?from={seq}&size={tree}"));
            assert_eq!(list(&grown["proof"]), consistency(seq, &leaves[..tree], true), "{seq} to {tree}");
        }
    }
    assert_eq!(ask("proof?seq=1")["size"], size);
    for wrong in [
        "proof",
        "proof?seq=0",
        "proof?seq=99",
        "proof?seq=x",
        "proof?seq=1&size=0",
        "proof?seq=1&size=99",
        "proof?seq=5&size=4",
        "consistency",
        "consistency?from=0",
        "consistency?from=9&size=3",
        "leaves?n=-1",
        "leaves?from=18446744073709551616",
    ] {
        let answer = service.get(&format!("/api/v1/log/{wrong}"), "bob");
        assert_eq!(status(&answer), 422, "{wrong}: {answer}");
    }
    assert_eq!(list(&ask("leaves?from=100")["leaves"]), Vec::<Vec<u8>>::new());
    assert_eq!(status(&service.get("/api/v1/log/secrets", "bob")), 404);
    assert_eq!(status(&service.get("/api/v1/log/leaves", "")), 401);
}
