//! Terms cut into files of about the same size, and how their entries are written.

use std::collections::BTreeMap;

use super::postings::{Posting, Postings};

/// What a file of terms holds at most, unless one term alone has more.
const FILE_BYTES: usize = 24 * 1024;
/// The beginning of many terms gets an answer of its own when they fill more than this.
const SPREAD_BYTES: usize = 40 * 1024;
/// How many entries such an answer has at most.
const ANSWER_ENTRIES_MAX: usize = 300;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Terms in their order, each with its entries as written.
pub(super) type Written = Vec<(String, String)>;

/// Returns the terms with their entries written, and answers for the beginnings that
/// stand before too many terms: `co*` has the entries that weigh most, after a `~`.
pub(super) fn written(postings: &BTreeMap<String, Postings>) -> Written {
    let sizes: Vec<(&str, usize)> =
        postings.iter().map(|(term, of)| (term.as_str(), term.len() + 6 + bytes(of))).collect();
    let mut all: Written = postings.iter().map(|(term, of)| (term.clone(), encode(of))).collect();
    all.extend(beginnings(&sizes, 1).into_iter().map(|beginning| {
        let answer = answer(postings, &beginning);
        (format!("{beginning}*"), format!("~{}", encode(&answer)))
    }));
    all.sort_unstable();
    all
}

/// Cuts terms into files. The cuts depend on the sizes alone.
pub(super) fn cut(all: &Written) -> Vec<&[(String, String)]> {
    let mut files = Vec::new();
    let (mut start, mut size) = (0, 0);
    for (index, (term, entries)) in all.iter().enumerate() {
        let added = term.len() + entries.len() + 6;
        if size > 0 && size + added > FILE_BYTES {
            files.push(&all[start..index]);
            (start, size) = (index, 0);
        }
        size += added;
    }
    if start < all.len() {
        files.push(&all[start..]);
    }
    files
}

/// Returns the beginnings of `characters` and more characters whose terms fill more than
/// [`SPREAD_BYTES`].
fn beginnings(terms: &[(&str, usize)], characters: usize) -> Vec<String> {
    let mut found = Vec::new();
    let beginning = |term: &str| term.char_indices().nth(characters).map_or(term.len(), |(at, _)| at);
    for group in terms.chunk_by(|(a, _), (b, _)| a[..beginning(a)] == b[..beginning(b)]) {
        let (first, _) = group[0];
        let shared = &first[..beginning(first)];
        if shared.chars().count() < characters || group.iter().map(|(_, size)| size).sum::<usize>() <= SPREAD_BYTES {
            continue;
        }
        found.push(shared.to_owned());
        if group.len() > 1 {
            found.extend(beginnings(group, characters + 1));
        }
    }
    found
}

/// Returns the entries that have a term with this beginning and weigh most.
fn answer(postings: &BTreeMap<String, Postings>, beginning: &str) -> Postings {
    let terms = postings.range(beginning.to_owned()..).take_while(|(term, _)| term.starts_with(beginning));
    let mut best: BTreeMap<u32, u8> = BTreeMap::new();
    for (_, of) in terms {
        for posting in of {
            let known = best.entry(posting.entry()).or_default();
            *known = posting.weight().max(*known);
        }
    }
    let mut best: Postings = best.into_iter().map(|(entry, weight)| Posting::new(entry, weight)).collect();
    best.sort_by_key(|posting| (std::cmp::Reverse(posting.weight()), posting.entry()));
    best.truncate(ANSWER_ENTRIES_MAX);
    best.sort_unstable();
    best
}

/// Returns entries as a text: for each, the step from the one before in digits of five
/// bits, the lowest first, all but the last plus 32; then the weight as one digit of six.
fn encode(postings: &Postings) -> String {
    let mut text = String::with_capacity(bytes(postings));
    let mut last = 0;
    for posting in postings {
        let mut step = posting.entry() - last;
        last = posting.entry();
        loop {
            let low = (step & 31) as usize;
            step >>= 5;
            text.push(char::from(DIGITS[low + if step > 0 { 32 } else { 0 }]));
            if step == 0 {
                break;
            }
        }
        text.push(char::from(DIGITS[usize::from(posting.weight())]));
    }
    text
}

/// Returns about how many bytes [`encode`] makes.
fn bytes(postings: &Postings) -> usize {
    postings.len() * 2
}
