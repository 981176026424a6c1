//! `data/acknowledgements.json`: which texts readers have to confirm, in which words, and
//! who confirmed an earlier one and is asked again.

use serde_json::{Value, json};

use crate::scratch::Scratch;

fn policy(id: &str, version: &str, more: &str, text: &str) -> String {
    format!(
        "---\nid: {id}\ntitle: Rules\ntype: policy\nversion: \"{version}\"\nstatus: approved\nowner: IT\n\
         approved_by: Jane\napproved_on: 2026-03-01\n{more}---\n\n{text}\n"
    )
}

/// Builds a book whose findings do not matter, and returns the rows of the file.
fn rows(book: &Scratch) -> Vec<Value> {
    let output = book.build(&["--fail-on", "never"]);
    assert!(output.status.success(), "{output:?}");
    let text = std::fs::read_to_string(book.site().join("data/acknowledgements.json")).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(file["schema"], "policybook-acknowledgements/1");
    file["documents"].as_array().unwrap().clone()
}

#[test]
fn only_an_approved_text_is_asked_for() {
    let book = Scratch::new();
    let asks = "acknowledge: true\n";
    book.write("content/asked.md", policy("POL-1", "1.0", asks, "Text."));
    book.write("content/not-asked.md", policy("POL-2", "1.0", "acknowledge: false\n", "Text."));
    book.write("content/silent.md", policy("POL-3", "1.0", "", "Text."));
    let replaced = |from: &str, to: &str| policy("POL-4", "1.0", asks, "Text.").replace(from, to);
    for (name, text) in [
        ("draft", replaced("status: approved", "status: draft")),
        ("review", replaced("status: approved", "status: in-review").replace("POL-4", "POL-5")),
        ("retired", replaced("status: approved", "status: retired").replace("POL-4", "POL-6")),
        ("nobody", replaced("approved_by: Jane\n", "").replace("POL-4", "POL-7")),
        ("future", replaced("2026-03-01", "2099-03-01").replace("POL-4", "POL-8")),
        (
            "other",
            replaced("owner: IT", &format!("owner: IT\napproved_fingerprint: sha256:{}", "0".repeat(64)))
                .replace("POL-4", "POL-9"),
        ),
    ] {
        book.write(format!("content/{name}.md"), text);
    }
    book.write("content/page.md", "---\nacknowledge: true\n---\n\n# A page\n");
    let rows = rows(&book);
    let ids: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["POL-1"]);
}

#[test]
fn a_row_says_who_by_when_and_in_which_words() {
    let book = Scratch::new();
    book.write(
        "book.toml",
        "[book]\ntitle = \"Book\"\n[acknowledge]\nwithin = \"3 weeks\"\ncycle = \"2026\"\ncycle-from = \"2026-01-15\"\n\
         [acknowledge.statements]\nfr = \"Lu et approuvé.\"\n",
    );
    book.write(
        "content/a.md",
        policy(
            "POL-1",
            "1.0",
            "audience: [staff, board]\nacknowledge: { within: 5 days, cycle: spring, from: 2026-04-01 }\n",
            "Text.",
        ),
    );
    book.write("content/b.md", policy("POL-2", "1.0", "language: de-AT\nacknowledge: true\n", "Text."));
    book.write("content/c.md", policy("POL-3", "1.0", "language: fr\nacknowledge: true\n", "Texte."));
    book.write("content/d.md", policy("POL-4", "1.0", "language: cs\nacknowledge: true\n", "Text."));
    let rows = rows(&book);
    let pick = |name: &str| rows.iter().map(|row| row[name].clone()).collect::<Vec<_>>();
    assert_eq!(pick("audience"), [json!(["staff", "board"]), json!([]), json!([]), json!([])]);
    assert_eq!(pick("within"), ["5 days", "21 days", "21 days", "21 days"]);
    assert_eq!(pick("cycle"), ["spring", "2026", "2026", "2026"]);
    // Who read it last year has time from the day on which the cycle began, and no earlier.
    assert_eq!(pick("asked_since"), ["2026-04-01", "2026-03-01", "2026-03-01", "2026-03-01"]);
    assert_eq!(pick("url")[0], "/a/");
    let words: Vec<&str> = rows.iter().map(|row| row["statement"]["text"].as_str().unwrap()).collect();
    assert_eq!(
        words,
        [
            "I have read and understood this document.",
            "Ich habe dieses Dokument gelesen und verstanden.",
            "Lu et approuvé.",
            "I have read and understood this document.",
        ]
    );
    let digest = policybook::source::Digest::of("Lu et approuvé.".as_bytes());
    assert_eq!(rows[2]["statement"]["sha256"], format!("sha256:{digest}"));
    assert_eq!(rows[2]["statement"]["id"], "book/fr");
    // The fingerprint is the one that the register shows.
    let documents = std::fs::read_to_string(book.site().join("data/documents.json")).unwrap();
    let documents: Value = serde_json::from_str(&documents).unwrap();
    let shown = documents["documents"].as_array().unwrap().iter().find(|row| row["id"] == "POL-1").unwrap();
    assert_eq!(rows[0]["fingerprint"], shown["fingerprint"]);
}

#[test]
fn who_confirmed_an_earlier_version_is_asked_again_unless_every_change_since_was_minor() {
    let book = Scratch::new();
    let text = |version: &str| {
        let changes = "acknowledge: true\nchanges:\n  - { version: \"1.3\", summary: Spelling, class: editorial }\n  \
                       - { version: \"1.2\", summary: Words, class: minor }\n  - { version: \"1.1\", summary: More }\n";
        // Each version has an approval of its own day.
        let on = format!("approved_on: 2026-03-0{}", 1 + version[2..].parse::<u8>().unwrap());
        policy("POL-1", version, changes, &format!("Text of {version}.")).replace("approved_on: 2026-03-01", &on)
    };
    book.write("content/a.md", text("1.0"));
    let repository = book.repository();
    for version in ["1.1", "1.2", "1.3"] {
        book.write("content/a.md", text(version));
        book.commit(&repository, "Ann Author <ann@example.org>", version);
    }
    let rows = rows(&book);
    assert_eq!(
        rows[0]["asked_since"], "2026-03-02",
        "the day of 1.1, which is the last that says nothing of its class"
    );
    assert_eq!((&rows[0]["version"], &rows[0]["class"]), (&json!("1.3"), &json!("editorial")));
    let earlier: Vec<(&str, &str)> = rows[0]["earlier"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["version"].as_str().unwrap(), row["class_since"].as_str().unwrap()))
        .collect();
    // 1.1 says nothing of its class: whoever confirmed 1.0 reads again.
    assert_eq!(earlier, [("1.2", "editorial"), ("1.1", "minor"), ("1.0", "major")]);
    for row in rows[0]["earlier"].as_array().unwrap() {
        for address in ["url", "changes_url", "changes_since_url"] {
            let page = row[address].as_str().unwrap().trim_start_matches('/');
            assert!(book.site().join(page).join("index.html").is_file(), "{page}");
        }
    }
    // One page has all that who confirmed the first one has missed.
    let since = |book: &Scratch, version: &str| {
        let page = book.site().join(format!("a/changes/1.0..{version}/index.html"));
        std::fs::read_to_string(page).unwrap_or_default()
    };
    let page = since(&book, "1.3");
    for words in ["<del>1.0</del>", "<ins>1.3</ins>"] {
        assert!(page.contains(words), "`{words}` is not in {page}");
    }
    assert_eq!(since(&book, "1.2"), "", "nobody is asked for that one any more");
    let again = |book: &Scratch| assert!(book.build(&["--fail-on", "never"]).status.success());
    // Built again, kept pages are those; with another version, others take their place.
    assert_eq!(since(&book, "1.3"), {
        again(&book);
        since(&book, "1.3")
    });
    book.write("content/a.md", text("1.4"));
    book.commit(&repository, "Ann Author <ann@example.org>", "1.4");
    again(&book);
    assert_eq!(since(&book, "1.3"), "");
    assert!(since(&book, "1.4").contains("<ins>1.4</ins>"));
    // A document that asks for nothing has only the steps.
    book.write("content/a.md", text("1.4").replace("acknowledge: true", "acknowledge: false"));
    book.commit(&repository, "Ann Author <ann@example.org>", "Quiet");
    again(&book);
    assert_eq!(since(&book, "1.4"), "");
    assert!(!since(&book, "1.1").is_empty());
}

#[test]
fn without_a_service_a_page_leads_to_a_form_that_carries_the_text() {
    let book = Scratch::new();
    book.write(
        "content/rules.md",
        policy("POL-1", "1.0", "acknowledge: true\n", "Text.").replace("title: Rules", "title: A & {id} \"b\""),
    );
    let with = |link: &str| {
        book.write("book.toml", format!("[book]\ntitle = \"Book\"\n[acknowledge]\nlink = {link:?}\n"));
        book.build(&["--fail-on", "never"])
    };
    let output = with("https://forms.example.org/?d={id}&t={title}&v={version}&l={language}&h={fingerprint}");
    assert!(output.status.success(), "{}", crate::harness::talk(&output));
    let page = std::fs::read_to_string(book.site().join("rules/index.html")).unwrap();
    let fingerprint = rows_of(&book)[0]["fingerprint"].as_str().unwrap().trim_start_matches("sha256:").to_owned();
    let href = format!(
        "https://forms.example.org/?d=POL-1&amp;t=A%20%26%20%7Bid%7D%20%22b%22&amp;v=1.0&amp;l=en&amp;h={fingerprint}\""
    );
    assert!(page.contains(&href), "{href} is not in {page}");
    for (link, words) in [
        ("http://forms.example.org/{fingerprint}", "begin it with `https://`"),
        ("javascript:alert({fingerprint})", "begin it with `https://`"),
        ("https://forms.example.org/{id}", "has no `{fingerprint}`"),
        ("https://forms.example.org/{fingerprint}{user}", "`{user}` is nothing that a link knows"),
    ] {
        let output = with(link);
        assert_eq!(output.status.code(), Some(2), "{link}");
        assert!(crate::harness::talk(&output).contains(words), "{}", crate::harness::talk(&output));
    }
}

/// Returns the rows of the file of a site that was built.
fn rows_of(book: &Scratch) -> Vec<Value> {
    let text = std::fs::read_to_string(book.site().join("data/acknowledgements.json")).unwrap();
    serde_json::from_str::<Value>(&text).unwrap()["documents"].as_array().unwrap().clone()
}
