//! The words of the interface: whole in every language that comes with the program, and
//! never in place of an author's.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::harness::findings_text;
use crate::harness::{BookCase, repository};

/// Words that reach a template as a value: types, states, cycles and the like.
const VALUES: &[&str] = &[
    "Policy",
    "Standard",
    "Procedure",
    "Guideline",
    "Plan",
    "Register",
    "Record",
    "Page",
    "Control",
    "Requirement",
    "Policies",
    "Standards",
    "Procedures",
    "Guidelines",
    "Plans",
    "Registers",
    "Records",
    "Pages",
    "Approved",
    "Approval incomplete",
    "Changed since its approval",
    "Draft",
    "In review",
    "Retired",
    "automatic",
    "light",
    "dark",
    "every {n} months",
    "every {n} days",
    "every {n} years",
    "every {n} weeks",
    "within {n} day",
    "within {n} days",
    "within {n} month",
    "within {n} months",
    "Asked for",
    "Asked for within {n} day",
    "Asked for within {n} days",
    "Asked for within {n} month",
    "Asked for within {n} months",
    "Acknowledged on behalf",
    "Declined",
    "Exemption",
    "Withdrawal",
    "Reminder",
    "Erasure",
    "Please read and confirm",
    "These documents are waiting for you to read and confirm them:",
    "due by {day}",
    "covered",
    "draft-only",
    "uncovered",
    "excluded",
    "Added",
    "Modified",
    "Renamed",
    "Deleted",
    "Unchanged",
    "Changed",
    "Change needed",
    "Retire",
    "risk",
    "legal",
    "contractual",
    "business",
    "Reviewed",
    "Required",
    "Not required",
    "Audit readiness",
    "As at a day",
    "A to Z",
    "General",
];

fn files(folder: &str, ending: &str) -> Vec<String> {
    let entries = fs::read_dir(repository().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    entries
        .filter(|path| path.extension().is_some_and(|of| of == ending))
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

/// Texts in double quotes that stand before `after` or behind `before`.
fn quoted(text: &str, before: &str, after: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices('"') {
        let Some(length) = text[at + 1..].find('"') else { break };
        let (head, tail) = (&text[..at], &text[at + 1 + length + 1..]);
        if head.ends_with(before) && tail.starts_with(after) {
            found.insert(text[at + 1..=at + length].to_owned());
        }
    }
    found
}

fn placeholders(text: &str) -> Vec<String> {
    let mut found: Vec<String> =
        text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap().to_owned()).collect();
    found.sort();
    found
}

fn languages() -> Vec<(String, BTreeMap<String, String>)> {
    let entries = fs::read_dir(repository().join("theme/messages")).unwrap().map(|entry| entry.unwrap().path());
    let words = |text: &str| {
        text.parse::<toml::Table>().unwrap().into_iter().map(|(k, v)| (k, v.as_str().unwrap().to_owned())).collect()
    };
    entries
        .map(|path| {
            (path.file_stem().unwrap().to_string_lossy().into_owned(), words(&fs::read_to_string(&path).unwrap()))
        })
        .collect()
}

#[test]
fn every_language_has_every_word_and_no_other() {
    let mut used: BTreeSet<String> = VALUES.iter().map(|word| (*word).to_owned()).collect();
    for text in files("theme/templates", "html") {
        used.extend(quoted(&text, "", " | t"));
    }
    for text in files("theme/assets", "js") {
        for before in [" t(", "(t(", "[t(", "{t("] {
            used.extend(quoted(&text, before, ""));
        }
    }
    assert!(used.len() > 400, "{}", used.len());
    let languages = languages();
    let names: BTreeSet<&str> = languages.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, BTreeSet::from(["de", "es", "fr", "ja"]));
    for (language, words) in languages {
        let known: BTreeSet<String> = words.keys().cloned().collect();
        assert_eq!(used.difference(&known).collect::<Vec<_>>(), [""; 0], "missing in {language}");
        assert_eq!(known.difference(&used).collect::<Vec<_>>(), [""; 0], "not used any more, in {language}");
        for (english, word) in words {
            assert!(!word.trim().is_empty(), "{language}: {english}");
            assert_eq!(placeholders(&english), placeholders(&word), "{language}: {english}");
        }
    }
}

const POLICY: &str = "---\nid: POL-1\ntitle: Documents <b>\ntype: policy\nversion: \"1\"\nstatus: approved\nowner: IT\napproved_by: Jo\napproved_on: 2024-01-01\n---\nText.\n";

fn site(language: &str) -> BTreeMap<String, String> {
    let config = format!("[book]\ntitle = \"Reviews\"\nlanguage = \"{language}\"\n");
    BookCase::default().file("book.toml", &config).file("content/a.md", POLICY).run().1
}

#[test]
fn the_interface_speaks_the_language_of_the_book() {
    for (language, documents, search) in [
        ("de", "Dokumente", "Suche"),
        ("de-CH", "Dokumente", "Suche"),
        ("fr", "Documents", "Rechercher"),
        ("ja", "文書", "検索"),
    ] {
        let site = site(language);
        let page = &site["documents/index.html"];
        assert!(page.contains(&format!("<h1>{documents}</h1>")), "{language}: {page}");
        assert!(page.contains(&format!(">{search}</a>")), "{language}: {page}");
        assert!(page.contains(&format!("<html lang=\"{language}\">")));
        let script = site.keys().find(|path| path.starts_with("theme/messages-")).unwrap();
        assert!(page.contains(script.as_str()));
    }
}

#[test]
fn an_authors_words_are_never_translated() {
    let site = site("de");
    let page = &site["a/index.html"];
    assert!(page.contains("<h1 data-pagefind-meta=\"title\">Documents &lt;b&gt;</h1>"), "{page}");
    assert!(page.contains("<title>Documents &lt;b&gt; – Reviews</title>"), "{page}");
    assert!(page.contains("Freigegeben</span>"), "{page}");
    assert!(page.contains("alle 12 Monate"), "{page}");
}

#[test]
fn a_language_without_words_is_served_in_english_and_says_so() {
    let site = site("nl");
    let page = &site["a/index.html"];
    assert!(page.contains("<header class=\"site-header\" lang=\"en\">"), "{page}");
    assert!(!site.keys().any(|path| path.starts_with("theme/messages-")));
}

#[test]
fn a_book_brings_words_of_its_own() {
    let config = "[book]\ntitle = \"B\"\nlanguage = \"nl\"\n";
    let case = BookCase::default().file("book.toml", config).file("content/a.md", POLICY);
    let own = "\"Documents\" = \"Documenten & <i>\"\n\"State of {day}\" = \"Stand van {day} {unknown}\"\n";
    let (settled, site) = case.clone().file("theme/messages/nl.toml", own).run();
    let page = &site["documents/index.html"];
    assert!(page.contains("<h1>Documenten &amp; &lt;i&gt;</h1>"), "{page}");
    assert!(!findings_text(&settled).contains("faulty-theme"));
    let faulty = "\"Documents\" = 5\n\"A\" = \n";
    let (settled, _) = case.file("theme/messages/nl.toml", faulty).run();
    let found = findings_text(&settled);
    assert!(
        found.contains("faulty-theme theme/messages/nl.toml:1:15 the words for `Documents` are no text"),
        "{found}"
    );
}
