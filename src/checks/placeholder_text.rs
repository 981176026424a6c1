//! Words that the author meant to replace.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use rayon::prelude::*;

use super::Input;
use crate::diagnostic::{Finding, Findings, Place, Rule, Severity};
use crate::source::Span;

/// The rule.
pub(super) static RULE: Rule =
    Rule { name: "placeholder-text", severity: Severity::Warning, summary: "a placeholder was left in the text" };

/// Words that stand for something still to be written.
const WORDS: [&str; 6] = ["TBD", "TBC", "TODO", "FIXME", "XXX", "TKTK"];

/// What templates ask to be filled in, as it stands behind `[` or `<`. With a
/// space at the end more may follow; without one the bracket closes.
const BRACKETED: [&str; 14] = [
    "insert ",
    "enter ",
    "your ",
    "company name",
    "company",
    "organisation name",
    "organization name",
    "organisation",
    "organization",
    "name of ",
    "date",
    "placeholder",
    "describe ",
    "specify ",
];

const LOREM: &str = "lorem ipsum";

/// Finds everything that may be a placeholder in one pass over a text.
static CANDIDATES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let bracketed = BRACKETED.iter().flat_map(|phrase| [format!("[{phrase}"), format!("<{phrase}")]);
    let patterns = WORDS.iter().map(|word| (*word).to_owned()).chain([LOREM.to_owned()]).chain(bracketed);
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(patterns)
        .expect("a few short words make a small automaton")
});

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    let found = input.book.documents.par_iter().flat_map_iter(|bound| {
        let text = bound.leaf.file.text();
        placeholders(text).into_iter().map(move |span| {
            Finding::new(&RULE, format!("`{}` looks like a placeholder", &text[span.start..span.end]))
                .at(Place::new(&bound.leaf.file, span))
                .document(bound.document().id.as_str())
                .hint("write what belongs here, or put it into a code span when it is meant")
        })
    });
    found.collect::<Vec<_>>().into_iter().for_each(|finding| findings.add(finding));
}

/// Returns the placeholders outside code, in the order of the text.
fn placeholders(text: &str) -> Vec<Span> {
    let found = CANDIDATES.find_iter(text).filter_map(|candidate| placeholder(text, candidate.range()));
    found.filter(|span| !is_code(text, span.start)).collect()
}

/// Returns the whole placeholder, if what was found at `range` is one.
fn placeholder(text: &str, range: Range<usize>) -> Option<Span> {
    let found = &text[range.clone()];
    let after = text[range.end..].chars().next();
    if let Some(phrase) = found.strip_prefix(['[', '<']) {
        let close = if found.starts_with('[') { ']' } else { '>' };
        let line_end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at);
        let end = range.end + text[range.end..line_end].find(close)? + 1;
        let is_whole = phrase.ends_with(' ') || after == Some(close);
        let is_link = close == ']' && matches!(text[end..].chars().next(), Some('(' | '[' | ':'));
        return (is_whole && !is_link).then_some(Span::new(range.start, end));
    }
    // Words count in capitals and on their own: `TODO`, not `todo` or `TODOS`.
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '-');
    let stands_alone = is_edge(text[..range.start].chars().next_back()) && is_edge(after);
    let is_word = WORDS.contains(&found) || found.eq_ignore_ascii_case(LOREM);
    (is_word && stands_alone).then_some(Span::from(range))
}

/// Returns whether the byte at `at` stands in a fenced block or a code span.
fn is_code(text: &str, at: usize) -> bool {
    let line_start = text[..at].rfind('\n').map_or(0, |line_feed| line_feed + 1);
    let mut fence: Option<&str> = None;
    for line in text[..line_start].lines() {
        let mark = ["```", "~~~"].into_iter().find(|mark| line.trim_start().starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            _ => {}
        }
    }
    let line_end = text[at..].find('\n').map_or(text.len(), |line_feed| at + line_feed);
    let column = at - line_start;
    fence.is_some() || code_spans(&text[line_start..line_end]).iter().any(|range| range.contains(&column))
}

/// Returns the code spans of one line, backticks included.
fn code_spans(line: &str) -> Vec<std::ops::Range<usize>> {
    let ticks: Vec<usize> = line.match_indices('`').map(|(at, _)| at).collect();
    ticks.chunks_exact(2).map(|pair| pair[0]..pair[1] + 1).collect()
}
