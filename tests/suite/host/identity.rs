//! Who somebody is: what the proxy says, and nobody else.

use std::fs;
use std::process::Command;

use super::service::{HOST, Service, book, json_of, publish, status};
use crate::harness::{policybook, talk};
use crate::scratch::Scratch;

fn ask(service: &Service, headers: &str) -> String {
    service.send(format!("GET /api/v1/me HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n{headers}\r\n"))
}

/// Returns a book whose settings were changed.
fn with(from: &str, to: &str) -> Scratch {
    let book = book();
    let text = fs::read_to_string(book.root().join("book.toml")).unwrap();
    assert!(text.contains(from));
    book.write("book.toml", text.replace(from, to));
    book
}

#[test]
fn an_identity_is_taken_from_one_header_that_can_be_read_in_one_way() {
    let service = Service::new();
    let table: Vec<(u16, String)> = vec![
        (401, String::new()),
        (401, "X-User: \r\n".into()),
        (401, "X-User:   \r\n".into()),
        // Other sources are not asked.
        (401, "X-Forwarded-User: ann\r\n".into()),
        (401, "Remote-User: ann\r\n".into()),
        (401, "Authorization: Bearer eyJhbGciOiJub25lIn0.e30.\r\n".into()),
        (401, "X-Name: Ann\r\n".into()),
        (401, "Cookie: X-User=ann\r\n".into()),
        (400, "X-User: ann\r\nX-User: ann\r\n".into()),
        (400, "X-User: ann\r\nx-user: bob\r\n".into()),
        (400, "X-User: ann, bob\r\n".into()),
        (400, "X-User: ann,\r\n".into()),
        (400, "X-User: a\tb\r\n".into()),
        (400, format!("X-User: {}\r\n", "a".repeat(321))),
        (400, "X-User: ann\r\nX-Name: a\r\nX-Name: b\r\n".into()),
        (400, "X-User: ann\r\nX-Groups: a\r\nX-Groups: auditors\r\n".into()),
        (403, "X_User: ann\r\n".into()),
        (403, "X-User: ann\r\nX_User: bob\r\n".into()),
        (403, "X-User: ann\r\nx_groups: auditors\r\n".into()),
        (200, "X-User: ann\r\n".into()),
        (200, "x-user: ann\r\n".into()),
        (200, format!("X-User: {}\r\n", "a".repeat(320))),
        (200, "X-User: Zoë 野口\r\n".into()),
    ];
    for (expected, headers) in table {
        let answer = ask(&service, &headers);
        assert_eq!(status(&answer), expected, "{headers}: {answer}");
    }
    let latin = [b"GET /api/v1/me HTTP/1.1\r\nHost: policies.test\r\nX-User: Zo\xeb\r\n\r\n".as_slice()].concat();
    assert_eq!(status(&service.send(latin)), 400);
    let me = json_of(&ask(&service, "X-User: dora\r\nX-Name: Dora D.\r\nX-Groups: it , x\r\n"));
    assert_eq!(
        (me["id"].as_str(), me["name"].as_str(), me["issuer"].as_str()),
        (Some("dora"), Some("Dora D."), Some("https://sign-in.test"))
    );
    assert_eq!(me["documents"].as_array().unwrap().len(), 2, "the sign-in says that she is in IT");
    // Nobody reads the site without having signed in.
    for path in ["/", "/rules/", "/data/manifest.json", "/acknowledgements/", "/nothing"] {
        let answer = service
            .send(format!("GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept: text/html\r\nConnection: close\r\n\r\n"));
        assert_eq!(status(&answer), 401, "{path}");
        assert!(!answer.contains("Rules of POL-1") && !answer.contains("site-nav"), "{answer}");
    }
    let metrics = service.ask_health("/metrics");
    assert!(metrics.contains("policybook_spoof_attempts_total 3\n"), "{metrics}");
}

#[test]
fn only_the_proxys_own_address_may_say_who_somebody_is() {
    // The proxy is another machine here, so that we are strangers.
    let service = Service::of(with("[\"127.0.0.1\"]", "[\"10.1.2.3\", \"fd00::/64\"]"));
    for headers in [
        "X-User: ann\r\n",
        "X-User: ann\r\nX-Forwarded-For: 10.1.2.3\r\n",
        "X-User: ann\r\nForwarded: for=10.1.2.3\r\nX-Real-IP: 10.1.2.3\r\n",
        "X-Name: Ann\r\n",
        "X-Groups: auditors\r\n",
    ] {
        let answer = ask(&service, headers);
        assert_eq!((status(&answer), json_of(&answer)["code"].as_str()), (403, Some("forged-identity")), "{headers}");
    }
    assert_eq!(status(&ask(&service, "X-Forwarded-For: 10.1.2.3\r\n")), 401);
    assert!(service.ask_health("/metrics").contains("policybook_spoof_attempts_total 5\n"));
}

#[test]
fn a_secret_proves_that_the_proxy_sent_it_and_can_be_changed() {
    let (old, new) = ("o".repeat(32), "n".repeat(40));
    let secret = "trusted-proxies = [\"127.0.0.1\"]\nsecret-header = \"X-Secret\"\nsecret-file = \"secret\"";
    let book = with("trusted-proxies = [\"127.0.0.1\"]", secret);
    book.write("secret", format!("{old}\n{new}\n"));
    let service = Service::of(book);
    for (expected, secret) in [
        (403, String::new()),
        (403, "X-Secret: \r\n".to_owned()),
        (403, format!("X-Secret: {}\r\n", &old[1..])),
        (403, format!("X-Secret: {old}x\r\n")),
        (400, format!("X-Secret: {old}\r\nX-Secret: {new}\r\n")),
        (200, format!("X-Secret: {old}\r\n")),
        (200, format!("X-Secret: {new}\r\n")),
    ] {
        assert_eq!(status(&ask(&service, &format!("X-User: ann\r\n{secret}"))), expected, "{secret}");
    }
}

#[test]
fn settings_under_which_anybody_could_be_anybody_are_refused() {
    let table = [
        ("trusted-proxies = [\"127.0.0.1\"]", "", "has no `trusted-proxies`"),
        ("[\"127.0.0.1\"]", "[\"0.0.0.0/0\"]", "takes in whole parts of the internet"),
        ("[\"127.0.0.1\"]", "[\"::/0\"]", "takes in whole parts of the internet"),
        ("[\"127.0.0.1\"]", "[\"10.0.0.0/7\"]", "takes in whole parts of the internet"),
        ("[\"127.0.0.1\"]", "[\"fd00::/31\"]", "takes in whole parts of the internet"),
        ("[\"127.0.0.1\"]", "[\"proxy\"]", "is no address and no network"),
        ("\"X-User\"", "\"X_User\"", "not the name of a header"),
        ("mode = \"header\"\n", "", "has no `mode`"),
        ("mode = \"header\"", "mode = \"headers\"", "`mode` is `headers`"),
        ("issuer = \"https://sign-in.test\"\n", "", "has no `issuer`"),
        ("public-url = \"http://policies.test/\"\n", "", "has no `public-url`"),
        ("public-url = \"http://policies.test/\"", "public-url = \"policies.test\"", "not the address of a site"),
        ("user-header = \"X-User\"\n", "user-header = \"X-User\"\nsecret-header = \"X-Secret\"\n", "a secret needs"),
        ("trusted-proxies", "trusted-proxy", "trusted-proxies"),
    ];
    for (from, to, message) in table {
        let book = with(from, to);
        let output = policybook(&book.root(), &["host"]);
        assert_eq!(output.status.code(), Some(2), "{to}: {}", talk(&output));
        assert!(talk(&output).contains(message), "{to}: {}", talk(&output));
    }
}

#[test]
fn evidence_begins_with_a_key_and_never_by_the_way() {
    let book = book();
    publish(&book);
    let output = policybook(&book.root(), &["host"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(talk(&output).contains("`policybook log init` makes one"), "{}", talk(&output));
    assert!(!book.root().join("host-data/log.sqlite").exists());
    assert!(policybook(&book.root(), &["log", "init"]).status.success());
    let again = policybook(&book.root(), &["log", "init"]);
    assert_eq!(again.status.code(), Some(2), "{}", talk(&again));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &str| fs::metadata(book.root().join(path)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("host-data"), mode("host-data/log.key")), (0o700, 0o600));
    }
    assert_eq!(fs::read_to_string(book.root().join("host-data/.gitignore")).unwrap(), "*\n");
    // Another key is not the one that the log is signed with.
    fs::rename(book.root().join("host-data/log.key"), book.root().join("host-data/old.key")).unwrap();
    let missing = policybook(&book.root(), &["host"]);
    assert_eq!(missing.status.code(), Some(2), "{}", talk(&missing));
}

#[test]
fn a_rehearsal_stays_on_this_machine_and_apart_from_evidence() {
    let book = book();
    publish(&book);
    for (args, message) in [
        (&["host", "--as", "ann@example.org", "--listen", "0.0.0.0:0"][..], "on this machine only"),
        (&["host", "--as", "ann@example.org", "--listen", "[::]:0"], "on this machine only"),
        (&["host", "--as", "ann"], "is no e-mail address"),
        (&["host", "--as", "ann@example.org", "--date", "2026-01-01"], "the time of the clock"),
        (&["host", "--group", "it"], "--as"),
    ] {
        let output = policybook(&book.root(), args);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", talk(&output));
        assert!(talk(&output).contains(message), "{args:?}: {}", talk(&output));
    }
    assert!(policybook(&book.root(), &["log", "init"]).status.success());
    let mut process = Command::new(env!("CARGO_BIN_EXE_policybook"))
        .args(["host", "--as", "ann@example.org", "--listen", "127.0.0.1:0"])
        .current_dir(book.root())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(process.stderr.take().unwrap()));
    let line = lines.find_map(|line| line.ok().filter(|line| line.starts_with("serving "))).unwrap();
    let address = line.rsplit(' ').next().unwrap().to_owned();
    std::thread::spawn(move || lines.for_each(drop));
    let get = |path: &str| {
        use std::io::{Read as _, Write as _};
        let mut stream = std::net::TcpStream::connect(&address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    let end = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while status(&get("/")) != 200 && std::time::Instant::now() < end {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    for path in ["/", "/rules/", "/acknowledgements/", "/acknowledgements/report", "/nothing", "/documents/"] {
        let page = get(path);
        assert!(page.contains("Nothing that is confirmed here counts."), "{path}: {page}");
    }
    assert!(Command::new("kill").arg(process.id().to_string()).status().unwrap().success());
    assert!(process.wait().unwrap().success());
    // Its log cannot be taken for evidence.
    fs::remove_file(book.root().join("host-data/log.sqlite")).unwrap();
    for name in ["log.sqlite", "log.key"] {
        fs::copy(book.root().join(".policybook/rehearsal").join(name), book.root().join("host-data").join(name))
            .unwrap();
    }
    let output = policybook(&book.root(), &["host"]);
    assert_eq!(output.status.code(), Some(3), "{}", talk(&output));
    assert!(talk(&output).contains("the log is for rehearsal, and was opened for evidence"), "{}", talk(&output));
}

#[test]
fn a_doctor_finds_a_service_at_which_anybody_can_be_anybody() {
    let doctor = |service: &Service| {
        let url = format!("http://127.0.0.1:{}", service.port);
        let output = policybook(&service.book.root(), &["doctor", "--url", &url]);
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let address = |from: &str, to: &str| {
        // It asks for the service under the address that it was given.
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let book = with(from, to);
        let text = fs::read_to_string(book.root().join("book.toml")).unwrap();
        let own = format!("127.0.0.1:{port}");
        book.write(
            "book.toml",
            text.replace("\"127.0.0.1:0\"\nhealth", &format!("\"{own}\"\nhealth"))
                .replace("http://policies.test/", &format!("http://{own}/")),
        );
        Service::of(book)
    };
    let guarded = address("[\"127.0.0.1\"]", "[\"10.1.2.3\"]");
    let (code, said) = doctor(&guarded);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(said.matches("refused ").count(), 8, "{said}");
    assert!(!said.contains("changed"), "{said}");
    // We are the proxy that is trusted, so that what we forge counts.
    let open = address("[\"127.0.0.1\"]", "[\"127.0.0.1\"]");
    let (code, said) = doctor(&open);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("ACCEPTED  200  the name of somebody"), "{said}");
    assert!(said.contains("refused   400  two names"), "{said}");
}
