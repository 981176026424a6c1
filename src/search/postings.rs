//! Which entries have a term, and how much it says about each of them.

use std::collections::{BTreeMap, HashMap};

use super::entry::Entry;
use super::words::{fold, terms_of};

/// What a term weighs by where it stands. A title comes before any heading, and a heading
/// before any number of words in the text; together they fit into six bits.
const ID: u8 = 40;
const TITLE: u8 = 36;
const HEADING: u8 = 14;
const CLAIM: u8 = 10;
const TEXT_MAX: f32 = 9.0;
/// What is left of a weight in a lesser entry, but for its own id.
const LESSER: f32 = 0.65;
/// Words of a text of usual length: a longer one has to say a word more often.
const USUAL_LENGTH: f32 = 400.0;

/// Entries that have a term, ascending.
pub(super) type Postings = Vec<Posting>;

/// An entry that has a term, and what the term weighs there: in 32 bits, since a large
/// book has millions of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Posting(u32);

impl Posting {
    /// Makes one; a weight has at most six bits.
    pub(super) fn new(entry: u32, weight: u8) -> Self {
        Self(entry << 6 | u32::from(weight & 63))
    }

    /// Returns the entry's number.
    pub(super) fn entry(self) -> u32 {
        self.0 >> 6
    }

    /// Returns the weight.
    pub(super) fn weight(self) -> u8 {
        (self.0 & 63) as u8
    }
}

/// The terms of some entries in the order in which they were met.
#[derive(Default)]
pub(super) struct Lexicon {
    numbers: HashMap<String, usize>,
    terms: Vec<String>,
    postings: Vec<Postings>,
    places: HashMap<usize, Places>,
}

/// Puts lexicons of entries that follow each other together.
pub(super) fn merged(lexicons: Vec<Lexicon>) -> BTreeMap<String, Postings> {
    let mut all: BTreeMap<String, Postings> = BTreeMap::new();
    for Lexicon { terms, postings, .. } in lexicons {
        for (term, mut added) in terms.into_iter().zip(postings) {
            all.entry(term).or_default().append(&mut added);
        }
    }
    all
}

impl Lexicon {
    /// Adds the terms of an entry; numbers must rise from call to call.
    pub(super) fn add(&mut self, entry_number: usize, entry: &Entry) {
        let mut words = 0_u32;
        let mut met: Vec<usize> = Vec::new();
        each_term(entry, |term, place| {
            let number = self.number(term);
            let here = self.places.entry(number).or_insert_with(|| {
                met.push(number);
                Places::default()
            });
            match place {
                Place::Name(weight) => here.name = here.name.max(weight),
                Place::Heading(weight) => here.heading = here.heading.max(weight),
                Place::Text => {
                    here.times += 1;
                    words += 1;
                }
            }
        });
        let entry_number = u32::try_from(entry_number).unwrap_or(u32::MAX);
        for number in met {
            let places = self.places.remove(&number).unwrap_or_default();
            self.postings[number].push(Posting::new(entry_number, weight(places, words, entry.is_lesser)));
        }
    }

    fn number(&mut self, term: &str) -> usize {
        if let Some(&number) = self.numbers.get(term) {
            return number;
        }
        let number = self.terms.len();
        self.numbers.insert(term.to_owned(), number);
        self.terms.push(term.to_owned());
        self.postings.push(Vec::new());
        number
    }
}

/// Where a term stands in an entry.
#[derive(Clone, Copy, Default)]
struct Places {
    name: u8,
    heading: u8,
    times: u32,
}

enum Place {
    Name(u8),
    Heading(u8),
    Text,
}

fn each_term(entry: &Entry, mut found: impl FnMut(&str, Place)) {
    let id = fold(&entry.id);
    terms_of(&id, |term| found(term, Place::Name(if term.len() == id.len() { ID } else { TITLE })));
    for name in std::iter::once(&entry.title).chain(&entry.other_names) {
        terms_of(&fold(name), |term| found(term, Place::Name(TITLE)));
    }
    for (_, id) in &entry.controls {
        terms_of(&fold(id), |term| found(term, Place::Heading(CLAIM)));
    }
    for section in &entry.sections {
        terms_of(&fold(&section.title), |term| found(term, Place::Heading(HEADING)));
        terms_of(&fold(&section.text), |term| found(term, Place::Text));
    }
}

/// Weighs a term: what is said more often counts more, each time less than the time before.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small counts, and a result from 0 to 63"
)]
fn weight(places: Places, words: u32, is_lesser: bool) -> u8 {
    let times = places.times as f32;
    let text = if places.times == 0 {
        0.0
    } else {
        1.0 + (TEXT_MAX - 1.0) * times / (times + 0.3 + 0.9 * (words as f32 / USUAL_LENGTH))
    };
    let weight = f32::from(places.name) + f32::from(places.heading) + text;
    let weight = if is_lesser && places.name < ID { weight * LESSER } else { weight };
    (weight.round() as u8).clamp(1, 63)
}
