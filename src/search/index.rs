//! All files of an index.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;
use serde_json::{Map, Value};

use super::cut::{cut, written};
use super::entry::{Entries, Entry};
use super::postings::{Lexicon, merged};
use super::schema::{FacetData, IndexData, TextRow};
use crate::source::Digest;

/// What a file of texts holds at most, unless one entry alone has more.
const FILE_BYTES: usize = 14 * 1024;
/// Digits of a file's digest that tell whether a browser holds the one it needs.
const DIGITS: usize = 6;

/// The index of a site. It holds all but the texts, which are made when they are asked for.
#[derive(Debug)]
pub struct SearchIndex {
    files: Vec<IndexFile>,
    texts: Vec<TextFile>,
}

/// One file of it.
#[derive(Debug)]
pub struct IndexFile {
    /// Its name without ending.
    pub name: String,
    /// The beginning of its digest.
    pub digest: String,
    /// What it holds, as JSON.
    pub json: String,
}

/// The entries of a file of texts.
#[derive(Debug)]
struct TextFile {
    entries: Range<usize>,
    digest: String,
}

impl IndexFile {
    fn new(name: String, json: String) -> Self {
        Self { digest: digest(&json), name, json }
    }
}

impl SearchIndex {
    /// Makes the index of `entries`; where two fit equally well, the earlier comes first.
    pub fn of(entries: &dyn Entries) -> Self {
        let ranges = text_ranges(entries);
        let share = ranges.len().div_ceil(rayon::current_num_threads().max(1) * 4).max(1);
        let read: Vec<Share> = ranges.par_chunks(share).map(|ranges| Share::read(entries, ranges)).collect();
        let (mut lexicons, mut texts, mut facts) = (Vec::new(), Vec::new(), Vec::new());
        for mut share in read {
            lexicons.push(share.lexicon);
            texts.append(&mut share.texts);
            facts.append(&mut share.facts);
        }
        let postings = merged(lexicons);
        let words = IndexFile::new("words".to_owned(), words_json(postings.keys()));
        let all = written(&postings);
        drop(postings);
        let shares = cut(&all);
        let terms: Vec<IndexFile> = shares
            .par_iter()
            .enumerate()
            .map(|(number, share)| IndexFile::new(format!("terms-{number}"), terms_json(share)))
            .collect();
        let facets = IndexFile::new("facets".to_owned(), facets_json(&facts));
        let index = IndexData {
            schema: "policybook-search-index/1",
            entries: entries.count(),
            terms: shares.iter().map(|share| share[0].0.as_str()).collect(),
            term_digests: terms.iter().map(|file| file.digest.as_str()).collect(),
            text_digests: texts.iter().map(|file| file.digest.as_str()).collect(),
            texts: texts.iter().map(|file| file.entries.len()).collect(),
            facets: facets.digest.clone(),
            words: words.digest.clone(),
        };
        let index = IndexFile::new("index".to_owned(), json(&index));
        Self { files: [index, facets, words].into_iter().chain(terms).collect(), texts }
    }

    /// Returns its files without those of texts.
    pub fn files(&self) -> &[IndexFile] {
        &self.files
    }

    /// Returns how many files of texts there are: `texts-0`, `texts-1` and so on.
    pub fn text_files(&self) -> usize {
        self.texts.len()
    }

    /// Returns the file of texts with this number, which is below [`SearchIndex::text_files`],
    /// of the entries that the index was made of.
    pub fn text_file(&self, number: usize, entries: &dyn Entries) -> IndexFile {
        let file = &self.texts[number];
        let rows: Vec<Entry> = file.entries.clone().map(|entry| entries.entry(entry)).collect();
        IndexFile { name: format!("texts-{number}"), digest: file.digest.clone(), json: texts_json(&rows) }
    }
}

/// What one pass over some of the entries learns.
struct Share {
    lexicon: Lexicon,
    texts: Vec<TextFile>,
    facts: Vec<Facts>,
}

/// What an entry can be filtered by.
struct Facts {
    kind: &'static str,
    status: &'static str,
    owner: String,
    controls: Vec<(String, String)>,
}

impl Share {
    fn read(entries: &dyn Entries, ranges: &[Range<usize>]) -> Self {
        let mut share = Self { lexicon: Lexicon::default(), texts: Vec::new(), facts: Vec::new() };
        for range in ranges {
            let rows: Vec<Entry> = range.clone().map(|number| entries.entry(number)).collect();
            share.texts.push(TextFile { entries: range.clone(), digest: digest(&texts_json(&rows)) });
            for (number, row) in range.clone().zip(rows) {
                share.lexicon.add(number, &row);
                let Entry { kind, status, owner, controls, .. } = row;
                share.facts.push(Facts { kind, status, owner, controls });
            }
        }
        share
    }
}

fn digest(json: &str) -> String {
    Digest::of(json.as_bytes()).to_hex()[..DIGITS].to_owned()
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("texts and numbers are always JSON")
}

fn terms_json(share: &[(String, String)]) -> String {
    let terms: Map<String, Value> = share.iter().map(|(term, of)| (term.clone(), Value::from(of.as_str()))).collect();
    json(&terms)
}

/// Cuts the entries into files of texts. The cuts depend on the sizes alone.
fn text_ranges(entries: &dyn Entries) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let (mut start, mut size) = (0, 0);
    for number in 0..entries.count() {
        let added = entries.size(number);
        if start < number && size + added > FILE_BYTES {
            ranges.push(start..number);
            (start, size) = (number, 0);
        }
        size += added;
    }
    if start < entries.count() {
        ranges.push(start..entries.count());
    }
    ranges
}

fn texts_json(entries: &[Entry]) -> String {
    json(&entries.iter().map(text_row).collect::<Vec<_>>())
}

fn text_row(entry: &Entry) -> TextRow<'_> {
    let section = |section: &'_ super::entry::Section| one_line(&section.text);
    TextRow {
        href: &entry.href,
        title: &entry.title,
        id: &entry.id,
        kind: entry.kind,
        place: &entry.place,
        status: entry.status,
        version: &entry.version,
        language: &entry.language,
        controls: entry.controls.iter().map(|(_, id)| id.as_str()).collect(),
        sections: entry.sections.iter().map(|of| (of.anchor.as_str(), of.title.as_str(), section(of))).collect(),
    }
}

fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

fn facets_json(entries: &[Facts]) -> String {
    let kinds = Names::of(entries.iter().map(|entry| entry.kind));
    let statuses = Names::of(entries.iter().map(|entry| entry.status));
    let owners = Names::of(entries.iter().map(|entry| entry.owner.as_str()));
    let controls = Names::of(entries.iter().flat_map(|entry| entry.controls.iter().map(pair)));
    let controls_of = |entry: &Facts| entry.controls.iter().map(|control| controls.index(pair(control))).collect();
    json(&FacetData {
        kind_of: entries.iter().map(|entry| kinds.index(entry.kind)).collect(),
        status_of: entries.iter().map(|entry| statuses.index(entry.status)).collect(),
        owner_of: entries.iter().map(|entry| owners.index(entry.owner.as_str())).collect(),
        controls_of: entries.iter().map(controls_of).collect(),
        kinds: kinds.names,
        statuses: statuses.names,
        owners: owners.names,
        controls: controls.names,
    })
}

fn pair((framework, id): &(String, String)) -> (&str, &str) {
    (framework, id)
}

/// Names in their order, each once.
struct Names<T> {
    names: Vec<T>,
    indices: BTreeMap<T, usize>,
}

impl<T: Copy + Ord> Names<T> {
    fn of(names: impl Iterator<Item = T>) -> Self {
        let mut indices: BTreeMap<T, usize> = names.map(|name| (name, 0)).collect();
        indices.values_mut().enumerate().for_each(|(index, value)| *value = index);
        Self { names: indices.keys().copied().collect(), indices }
    }

    fn index(&self, name: T) -> usize {
        self.indices[&name]
    }
}

/// Returns the words that somebody could mistype, one after the other: how many
/// characters each shares with the one before, as a digit from `A` to `Z`, and the rest.
fn words_json<'a>(terms: impl Iterator<Item = &'a String>) -> String {
    let mut text = String::new();
    let mut last: &str = "";
    for term in terms.filter(|term| is_mistypeable(term)) {
        let shared = last.chars().zip(term.chars()).take_while(|(a, b)| a == b).count().min(25);
        let rest = term.char_indices().nth(shared).map_or("", |(at, _)| &term[at..]);
        text.push(char::from(b'A' + u8::try_from(shared).unwrap_or(0)));
        text.push_str(rest);
        last = term;
    }
    json(&text)
}

/// Returns whether a term is a word of four letters or more.
fn is_mistypeable(term: &str) -> bool {
    term.chars().nth(3).is_some() && term.chars().all(char::is_alphabetic)
}
