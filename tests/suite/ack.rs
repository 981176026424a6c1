//! What is done at the command line about acknowledgements: reports, imports, corrections, the
//! log's checks, and the second verifier, which shares no code with the program.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::harness::{policybook, repository, talk};
use crate::host::service::{book, publish};
use crate::ledger::server::Server;
use crate::scratch::Scratch;

/// Returns a published book with a log.
pub fn desk() -> Scratch {
    let book = book();
    publish(&book);
    assert!(policybook(&book.root(), &["log", "init"]).status.success());
    book
}

/// Runs the program in a book.
pub fn run(book: &Scratch, args: &[&str]) -> Output {
    policybook(&book.root(), args)
}

/// Runs the program, which must succeed, and returns what it printed.
pub fn done(book: &Scratch, args: &[&str]) -> String {
    let output = run(book, args);
    assert!(output.status.success(), "{args:?}: {}", talk(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// Runs the program, which must end with this status and say these words.
pub fn refused(book: &Scratch, args: &[&str], code: i32, words: &[&str]) {
    let output = run(book, args);
    let said = talk(&output);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
    for word in words {
        assert!(said.contains(word), "`{word}` is not in {said}");
    }
}

fn import(book: &Scratch, rows: &str) -> Output {
    book.write("rows.csv", rows);
    run(book, &["ack", "import", "rows.csv", "--method", "paper", "--by", "Rita"])
}

/// Returns the rows of the report: person, document and state.
fn states(book: &Scratch, more: &[&str]) -> Vec<String> {
    let output = run(book, &[&["ack", "report", "--format", "json"], more].concat());
    let rows: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", talk(&output)));
    let text = |row: &Value, name: &str| row[name].as_str().unwrap_or("-").to_owned();
    rows.iter().map(|row| ["person", "document", "state"].map(|name| text(row, name)).join(" ")).collect()
}

#[test]
fn a_report_counts_who_has_to_and_late_people_are_a_finding() {
    let book = desk();
    let all = ["ann POL-1 overdue", "ann POL-2 overdue", "bob POL-1 overdue", "cleo POL-1 overdue"];
    assert_eq!(states(&book, &[]), all);
    refused(&book, &["ack", "report"], 1, &["obligations 4", "4 overdue", "checkpoint of the log"]);
    assert!(import(&book, "id,document\nann,POL-1\nbob,POL-1\n").status.success());
    assert_eq!(states(&book, &["--document", "POL-1", "--open"]), ["cleo POL-1 overdue"]);
    assert_eq!(states(&book, &["--group", "it"]), ["ann POL-1 acknowledged", "ann POL-2 overdue"]);
    assert_eq!(states(&book, &["--person", "bob"]), ["bob POL-1 acknowledged"]);
    // On an earlier day nothing was recorded yet, and on a still earlier one it was not late.
    assert_eq!(states(&book, &["--person", "bob", "--as-of", "2026-03-20"]), ["bob POL-1 overdue"]);
    assert_eq!(states(&book, &["--person", "bob", "--as-of", "2026-03-10"]), ["bob POL-1 open"]);
    let csv = done(&book, &["ack", "report", "--person", "bob", "--format", "csv"]);
    assert!(csv.contains("bob,'=Bob,POL-1,1.0,en,acknowledged,"), "{csv}");
    refused(&book, &["ack", "report", "--document", "POL-3"], 2, &["did you mean `POL-"]);
    refused(&book, &["ack", "report", "--person", "anne"], 2, &["did you mean `ann`?"]);
    refused(&book, &["ack", "report", "--group", "hr"], 2, &["nobody in the roster is in the group `hr`"]);
}

#[test]
fn an_import_is_whole_or_nothing_and_the_second_time_nothing_new() {
    let book = desk();
    book.write("scan.pdf", "a scan");
    let wrong = "id,document,version,date,fingerprint\nann,POL-9,,,\nbob,POL-1,0.9,,\n,POL-1,,,\nanne,POL-1,,,\n\
                 bob,POL-1,,2026-02-30,\nbob,POL-1,,2999-01-01,\nbob,POL-1,1.0,,00\nann,POL-1,,,\n";
    let output = import(&book, wrong);
    assert_eq!(output.status.code(), Some(2));
    for words in [
        "rows.csv:2: `POL-9` is not asked",
        "rows.csv:3: version 0.9 of `POL-1` is not the one",
        "rows.csv:4: the row has no `id`",
        "rows.csv:5: `anne` is not in the roster; did you mean `ann`?",
        "rows.csv:6: `2026-02-30` is no date",
        "rows.csv:7: the date has not come yet",
        "rows.csv:8: `00` is no fingerprint",
        "nothing was recorded",
    ] {
        assert!(talk(&output).contains(words), "{words}: {}", talk(&output));
    }
    assert!(talk(&import(&book, "id,document,datum\n")).contains("`datum` is no column"));
    book.write("rows.csv", "id;document;date\nann;POL-1;2026-04-01\nbob;POL-1;2026-04-02\n");
    let args = ["ack", "import", "rows.csv", "--method", "paper", "--by", "Rita", "--evidence", "scan.pdf"];
    assert!(talk(&run(&book, &[&args[..], &["--dry-run"]].concat())).contains("2 acknowledgements could be recorded"));
    assert!(talk(&run(&book, &args)).contains("2 recorded, 0 were on record before"));
    assert!(talk(&run(&book, &args)).contains("0 recorded, 2 were on record before"));
    let report = done(&book, &["log", "verify", "--json"]);
    assert!(
        report.contains("\"on_behalf\": 2") && !report.contains("\"ack\""),
        "nobody acknowledged it themselves: {report}"
    );
}

#[test]
fn what_was_withdrawn_counts_no_more_and_can_be_given_again() {
    let book = desk();
    let rows = "id,document\nbob,POL-1\n";
    assert!(import(&book, rows).status.success());
    let report: Value =
        serde_json::from_str(&done(&book, &["ack", "report", "--person", "bob", "--format", "json"])).unwrap();
    let record = report[0]["record"].as_str().unwrap();
    refused(&book, &["ack", "withdraw", "01NOTHING", "--reason", "x", "--by", "Rita"], 2, &["no record `01NOTHING`"]);
    done(&book, &["ack", "withdraw", record, "--reason", "another Bob", "--by", "Rita"]);
    assert_eq!(states(&book, &["--person", "bob"]), ["bob POL-1 overdue"]);
    assert!(talk(&import(&book, rows)).contains("1 recorded"));
    assert_eq!(states(&book, &["--person", "bob"]), ["bob POL-1 acknowledged"]);
    done(&book, &["ack", "exempt", "cleo", "POL-1", "--reason", "on leave", "--until", "2999-01-01", "--by", "Rita"]);
    assert_eq!(states(&book, &["--person", "cleo"]), ["cleo POL-1 exempt"]);
    refused(&book, &["ack", "exempt", "cleo", "POL-9", "--reason", "x", "--by", "Rita"], 2, &["not asked"]);
    done(&book, &["log", "verify"]);
}

#[test]
fn who_left_longer_ago_than_is_kept_is_erased() {
    let book = desk();
    assert!(import(&book, "id,document\nbob,POL-1\ncleo,POL-1\nann,POL-1\n").status.success());
    refused(&book, &["ack", "retention", "--dry-run"], 2, &["names no `retention`"]);
    let settings = fs::read_to_string(book.root().join("book.toml")).unwrap();
    book.write("book.toml", settings.replace("[host]\n", "[host]\nretention = \"3 years\"\n"));
    let roster = fs::read_to_string(book.root().join("people.csv")).unwrap();
    let left = |line: &str| match line.split(',').next().unwrap() {
        "id" => format!("{line},left\n"),
        "bob" => format!("{line},2021-01-01\n"),
        "cleo" => format!("{line},2026-06-01\n"),
        _ => format!("{line},\n"),
    };
    book.write("people.csv", roster.lines().map(left).collect::<String>());
    let said = done(&book, &["ack", "retention", "--dry-run"]);
    assert!(said.contains("bob") && !said.contains("cleo") && !said.contains("ann"), "{said}");
    refused(&book, &["ack", "retention"], 2, &["--by"]);
    done(&book, &["ack", "retention", "--by", "Rita"]);
    assert!(done(&book, &["log", "verify", "--json"]).contains("\"erase\": 1"));
    assert!(!done(&book, &["ack", "retention", "--by", "Rita"]).contains("bob"), "once");
    done(&book, &["log", "export", "out"]);
    let people = fs::read_to_string(book.root().join("out/people.json")).unwrap();
    assert!(!people.contains("bob@example.org"), "{people}");
}

#[test]
fn only_who_has_left_is_erased_and_the_log_stays_sound() {
    let book = desk();
    assert!(import(&book, "id,document\nbob,POL-1\n").status.success());
    let erase = ["ack", "erase", "bob", "--reason", "left in May", "--by", "Rita"];
    refused(&book, &erase, 2, &["has not left"]);
    book.write("people.csv", "id,name,left\nann,Ann,\nbob,Bob,2026-05-01\n");
    done(&book, &erase);
    refused(&book, &erase, 2, &["nothing is on record"]);
    done(&book, &["log", "verify"]);
    let export = done_export(&book, "out");
    let people = fs::read_to_string(export.join("people.json")).unwrap();
    assert!(people.contains("\"erased\": true") && !people.contains("bob"), "{people}");
}

fn done_export(book: &Scratch, name: &str) -> std::path::PathBuf {
    done(book, &["log", "export", name]);
    book.root().join(name)
}

/// Runs the second verifier.
fn second(path: &Path, key: Option<&str>) -> Output {
    let program = repository().join("docs/reference/verify_log.py");
    Command::new("python3").arg(program).arg(path).args(key).output().expect("./test installs Python")
}

#[test]
fn a_second_verifier_agrees_about_logs_and_finds_what_was_changed() {
    let book = desk();
    for row in ["ann,POL-1", "bob,POL-1", "ann,POL-2", "cleo,POL-1"] {
        assert!(import(&book, &format!("id,document\n{row}\n")).status.success());
    }
    done(&book, &["log", "rotate-key"]);
    book.write("people.csv", "id,name\nann,Ann\nbob,Bob\ncleo,Cleo\ndora,Dora\n");
    assert!(import(&book, "id,document\ndora,POL-1\n").status.success());
    let export = done_export(&book, "out");
    let key = fs::read_to_string(export.join("keys.txt")).unwrap().lines().next().unwrap().to_owned();
    let sound = second(&export, Some(&key));
    assert!(sound.status.success(), "{}", talk(&sound));
    assert!(String::from_utf8_lossy(&sound.stdout).contains("7 records, 7 checkpoints"), "{sound:?}");
    assert!(!second(&export, Some(&key.replace("policies.test+", "policies.test+0"))).status.success());
    let changes: [(&str, &str, &str); 8] = [
        ("records.ndjson", "POL-2", "POL-3"),
        ("records.ndjson", "\"seq\":3", "\"seq\":4"),
        ("records.ndjson", "\"lang\":\"en\"", "\"lang\": \"en\""),
        ("records.ndjson", "command line", "command-line"),
        ("checkpoints.txt", "policies.test\n3", "policies.test\n9"),
        ("checkpoints.txt", "\u{2014} policies.test ", "\u{2014} policies.test A"),
        ("people.json", "\"id\": \"ann\"", "\"id\": \"bob\""),
        ("people.json", "\"salt\": \"", "\"salt\": \"00"),
    ];
    for (file, from, to) in changes {
        let path = export.join(file);
        let honest = fs::read_to_string(&path).unwrap();
        assert!(honest.contains(from), "{file} {from}");
        fs::write(&path, honest.replacen(from, to, 1)).unwrap();
        assert_eq!(second(&export, Some(&key)).status.code(), Some(1), "{file}: {from}");
        fs::write(&path, honest).unwrap();
    }
    // A line less, and the tail that goes with it.
    let records = fs::read_to_string(export.join("records.ndjson")).unwrap();
    for gone in 0..records.lines().count() {
        let fewer: String =
            records.lines().enumerate().filter(|(at, _)| *at != gone).map(|(_, line)| format!("{line}\n")).collect();
        fs::write(export.join("records.ndjson"), fewer).unwrap();
        assert_eq!(second(&export, Some(&key)).status.code(), Some(1), "without line {gone}");
    }
    fs::write(export.join("records.ndjson"), records).unwrap();
    assert!(second(&export, Some(&key)).status.success());
    refused(&book, &["log", "export", "out"], 2, &["is not empty"]);
}

#[test]
fn a_receipt_holds_for_both_verifiers_and_no_changed_one_does() {
    let service = crate::host::service::Service::new();
    let answer = service.acknowledge("POL-1", "ann");
    let receipt = crate::host::service::body(&answer).to_owned();
    let key = serde_json::from_str::<Value>(&receipt).unwrap()["key"].as_str().unwrap().to_owned();
    let path = service.book.root().join("receipt.json");
    let verdicts = |text: &str, key: Option<&str>| {
        fs::write(&path, text).unwrap();
        let more: Vec<&str> = key.map(|key| vec!["--key", key]).unwrap_or_default();
        let own = policybook(&service.book.root(), &[&["receipt", "verify", "receipt.json"], more.as_slice()].concat());
        (own.status.code(), second(&path, key).status.code())
    };
    assert_eq!(verdicts(&receipt, Some(&key)), (Some(0), Some(0)));
    assert_eq!(verdicts(&receipt, None), (Some(0), Some(0)));
    for (from, to) in [
        ("POL-1", "POL-2"),
        ("\"id\":\"ann\"", "\"id\":\"bob\""),
        ("read_and_understood", "read"),
        ("proof\":[\"", "proof\":[\"AAAA"),
    ] {
        assert!(receipt.contains(from), "{from} {receipt}");
        let (own, second) = verdicts(&receipt.replacen(from, to, 1), Some(&key));
        assert_eq!(own, Some(1), "{from}");
        assert_ne!(second, Some(0), "{from}");
    }
    let other = policybook::ledger::new_key("policies.test");
    let other = policybook::ledger::SigningKey::parse(&other).unwrap().verifying_key().to_string();
    assert_eq!(verdicts(&receipt, Some(&other)), (Some(1), Some(1)));
    assert_eq!(verdicts("{}", None).0, Some(2));
}

#[test]
fn checkpoints_kept_elsewhere_show_a_log_that_was_cut_or_written_anew() {
    let book = desk();
    done(&book, &["log", "anchor", "anchors.txt"]);
    assert!(import(&book, "id,document\nann,POL-1\n").status.success());
    done(&book, &["log", "anchor", "anchors.txt"]);
    done(&book, &["log", "anchor", "anchors.txt"]);
    let anchors = fs::read_to_string(book.root().join("anchors.txt")).unwrap();
    assert_eq!(anchors.matches("\u{2014} ").count(), 2, "{anchors}");
    assert!(done(&book, &["log", "verify", "--against", "anchors.txt"]).contains("2 kept elsewhere compared"));
    // A backup of before the record, with the same key.
    let log = book.root().join("host-data/log.sqlite");
    let moved = book.root().join("moved.sqlite");
    fs::rename(&log, &moved).unwrap();
    refused(&book, &["log", "verify"], 3, &["there is no file"]);
    done(&book, &["log", "init"]);
    done(&book, &["log", "verify"]);
    let output = run(&book, &["log", "verify", "--against", "anchors.txt"]);
    assert_eq!(output.status.code(), Some(1), "{}", talk(&output));
    assert!(String::from_utf8_lossy(&output.stdout).contains("NOT SOUND"));
    refused(&book, &["log", "anchor", "anchors.txt"], 1, &["NOT SOUND against"]);
    assert_eq!(fs::read_to_string(book.root().join("anchors.txt")).unwrap(), anchors, "nothing was appended");
    book.write("anchors.txt", "nonsense\n");
    refused(&book, &["log", "verify", "--against", "anchors.txt"], 2, &["does not hold signed checkpoints"]);
    refused(&book, &["log", "verify", "--key", "nothing"], 2, &["nothing"]);
}

#[test]
fn a_log_moves_to_a_database_with_the_same_root_and_goes_on_there() {
    let book = desk();
    assert!(import(&book, "id,document\nann,POL-1\nbob,POL-1\n").status.success());
    let server = Server::new();
    let url = server.database("log", None);
    done(&book, &["log", "migrate", "--to", &url]);
    let head = |args: &[&str]| {
        let report: Value = serde_json::from_str(&done(&book, &[&["log", "verify", "--json"], args].concat())).unwrap();
        report["checkpoint"].clone()
    };
    assert_eq!(head(&[]), head(&["--database", &url]));
    refused(&book, &["log", "migrate", "--to", &url], 3, &["the schema is not empty"]);
    refused(&book, &["log", "migrate", "--to", "log.sqlite"], 2, &["the address of a database"]);
    let settings = fs::read_to_string(book.root().join("book.toml")).unwrap();
    book.write("book.toml", settings.replace("[host]\n", &format!("[host]\ndatabase = \"{url}\"\n")));
    assert!(
        talk(&import(&book, "id,document\nbob,POL-1\ncleo,POL-1\n")).contains("1 recorded, 1 were on record before")
    );
    let service = crate::host::service::Service::start(book);
    service.wait_until_shown();
    assert_eq!(crate::host::service::status(&service.acknowledge("POL-2", "ann")), 201);
    let report = service.verify();
    assert_eq!((&report["kinds"]["on_behalf"], &report["kinds"]["ack"]), (&3.into(), &1.into()));
}

#[test]
fn who_is_late_is_told_once_a_week_and_that_is_on_record() {
    use std::io::{Read as _, Write as _};
    let book = desk();
    let said = done(&book, &["ack", "remind", "--dry-run"]);
    assert!(said.contains("ann") && said.contains("cleo") && said.contains("POL-2"), "{said}");
    refused(&book, &["ack", "remind"], 2, &["--webhook"]);
    refused(&book, &["ack", "remind", "--webhook", "http://chat.example.org/"], 2, &["https://"]);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    // The third is not taken.
    let server = std::thread::spawn(move || {
        let mut bodies = Vec::new();
        for answer in ["200 OK", "200 OK", "500 No"] {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = Vec::new();
            let mut part = [0; 4096];
            loop {
                let read = stream.read(&mut part).unwrap();
                request.extend_from_slice(&part[..read]);
                let text = String::from_utf8_lossy(&request).into_owned();
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                let length = head.lines().find_map(|line| {
                    line.to_lowercase().strip_prefix("content-length: ").map(|n| n.parse::<usize>().unwrap())
                });
                if body.len() >= length.unwrap_or_default() {
                    bodies.push(serde_json::from_str::<Value>(body).unwrap());
                    break;
                }
            }
            write!(stream, "HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
        }
        bodies
    });
    let args = ["ack", "remind", "--webhook", &url];
    refused(&book, &args, 3, &["2 of 3 people were reminded"]);
    let bodies = server.join().unwrap();
    assert_eq!(bodies[0]["person"], "ann");
    assert_eq!(bodies[0]["documents"].as_array().unwrap().len(), 2);
    assert_eq!(bodies[0]["documents"][0]["url"], "http://policies.test/rules/");
    let again = done(&book, &["ack", "remind", "--dry-run"]);
    assert!(!again.contains("ann") && !again.contains("bob") && again.contains("cleo"), "{again}");
    assert!(done(&book, &["ack", "remind", "--dry-run", "--again-after", "0"]).contains("ann"));
    assert!(done(&book, &["log", "verify", "--json"]).contains("\"remind\": 2"));
}

#[test]
fn a_workbook_holds_texts_and_no_formula() {
    let book = desk();
    refused(&book, &["ack", "report", "--format", "xlsx"], 2, &["--output"]);
    for name in ["one.xlsx", "two.xlsx"] {
        let output = run(&book, &["ack", "report", "--format", "xlsx", "--output", name]);
        assert_eq!(output.status.code(), Some(1), "people are late: {}", talk(&output));
    }
    let bytes = |name: &str| fs::read(book.root().join(name)).unwrap();
    assert_eq!(bytes("one.xlsx"), bytes("two.xlsx"));
    let script =
        "import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nfor n in z.namelist(): print(z.read(n).decode())";
    let output = Command::new("python3").args(["-c", script, "one.xlsx"]).current_dir(book.root()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains(">=Bob<") && text.contains(">acknowledged_on<"), "{text}");
    assert!(!text.contains("<f>"), "{text}");
}
