//! A6: faulty front matter, one fault after the other, each told with its line
//! and within no time. The faults are in `tests/cases/author/front-matter.txt`.

use std::fs;
use std::time::{Duration, Instant};

use crate::harness::{BookCase, findings_text, repository};

/// One entry of the corpus: a sentence, the line and rule of the finding, and
/// lines of front matter, the first of which is the seventh of the file.
struct Case {
    name: String,
    line_number: usize,
    rule: String,
    text: String,
}

fn corpus() -> Vec<Case> {
    let text = fs::read_to_string(repository().join("tests/cases/author/front-matter.txt")).unwrap();
    let case = |entry: &str| {
        let (name, rest) = entry.split_once('\n').unwrap();
        let (head, text) = rest.split_once('\n').unwrap();
        let (line, rule) = head.split_once(' ').unwrap();
        Case { name: name.to_owned(), line_number: line.parse().unwrap(), rule: rule.to_owned(), text: text.to_owned() }
    };
    text.split("### ").skip(1).map(case).collect()
}

/// A policy to which nothing is wrong but the lines of the case, which take the
/// place of fields of the same name.
fn policy(case: &Case) -> String {
    let good = ["id: POL-1", "title: A policy", "type: policy", "version: \"1.0\"", "owner: Head of IT"];
    let is_replaced = |field: &str| case.text.starts_with(&field[..=field.find(':').unwrap()]);
    if let Some(index) = good.iter().position(|field| is_replaced(field)) {
        let mut fields = good.map(str::to_owned);
        if index != 4 || case.line_number < 7 {
            fields[index] = case.text.trim_end().to_owned();
            return format!("---\n{}\n---\n# A policy\n\nText.\n", fields.join("\n"));
        }
        return format!("---\n{}\n# no owner\n{}---\n# A policy\n\nText.\n", good[..4].join("\n"), case.text);
    }
    format!("---\n{}\n{}---\n# A policy\n\nText.\n", good.join("\n"), case.text)
}

#[test]
fn a6_faulty_front_matter_is_told_with_its_line() {
    let corpus = corpus();
    assert!(corpus.len() >= 60, "{} cases", corpus.len());
    let mut wrong = Vec::new();
    for case in corpus {
        let book = BookCase::default().file("content/a.md", &policy(&case));
        let started = Instant::now();
        let found = findings_text(&book.check());
        let took = started.elapsed();
        let expected = format!(" {} content/a.md:{}:", case.rule, case.line_number);
        if !found.contains(&expected) {
            wrong.push(format!("{}: `{expected}` is not in\n{found}", case.name));
        }
        // A bomb takes minutes or never ends; a busy machine takes a second.
        if took > Duration::from_secs(20) {
            wrong.push(format!("{}: took {took:?}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a6_delimiters_in_odd_places_are_told() {
    for (text, line) in [
        ("---\ntitle: X\n", 1),
        ("+++\ntitle = \"X\"\n", 1),
        ("\n\n---\ntitle: X\n---\n", 3),
        ("---\ntitle: X\n--- \t\u{a0}x\n# A\n", 1),
    ] {
        let found = findings_text(&BookCase::default().file("content/a.md", text).check());
        assert!(found.contains(&format!("error faulty-front-matter content/a.md:{line}:")), "{text:?}:\n{found}");
    }
}
