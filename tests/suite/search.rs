//! The index of the search: what is in it, what is not, and that it says what the texts say.

use std::collections::BTreeMap;

use policybook::search::{Entries, Entry, IndexFile, SearchIndex, Section, fold, terms_of};
use serde_json::Value;

use crate::harness::BookCase;

const APPROVED: &str = "version: \"1\"\nstatus: approved\nowner: IT\napproved_by: Jo\napproved_on: 2024-01-01\n";

fn document(id: &str, front_matter: &str, body: &str) -> String {
    format!("---\nid: {id}\ntitle: Title of {id}\ntype: policy\n{front_matter}---\n\n{body}\n")
}

/// The data of every file of a site's index, by name.
fn index_of(site: &BTreeMap<String, String>) -> BTreeMap<String, Value> {
    let files = site.iter().filter_map(|(path, text)| Some((path.strip_prefix("data/search/")?, text)));
    files.map(|(name, text)| (name.trim_end_matches(".js").to_owned(), data(text))).collect()
}

fn data(script: &str) -> Value {
    let call = script.trim_end().strip_prefix("policybookSearch(").and_then(|rest| rest.strip_suffix(");")).unwrap();
    let data = call.splitn(3, ',').nth(2).unwrap();
    serde_json::from_str(data).unwrap_or_else(|error| panic!("{error} in {data}"))
}

fn page<'a>(index: &'a BTreeMap<String, Value>, id: &str) -> &'a Value {
    let mut pages =
        index.iter().filter(|(name, _)| name.starts_with("texts-")).flat_map(|(_, rows)| rows.as_array().unwrap());
    pages.find(|row| row["id"] == id).unwrap_or_else(|| panic!("{id} is not in the index"))
}

#[test]
fn a_withheld_text_gives_nothing_away() {
    let draft = document("POL-1", "version: \"1\"\nstatus: draft\nowner: IT\n", "## Zeppelins\n\nThey fly.");
    let (_, site) = BookCase::default().file("content/a.md", &draft).run();
    let texts: Vec<&String> = site.iter().filter(|(path, _)| path.starts_with("data/")).map(|(_, text)| text).collect();
    assert!(texts.len() > 8);
    for text in texts {
        assert!(!text.to_lowercase().contains("zeppelin") && !text.contains("They fly"), "{text}");
    }
    assert_eq!(page(&index_of(&site), "POL-1")["title"], "Title of POL-1");
}

#[test]
fn only_a_complete_approval_is_called_approved() {
    let whole = document("POL-1", APPROVED, "Text.");
    let nobody = document("POL-2", &APPROVED.replace("approved_by: Jo\n", ""), "Text.");
    let to_come = document("POL-3", &APPROVED.replace("2024-01-01", "2999-01-01"), "Text.");
    let case =
        BookCase::default().file("content/a.md", &whole).file("content/b.md", &nobody).file("content/c.md", &to_come);
    let index = index_of(&case.run().1);
    let status = |id| page(&index, id)["status"].as_str().unwrap();
    assert_eq!([status("POL-1"), status("POL-2"), status("POL-3")], ["approved", "incomplete", "incomplete"]);
    let facets = &index["facets"];
    let named: Vec<&str> = facets["statuses"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert_eq!(named, ["", "approved", "incomplete"]);
}

#[test]
fn a_text_that_changed_since_its_approval_says_so() {
    let approved = document("POL-1", APPROVED, "Text.");
    let changed = document("POL-1", APPROVED, "Another text.");
    let case = BookCase::default()
        .committed("content/a.md", "2024-01-01 Jo", &approved)
        .committed("content/a.md", "2024-02-01 Jo", &changed)
        .file("content/a.md", &changed);
    assert_eq!(page(&index_of(&case.run().1), "POL-1")["status"], "changed");
}

#[test]
fn sections_hold_the_words_that_a_reader_sees() {
    let text = "Before & after.\n\n## One `a < b` {#one satisfies=\"\"}\n\nSee [[POL-2]][^n].\n\n| c | d |\n|-|-|\n| e | f |\n\n### Two\n\n<b>x</b>\n\n[^n]: Note.\n";
    let case = BookCase::default()
        .file("content/a.md", &document("POL-1", APPROVED, text))
        .file("content/b.md", &document("POL-2", APPROVED, "Text."));
    let index = index_of(&case.run().1);
    let sections: Vec<(String, String, String)> =
        serde_json::from_value(page(&index, "POL-1")["sections"].clone()).unwrap();
    let expected = [
        ("", "", "Before & after."),
        ("one", "One a < b", "See Title of POL-2. c d e f"),
        ("two", "Two", "<b>x</b> Note."),
    ];
    assert_eq!(sections, expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned())));
}

#[test]
fn a_text_is_taken_apart_as_the_cases_say() {
    let cases = include_str!("../cases/search/terms.json");
    for (text, expected) in serde_json::from_str::<Vec<(String, Vec<String>)>>(cases).unwrap() {
        let mut terms = Vec::new();
        terms_of(&fold(&text), |term| terms.push(term.to_owned()));
        assert_eq!(terms, expected, "{text}");
    }
}

/// Entries that are all there already.
struct Listed(Vec<Entry>);

impl Entries for Listed {
    fn count(&self) -> usize {
        self.0.len()
    }

    fn size(&self, number: usize) -> usize {
        200 + self.0[number].sections.iter().map(|section| section.text.len()).sum::<usize>()
    }

    fn entry(&self, number: usize) -> Entry {
        self.0[number].clone()
    }
}

/// Returns all files of an index.
fn files_of(entries: &[Entry]) -> Vec<IndexFile> {
    let entries = Listed(entries.to_vec());
    let index = SearchIndex::of(&entries);
    let same =
        |file: &IndexFile| IndexFile { name: file.name.clone(), digest: file.digest.clone(), json: file.json.clone() };
    let texts = (0..index.text_files()).map(|number| index.text_file(number, &entries));
    index.files().iter().map(same).chain(texts).collect()
}

/// A book of many pages, so that terms fill many files.
fn many() -> Vec<Entry> {
    let word = |number: usize| {
        format!("co{}", number.to_string().chars().map(|d| char::from(b'a' + d as u8 - b'0')).collect::<String>())
    };
    (0..4000)
        .map(|number: usize| Entry {
            href: format!("p{number}/index.html"),
            title: format!("Page {}", word(number)),
            id: format!("PAGE-{number}"),
            kind: "policy",
            sections: vec![Section {
                anchor: "s".to_owned(),
                title: word(number / 7),
                // Some say their own word twice, so that weights differ.
                text: format!(
                    "common {} {} {}",
                    word(number / 3),
                    word(if number.is_multiple_of(3) { number } else { number / 2 }),
                    word(number % 50)
                ),
            }],
            ..Entry::default()
        })
        .collect()
}

fn json(files: &[IndexFile], name: &str) -> Value {
    serde_json::from_str(&files.iter().find(|file| file.name == name).unwrap().json).unwrap()
}

/// Reads pages as `docs/reference/search.md` says that they are written.
fn pages(written: &str) -> BTreeMap<usize, usize> {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut digits = written.trim_start_matches('~').chars().map(|digit| DIGITS.find(digit).unwrap());
    let (mut found, mut page) = (BTreeMap::new(), 0);
    while let Some(mut digit) = digits.next() {
        let (mut step, mut shift) = (0, 0);
        while digit >= 32 {
            step += (digit - 32) << shift;
            shift += 5;
            digit = digits.next().unwrap();
        }
        page += step + (digit << shift);
        found.insert(page, digits.next().unwrap());
    }
    found
}

#[test]
fn many_pages_make_many_small_files_that_hold_every_term() {
    let entries = many();
    let files = &files_of(&entries);
    let table = json(files, "index");
    let firsts: Vec<String> = serde_json::from_value(table["terms"].clone()).unwrap();
    assert!(firsts.len() > 5 && firsts.is_sorted(), "{firsts:?}");
    let mut written: BTreeMap<String, String> = BTreeMap::new();
    for (number, first) in firsts.iter().enumerate() {
        let terms: BTreeMap<String, String> = serde_json::from_value(json(files, &format!("terms-{number}"))).unwrap();
        assert_eq!(terms.keys().next(), Some(first));
        written.extend(terms);
    }
    for file in files {
        let size = file.json.len();
        assert!(size < 40_000 || ["facets", "words"].contains(&file.name.as_str()), "{} has {size} bytes", file.name);
        let place = |kind: &str| file.name.strip_prefix(kind).map(|number| number.parse::<usize>().unwrap() * 6);
        let digest = |key: &str, at: usize| table[key].as_str().unwrap()[at..at + 6].to_owned();
        if let Some(at) = place("terms-") {
            assert_eq!(file.digest, digest("term_digests", at));
        } else if let Some(at) = place("texts-") {
            assert_eq!(file.digest, digest("text_digests", at));
        }
    }
    let mut expected: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (number, entry) in entries.iter().enumerate() {
        for text in [&entry.id, &entry.title, &entry.sections[0].title, &entry.sections[0].text] {
            terms_of(&fold(text), |term| {
                let pages = expected.entry(term.to_owned()).or_default();
                if pages.last() != Some(&number) {
                    pages.push(number);
                }
            });
        }
    }
    let answers: Vec<String> = written.keys().filter(|term| term.ends_with('*')).cloned().collect();
    for (term, numbers) in &expected {
        let found: Vec<usize> = pages(&written[term]).into_keys().collect();
        assert_eq!(&found, numbers, "{term}");
    }
    assert_eq!(written.len(), expected.len() + answers.len());
    // `co` stands before almost every term here: it has an answer of the best pages.
    assert!(answers.contains(&"co*".to_owned()), "{answers:?}");
    let best = pages(&written["co*"]);
    assert_eq!(best.len(), 300);
    assert!(best.values().all(|&weight| weight >= 36), "pages with such a word in their title are better than others");
    let counts: Vec<usize> = serde_json::from_value(table["texts"].clone()).unwrap();
    assert_eq!(counts.iter().sum::<usize>(), entries.len());
}

#[test]
fn a_text_costs_only_the_files_that_it_is_in() {
    let entries = many();
    let before = files_of(&entries);
    let mut changed = entries.clone();
    changed[2000].sections[0].text.push_str(" xylophone");
    let after = files_of(&changed);
    let same = before.iter().zip(&after).filter(|(a, b)| a.name == b.name && a.json == b.json).count();
    let different: Vec<&str> =
        before.iter().zip(&after).filter(|(a, b)| a.json != b.json).map(|(a, _)| a.name.as_str()).collect();
    assert!(different.len() <= 4, "{different:?} of {}", before.len());
    assert_eq!(same + different.len(), before.len());
}
