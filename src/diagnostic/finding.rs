//! One finding, and the list that a run collects.

use super::{Rule, Severity};
use crate::source::{BookPath, Position, SourceFile, Span};

/// A place in a file of the book.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub path: BookPath,
    /// Bytes of the file; empty when the finding is about the file as a whole.
    pub span: Span,
    /// Where the span begins, as an editor shows it.
    pub start: Position,
    /// Where the span ends.
    pub end: Position,
}

impl Place {
    /// Returns the place of `span` in `file`.
    pub fn new(file: &SourceFile, span: Span) -> Self {
        Self { path: file.path().clone(), span, start: file.position(span.start), end: file.position(span.end) }
    }

    /// Returns the beginning of the file at `path`, for a finding about the whole file.
    pub fn whole(path: &BookPath) -> Self {
        let start = Position { line: 1, column: 1 };
        Self { path: path.clone(), span: Span::default(), start, end: start }
    }
}

/// Something that the author of the book can mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// The rule's severity, or what `book.toml` made of it.
    pub severity: Severity,
    /// What is: a phrase without a full stop, the author's words in backticks.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// Where; absent when it is about the book as a whole.
    pub place: Option<Place>,
    /// Its rivals or causes elsewhere, each with a label.
    pub related: Vec<(Place, String)>,
    /// The id of the document that it is about.
    pub document: Option<String>,
}

impl Finding {
    /// Makes a finding of `rule` that says `message`.
    pub fn new(rule: &'static Rule, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity,
            message: message.into(),
            hint: None,
            place: None,
            related: Vec::new(),
            document: None,
        }
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds a second place with a label.
    #[must_use]
    pub fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push((place, label.into()));
        self
    }

    /// Names the document.
    #[must_use]
    pub fn document(mut self, id: impl Into<String>) -> Self {
        self.document = Some(id.into());
        self
    }

    fn sort_key(&self) -> (Option<&BookPath>, usize, &str, &str) {
        let place = self.place.as_ref();
        (place.map(|p| &p.path), place.map_or(0, |p| p.span.start), self.rule.name, &self.message)
    }
}

/// The findings of a run, in the order in which they came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Findings {
    list: Vec<Finding>,
}

impl Findings {
    /// Adds one.
    pub fn add(&mut self, finding: Finding) {
        self.list.push(finding);
    }

    /// Adds all of another list.
    pub fn append(&mut self, mut other: Findings) {
        self.list.append(&mut other.list);
    }

    /// Returns whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns the findings so far.
    pub fn iter(&self) -> impl Iterator<Item = &Finding> {
        self.list.iter()
    }

    /// Returns the findings ordered by path, place, rule and message, each once.
    pub fn into_sorted(mut self) -> Vec<Finding> {
        self.list.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        self.list.dedup();
        self.list
    }
}
