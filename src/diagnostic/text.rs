//! Findings for a person at a terminal: the line as it stands, the place marked,
//! what to do below it.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Finding, Place, Settled, Severity};
use crate::source::SourceTree;

/// Whether the terminal shows colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colours {
    /// ANSI colours.
    On,
    /// None; nothing is lost, since no meaning is in the colour.
    Off,
}

/// Returns all findings, each with its lines from `tree` where they are known,
/// separated by blank lines.
pub fn print_text(settled: &Settled, tree: &SourceTree, colours: Colours) -> String {
    let renderer = match colours {
        Colours::On => Renderer::styled(),
        Colours::Off => Renderer::plain(),
    }
    .decor_style(DecorStyle::Ascii);
    let mut out = String::new();
    for finding in &settled.findings {
        out.push_str(&renderer.render(&groups(finding, tree)));
        out.push_str("\n\n");
    }
    out
}

fn groups<'a>(finding: &'a Finding, tree: &'a SourceTree) -> Vec<Group<'a>> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(finding.message.as_str()).id(finding.rule.name);
    let mut group = Group::with_title(title);
    group = match &finding.place {
        Some(place) => add_place(group, place, None, AnnotationKind::Primary, tree),
        None => group,
    };
    for (place, label) in &finding.related {
        group = add_place(group, place, Some(label), AnnotationKind::Context, tree);
    }
    if let Some(hint) = &finding.hint {
        group = group.element(Level::HELP.message(hint.as_str()));
    }
    vec![group]
}

/// Adds the marked lines of `place`, or only its name when the whole file is
/// meant or its text is not at hand.
fn add_place<'a>(
    group: Group<'a>,
    place: &'a Place,
    label: Option<&'a String>,
    kind: AnnotationKind,
    tree: &'a SourceTree,
) -> Group<'a> {
    let text = tree.get(&place.path).map_or("", |file| file.text());
    let span = place.span;
    let is_marked = span.end > span.start || span.start > 0;
    if !is_marked || span.end > text.len() {
        let origin = annotate_snippets::Origin::path(place.path.as_str());
        return group.element(origin.line(place.start.line).char_column(place.start.column));
    }
    let mut annotation = kind.span(first_line(text, span.start, span.end));
    if let Some(label) = label {
        annotation = annotation.label(label.as_str());
    }
    group.element(Snippet::source(text).path(place.path.as_str()).annotation(annotation))
}

/// Cuts a span at the end of its first line: a finding about a long block is
/// shown by the line on which it begins.
fn first_line(text: &str, start: usize, end: usize) -> std::ops::Range<usize> {
    let cut = text[start..end].find('\n').map_or(end, |at| start + at);
    start..cut.max(start)
}
