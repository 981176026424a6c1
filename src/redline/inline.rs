//! Runs as HTML: words in their formats, with `<ins>` and `<del>` around what
//! changed.
//!
//! A change stands inside the elements that all its words share, so that one
//! new word in a link does not cut the link in three; and around the others.

use super::compare::Redline;
use super::labels::Labels;
use super::runs::{Change, Run};
use super::tag::Tag;
use super::text::{Atom, Piece, Side, Text};
use crate::markdown::push_text;

/// Appends the runs of one block.
pub(super) fn push_runs(html: &mut String, runs: &[Run], redline: &Redline, labels: &Labels<'_>) {
    let mut line = Line { html, open: Vec::new() };
    for run in runs {
        let text = redline.text(run.side);
        if run.change == Change::Same {
            for piece in run.pieces.clone() {
                line.set(&text.formats_of(piece), text, run);
                line.push_piece(piece, text, run);
            }
            continue;
        }
        let shared = shared_formats(run, text);
        line.set(&shared, text, run);
        line.push_change(run, text, labels);
    }
    line.close_to(0);
}

/// An inline element that is open.
struct Open<'r> {
    tag: &'r Tag,
    /// Whether it stands in for a link of the old text.
    is_dead_link: bool,
    signature: usize,
    side: Side,
    format: usize,
}

struct Line<'h, 'r> {
    html: &'h mut String,
    open: Vec<Open<'r>>,
}

impl<'r> Line<'_, 'r> {
    /// Closes and opens elements until those of `formats` are open.
    fn set(&mut self, formats: &[usize], text: &'r Text, run: &Run) {
        let is_open = |open: &Open<'_>, format: usize| {
            let wanted = &text.formats[format];
            let may_go_on = open.side != run.side || open.format == format;
            let looks_same = open.signature == wanted.signature && open.tag.value("class") == wanted.tag.value("class");
            let is_alive = !open.is_dead_link || run.change == Change::Deleted;
            may_go_on && looks_same && is_alive
        };
        let kept = self.open.iter().zip(formats).take_while(|&(open, &format)| is_open(open, format)).count();
        self.close_to(kept);
        for &format in &formats[kept..] {
            let tag = &text.formats[format].tag;
            // Where a link of the old text led may be gone.
            let is_dead_link = tag.name == "a" && run.change == Change::Deleted;
            if is_dead_link {
                self.html.push_str("<span class=\"redline-link\">");
            } else {
                tag.push_start(self.html, "");
            }
            let signature = text.formats[format].signature;
            self.open.push(Open { tag, is_dead_link, signature, side: run.side, format });
        }
    }

    fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            let Some(open) = self.open.pop() else { return };
            if open.is_dead_link {
                self.html.push_str("</span>");
            } else {
                open.tag.push_end(self.html);
            }
        }
    }

    fn push_change(&mut self, run: &Run, text: &'r Text, labels: &Labels<'_>) {
        let (element, before, behind) = match run.change {
            Change::Deleted => ("del", labels.deleted, labels.deletion_end),
            Change::Inserted | Change::Same => ("ins", labels.inserted, labels.insertion_end),
        };
        let is_heard = run
            .pieces
            .clone()
            .any(|piece| text.pieces[piece].atom.is_some() || !text.letters_of(piece).trim().is_empty());
        self.html.push_str(&format!("<{element}>"));
        if is_heard {
            push_hidden(self.html, "", before, " ");
        }
        let depth = self.open.len();
        for piece in run.pieces.clone() {
            self.set(&text.formats_of(piece), text, run);
            self.push_piece(piece, text, run);
        }
        self.close_to(depth);
        if is_heard {
            push_hidden(self.html, " ", behind, "");
        }
        self.html.push_str(&format!("</{element}>"));
    }

    fn push_piece(&mut self, at: usize, text: &Text, run: &Run) {
        let piece: Piece = text.pieces[at];
        match piece.atom.map(|atom| &text.atoms[atom]) {
            None => push_text(self.html, &text.letters[piece.start..piece.end]),
            Some(Atom::Void(tag)) => tag.push_start(self.html, ""),
            Some(Atom::Call(tag, link, number)) => {
                tag.push_start(self.html, "");
                let link = link.as_ref().filter(|_| run.change != Change::Deleted);
                if let Some(link) = link {
                    link.push_start(self.html, "");
                }
                push_text(self.html, number);
                if let Some(link) = link {
                    link.push_end(self.html);
                }
                tag.push_end(self.html);
            }
        }
    }
}

/// Returns the elements around all pieces of a run, the outermost first.
fn shared_formats(run: &Run, text: &Text) -> Vec<usize> {
    let mut pieces = run.pieces.clone().filter(|&piece| !text.letters_of(piece).trim().is_empty());
    let Some(first) = pieces.next() else { return Vec::new() };
    let mut shared = text.formats_of(first);
    for piece in run.pieces.clone() {
        let formats = text.formats_of(piece);
        let common = shared.iter().zip(&formats).take_while(|(one, other)| one == other).count();
        shared.truncate(common);
    }
    shared
}

/// Appends words that are heard and not seen.
pub(super) fn push_hidden(html: &mut String, before: &str, words: &str, behind: &str) {
    html.push_str("<span class=\"visually-hidden\">");
    html.push_str(before);
    push_text(html, words);
    html.push_str(behind);
    html.push_str("</span>");
}
