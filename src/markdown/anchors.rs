//! Ids of headings: GitHub's rule, made unique; and the levels they are shown at.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::char::is_combining_mark;

use crate::source::Span;

/// Ids that begin like this belong to the site's own furniture.
const RESERVED: [&str; 2] = ["pb-", "fn-"];
const ANCHOR_CHARACTERS_MAX: usize = 120;

/// The ids of one page.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    taken: BTreeSet<String>,
    /// Explicit ids that headings further down will want.
    promised: BTreeSet<String>,
    explicit: BTreeMap<String, Span>,
    next_number: BTreeMap<String, usize>,
}

impl Anchors {
    /// Returns the ids of a page with this source. Explicit ids win over those
    /// made from words, even over earlier ones, so they are looked for first.
    pub(super) fn new(source: &str) -> Self {
        let mut promised = BTreeSet::new();
        for line in source.lines().filter(|line| line.contains("{#")) {
            if let Some((_, attributes)) = line.trim_end().strip_suffix('}').and_then(|line| line.rsplit_once('{')) {
                let ids = attributes.split_ascii_whitespace().filter_map(|word| word.strip_prefix('#'));
                promised.extend(ids.map(str::to_owned));
            }
        }
        Self { promised, ..Self::default() }
    }

    /// Takes an id that the author gave. Returns the first place of the same
    /// id when it is taken already.
    pub(super) fn take_explicit(&mut self, id: &str, span: Span) -> Result<(), Span> {
        if let Some(&first) = self.explicit.get(id) {
            return Err(first);
        }
        self.explicit.insert(id.to_owned(), span);
        if self.taken.insert(id.to_owned()) { Ok(()) } else { Err(span) }
    }

    /// Makes an id from a heading's words and takes it.
    pub(super) fn take_natural(&mut self, text: &str) -> String {
        let mut slug = slug(text);
        if RESERVED.iter().any(|prefix| slug.starts_with(prefix)) {
            slug.insert_str(0, "section-");
        }
        let number = self.next_number.entry(slug.clone()).or_insert(0);
        let mut anchor = slug.clone();
        loop {
            if *number > 0 {
                anchor = format!("{slug}-{number}");
            }
            *number += 1;
            if !self.promised.contains(&anchor) && self.taken.insert(anchor.clone()) {
                return anchor;
            }
        }
    }

    /// Returns every id that was taken.
    pub(super) fn into_taken(self) -> BTreeSet<String> {
        self.taken
    }
}

/// Returns whether an address can use `id`, and the site's furniture does not.
pub(super) fn is_allowed(id: &str) -> bool {
    let is_safe = |c: char| c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '-' | '_' | '.' | ':');
    !id.is_empty()
        && id.chars().count() <= ANCHOR_CHARACTERS_MAX
        && id.chars().all(is_safe)
        && !RESERVED.iter().any(|prefix| id.to_lowercase().starts_with(prefix))
}

/// Lower case, blanks to hyphens, letters, marks and digits of every script
/// kept, the rest dropped.
fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let lower = text.trim().chars().flat_map(char::to_lowercase);
    let kept = lower.filter_map(|c| match c {
        ' ' | '\t' | '\n' => Some('-'),
        '-' | '_' => Some(c),
        // What turns a digit or a sign into an emoji goes with the emoji.
        '\u{fe00}'..='\u{fe0f}' | '\u{20e3}' => None,
        c if c.is_alphanumeric() || is_combining_mark(c) => Some(c),
        _ => None,
    });
    slug.extend(kept.take(ANCHOR_CHARACTERS_MAX));
    if slug.trim_matches('-').is_empty() { "section".to_owned() } else { slug }
}

/// The levels at which headings are shown: the page's title is level 1, so the
/// body begins with 2, and no level is skipped on the way down.
#[derive(Debug, Default)]
pub(super) struct Levels {
    /// Written and shown level of the headings around the current place.
    path: Vec<(u8, u8)>,
}

impl Levels {
    /// Returns the level at which the next heading, written with this one, is shown.
    pub(super) fn shown(&mut self, written: u8) -> u8 {
        while self.path.last().is_some_and(|&(level, _)| level >= written) {
            self.path.pop();
        }
        let shown = self.path.last().map_or(2, |&(_, shown)| (shown + 1).min(6));
        self.path.push((written, shown));
        shown
    }
}
