//! Words that the author meant to replace.

use super::Input;
use crate::diagnostic::{Finding, Findings, Place, Rule, Severity};
use crate::source::Span;

/// The rule.
pub(super) static RULE: Rule = Rule {
    name: "placeholder-text",
    severity: Severity::Warning,
    summary: "a placeholder was left in the text",
};

/// Words that stand for something still to be written.
const WORDS: [&str; 6] = ["TBD", "TBC", "TODO", "FIXME", "XXX", "TKTK"];

/// Beginnings of phrases in brackets that templates ask to be filled in.
const BRACKETED: [&str; 14] = [
    "insert ", "enter ", "your ", "company name", "company", "organisation name", "organization name", "organisation",
    "organization", "name of ", "date", "placeholder", "describe ", "specify ",
];

pub(super) fn check(input: &Input<'_>, findings: &mut Findings) {
    for bound in &input.book.documents {
        let text = bound.leaf.file.text();
        for span in placeholders(text) {
            let finding = Finding::new(&RULE, format!("`{}` looks like a placeholder", &text[span.start..span.end]))
                .at(Place::new(&bound.leaf.file, span))
                .document(bound.document().id.as_str())
                .hint("write what belongs here, or put it into a code span when it is meant");
            findings.add(finding);
        }
    }
}

/// Returns the placeholders outside code, in the order of the text.
fn placeholders(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut fence: Option<&str> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, None) => in_line(line, start, &mut spans),
            (Some(_), _) => {}
        }
        start += line.len();
    }
    spans
}

fn in_line(line: &str, line_start: usize, spans: &mut Vec<Span>) {
    let code = code_spans(line);
    let mut add = |start: usize, end: usize| {
        if !code.iter().any(|range| range.contains(&start)) {
            spans.push(Span::new(line_start + start, line_start + end));
        }
    };
    for word in WORDS {
        for (at, _) in line.match_indices(word) {
            let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '-');
            if is_edge(line[..at].chars().next_back()) && is_edge(line[at + word.len()..].chars().next()) {
                add(at, at + word.len());
            }
        }
    }
    const LOREM: &str = "lorem ipsum";
    for (at, _) in line.to_ascii_lowercase().match_indices(LOREM) {
        add(at, at + LOREM.len());
    }
    for (open, close) in [('[', ']'), ('<', '>')] {
        for (at, _) in line.match_indices(open) {
            let Some(length) = line[at + 1..].find(close) else { continue };
            let inner = line[at + 1..at + 1 + length].trim_start_matches('[').to_lowercase();
            let after = line[at + 2 + length..].chars().next();
            let is_link = open == '[' && matches!(after, Some('(' | '[' | ':'));
            let is_phrase = BRACKETED.iter().any(|phrase| {
                if phrase.ends_with(' ') { inner.starts_with(phrase) } else { inner == *phrase }
            });
            if is_phrase && !is_link {
                add(at, at + 2 + length);
            }
        }
    }
    spans.sort();
}

/// Returns the code spans of one line, backticks included.
fn code_spans(line: &str) -> Vec<std::ops::Range<usize>> {
    let ticks: Vec<usize> = line.match_indices('`').map(|(at, _)| at).collect();
    ticks.chunks_exact(2).map(|pair| pair[0]..pair[1] + 1).collect()
}
