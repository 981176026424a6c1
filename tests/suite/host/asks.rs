//! What a request may look like, and what every answer carries.

use policybook::artifact::SECURITY_HEADERS;

use super::service::{HOST, Service, body, header, status};

#[test]
fn a_request_that_two_programs_may_read_in_two_ways_is_refused() {
    let service = Service::new();
    let head = format!("Host: {HOST}\r\nX-User: ann\r\n");
    let smuggled = format!("GET /smuggled HTTP/1.1\r\n{head}\r\n");
    let table: Vec<(&str, String)> = vec![
        (
            "both lengths",
            format!("POST /x HTTP/1.1\r\n{head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        ),
        (
            "both lengths, the other first",
            format!("POST /x HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n"),
        ),
        ("chunked", format!("POST /x HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")),
        ("odd coding", format!("POST /x HTTP/1.1\r\n{head}Transfer-Encoding: xchunked\r\n\r\n")),
        ("two lengths", format!("POST /x HTTP/1.1\r\n{head}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab")),
        ("the same length twice", format!("POST /x HTTP/1.1\r\n{head}Content-Length: 1\r\nContent-Length: 1\r\n\r\na")),
        ("a sign", format!("POST /x HTTP/1.1\r\n{head}Content-Length: +1\r\n\r\na")),
        ("a length that is none", format!("POST /x HTTP/1.1\r\n{head}Content-Length: 1x\r\n\r\na")),
        ("a folded header", format!("GET / HTTP/1.1\r\n{head}X-A: b\r\n c\r\n\r\n")),
        ("a bare line feed", format!("GET / HTTP/1.1\n{head}\r\n")),
        ("bare line feeds at the end", format!("GET / HTTP/1.1\r\n{head}X-A: b\n\n")),
        ("no host", "GET / HTTP/1.1\r\nX-User: ann\r\n\r\n".to_owned()),
        ("two hosts", format!("GET / HTTP/1.1\r\n{head}Host: {HOST}\r\n\r\n")),
        ("an upgrade", format!("GET / HTTP/1.1\r\n{head}Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n")),
        ("an absolute address", format!("GET http://{HOST}/ HTTP/1.1\r\n{head}\r\n")),
        ("no address", format!("OPTIONS * HTTP/1.1\r\n{head}\r\n")),
    ];
    for (what, request) in table {
        let answer = service.send(request.clone() + &smuggled);
        assert_eq!(status(&answer), 400, "{what}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{what}: something else was answered: {answer}");
    }
    let other = service.send(format!("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n{smuggled}"));
    assert_eq!(other, "", "another protocol is not spoken");
    // Bytes behind a body are no second request, nor are those behind a head without one.
    for length in ["Content-Length: 2\r\n\r\nab", "\r\n"] {
        let answer = service.send(format!("GET / HTTP/1.1\r\n{head}{length}{smuggled}"));
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{answer}");
    }
    let plain = service.send(format!("GET / HTTP/1.1\r\n{head}Connection: close\r\n\r\n"));
    assert_eq!(status(&plain), 200, "{plain}");
}

#[test]
fn one_connection_serves_one_request_after_another() {
    use std::io::{Read as _, Write as _};
    let service = Service::new();
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", service.port)).unwrap();
    stream.set_read_timeout(Some(std::time::Duration::from_secs(10))).unwrap();
    for _ in 0..20 {
        stream
            .write_all(format!("GET /api/v1/log/checkpoint HTTP/1.1\r\nHost: {HOST}\r\nX-User: ann\r\n\r\n").as_bytes())
            .unwrap();
        let mut answer = Vec::new();
        while !String::from_utf8_lossy(&answer).contains("\n\n\u{2014} ") {
            let mut part = [0; 4096];
            let read = stream.read(&mut part).unwrap();
            assert!(read > 0, "closed: {}", String::from_utf8_lossy(&answer));
            answer.extend_from_slice(&part[..read]);
        }
        assert_eq!(status(&String::from_utf8_lossy(&answer)), 200);
    }
}

#[test]
fn sizes_have_limits() {
    let service = Service::new();
    let with = |path: &str, more: &str| {
        service.send(format!("GET {path} HTTP/1.1\r\nHost: {HOST}\r\nX-User: ann\r\nConnection: close\r\n{more}\r\n"))
    };
    let long = |length: usize| format!("/{}", "a".repeat(length - 1));
    assert_eq!(status(&with(&long(4096), "")), 404);
    assert_eq!(status(&with(&long(4097), "")), 414);
    let header_of = |length: usize| format!("X-Long: {}\r\n", "a".repeat(length));
    assert_eq!(status(&with("/", &header_of(12_000))), 200);
    assert_eq!(status(&with("/", &header_of(17_000))), 431);
    assert_eq!(status(&with("/", &"X-A: b\r\n".repeat(200))), 431);
    let post = |length: usize| {
        let body = format!("{{\"doc\":\"{}\"}}", "a".repeat(length - 10));
        assert_eq!(body.len(), length);
        service.post("/api/v1/acks", "ann", "application/json", "Sec-Fetch-Site: same-origin\r\n", &body)
    };
    assert_eq!(status(&post(16 * 1024)), 422, "understood, and not a wish");
    assert_eq!(status(&post(16 * 1024 + 1)), 413);
    // The answer does not wait for the body.
    let huge =
        service.send(format!("POST /api/v1/acks HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 99999999999\r\n\r\na"));
    assert_eq!(status(&huge), 413, "{huge}");
}

#[test]
fn a_path_leads_to_published_files_only() {
    let service = Service::new();
    std::fs::write(service.book.site().join("secret.txt"), "secret").unwrap();
    for path in [
        "/../book.toml",
        "/..%2fbook.toml",
        "/%2e%2e/book.toml",
        "/%252e%252e/book.toml",
        "/..\\book.toml",
        "/..%5cbook.toml",
        "/./../host-data/log.key",
        "//etc/passwd",
        "/etc/passwd",
        "/%00",
        "/index.html%00.txt",
        "/%c0%ae%c0%ae/book.toml",
        "/%ff",
        "/secret.txt",
        "/data/manifest.json/../../book.toml",
        "/rules/../../book.toml",
    ] {
        let answer = service.get(path, "ann");
        assert_eq!(status(&answer), 404, "{path}: {answer}");
        assert!(!answer.contains("[host]") && !answer.contains("secret"), "{path}: {answer}");
    }
    assert_eq!(status(&service.get("/rules", "ann")), 301);
    assert_eq!(header(&service.get("/rules", "ann"), "location"), Some("/rules/"));
    assert_eq!(status(&service.get("/rules/index.html", "ann")), 200);
}

#[test]
fn the_site_answers_to_its_own_name_only() {
    let service = Service::new();
    for host in ["evil.test", "policies.test.evil.test", "127.0.0.1", "policies.test:81", ""] {
        let request = format!("GET / HTTP/1.1\r\nHost: {host}\r\nX-User: ann\r\nX-Forwarded-Host: {HOST}\r\n\r\n");
        let answer = service.send(request);
        assert_eq!(status(&answer), 421, "{host}: {answer}");
        assert!(host.is_empty() || !body(&answer).contains(host), "{answer}");
    }
    for host in ["policies.test", "Policies.Test", "policies.test:80"] {
        let answer =
            service.send(format!("GET / HTTP/1.1\r\nHost: {host}\r\nX-User: ann\r\nConnection: close\r\n\r\n"));
        assert_eq!(status(&answer), 200, "{host}: {answer}");
    }
}

#[test]
fn every_answer_keeps_to_itself_and_personal_ones_are_not_kept() {
    let service = Service::new();
    let answers = ["/", "/rules/", "/acknowledgements/", "/api/v1/me", "/nothing", "/data/manifest.json", "/rules"];
    for path in answers {
        let answer = service.get(path, "ann");
        for (name, value) in SECURITY_HEADERS {
            assert_eq!(header(&answer, name), Some(value), "{path} {name}");
        }
        let is_personal = matches!(path, "/rules/" | "/acknowledgements/" | "/api/v1/me");
        let cache = header(&answer, "cache-control").unwrap_or_default();
        assert_eq!(cache == "no-store", is_personal || path == "/nothing" && cache == "no-store", "{path}: {cache}");
        assert!(cache.contains("private") || cache == "no-store", "{path}: {cache}");
    }
    let page = service.get("/", "ann");
    let tag = header(&page, "etag").unwrap();
    let again = service.send(format!(
        "GET / HTTP/1.1\r\nHost: {HOST}\r\nX-User: ann\r\nIf-None-Match: {tag}\r\nConnection: close\r\n\r\n"
    ));
    assert_eq!((status(&again), body(&again)), (304, ""));
    let style = page.split("href=\"theme/style-").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let style = service.get(&format!("/theme/style-{style}"), "ann");
    assert!(header(&style, "cache-control").unwrap().contains("immutable"));
    assert_eq!(header(&style, "content-type"), Some("text/css; charset=utf-8"));
    let head = service.send(format!("HEAD / HTTP/1.1\r\nHost: {HOST}\r\nX-User: ann\r\nConnection: close\r\n\r\n"));
    assert_eq!((status(&head), body(&head)), (200, ""));
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"] {
        let answer =
            service.send(format!("{method} / HTTP/1.1\r\nHost: {HOST}\r\nX-User: ann\r\nConnection: close\r\n\r\n"));
        assert_eq!(status(&answer), 405, "{method}");
        assert_eq!(header(&answer, "allow"), Some("GET, HEAD"));
    }
}

#[test]
fn a_file_of_a_book_is_no_page_of_the_site() {
    let book = super::service::book();
    book.write("content/picture.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>");
    book.write("content/plan.pdf", "%PDF-1.4");
    book.write("content/files.md", "# Files\n\n![A picture](picture.svg)\n\n[The plan](plan.pdf)\n");
    let service = Service::of(book);
    let page = service.get("/files/", "ann");
    let of = |ending: &str| {
        let start = page.find(ending).map(|at| page[..at].rfind('"').unwrap() + 1).unwrap();
        let path = page[start..].split('"').next().unwrap().trim_start_matches("../");
        service.get(&format!("/{path}"), "ann")
    };
    let picture = of(".svg");
    assert_eq!(status(&picture), 200);
    assert!(header(&picture, "content-security-policy").unwrap().ends_with("sandbox"), "{picture}");
    assert_eq!(header(&of(".pdf"), "content-disposition"), Some("attachment"));
}
