//! Footnotes: numbered in the order in which the text calls them, listed at the
//! end of the page.

use std::collections::BTreeMap;

use super::limits::FOOTNOTES_MAX;
use super::options::Labels;
use super::sheet::Sheet;

/// No more than so many links lead from one footnote back into the text.
const BACK_LINKS_MAX: usize = 9;

/// The footnotes of one page.
#[derive(Debug, Default)]
pub(super) struct Footnotes {
    index_of_label: BTreeMap<String, usize>,
    notes: Vec<Note>,
    numbers_given: usize,
}

#[derive(Debug, Default)]
struct Note {
    /// Its number, from 1, once the text called it.
    number: Option<usize>,
    calls: usize,
    body: Option<Sheet>,
}

impl Footnotes {
    /// Returns whether no more footnotes are taken, unless this one is known.
    pub(super) fn is_full(&self, label: &str) -> bool {
        self.notes.len() >= FOOTNOTES_MAX && !self.index_of_label.contains_key(&label.to_lowercase())
    }

    /// Adds the body of the footnote `label`. A second body for the same label
    /// is kept as a footnote of its own, so that no text vanishes.
    pub(super) fn define(&mut self, label: &str, body: Sheet) {
        let index = self.index(label);
        let note = &mut self.notes[index];
        if note.body.is_none() {
            note.body = Some(body);
        } else {
            self.notes.push(Note { body: Some(body), ..Note::default() });
        }
    }

    /// Writes the call of a footnote; as bare number where no link may stand.
    pub(super) fn call(&mut self, label: &str, labels: &Labels<'_>, can_link: bool, sheet: &mut Sheet) {
        let index = self.index(label);
        let note = &mut self.notes[index];
        let number = *note.number.get_or_insert_with(|| {
            self.numbers_given += 1;
            self.numbers_given
        });
        sheet.markup("<sup class=\"footnote-ref\">");
        if can_link {
            note.calls += 1;
            sheet.markup("<a");
            if note.calls <= BACK_LINKS_MAX {
                sheet.attribute("id", &call_id(number, note.calls));
            }
            sheet.attribute("href", &format!("#{}", note_id(number)));
            sheet.attribute("aria-label", &format!("{} {number}", labels.footnote));
            sheet.markup(">");
        }
        sheet.text(&number.to_string());
        sheet.markup(if can_link { "</a></sup>" } else { "</sup>" });
    }

    /// Writes the list. Footnotes that nothing calls come last, without a link back.
    /// Returns the ids that are in use.
    pub(super) fn write(mut self, labels: &Labels<'_>, sheet: &mut Sheet) -> Vec<String> {
        let mut ids = Vec::new();
        self.notes.retain(|note| note.body.is_some() || note.number.is_some());
        if self.notes.is_empty() {
            return ids;
        }
        self.notes.sort_by_key(|note| note.number.unwrap_or(usize::MAX));
        sheet.markup("<section class=\"footnotes\" role=\"doc-endnotes\"");
        sheet.attribute("aria-label", labels.footnotes);
        sheet.markup(">\n<ol>\n");
        for (index, note) in self.notes.iter().enumerate() {
            let id = note_id(index + 1);
            sheet.markup("<li");
            sheet.attribute("id", &id);
            sheet.markup(">");
            ids.push(id);
            let calls = note.calls.min(BACK_LINKS_MAX);
            ids.extend((1..=calls).map(|call| call_id(index + 1, call)));
            write_note(note, index + 1, labels, sheet);
        }
        sheet.markup("</ol>\n</section>\n");
        ids
    }

    fn index(&mut self, label: &str) -> usize {
        let index = *self.index_of_label.entry(label.to_lowercase()).or_insert(self.notes.len());
        if index == self.notes.len() {
            self.notes.push(Note::default());
        }
        index
    }
}

fn write_note(note: &Note, number: usize, labels: &Labels<'_>, sheet: &mut Sheet) {
    if let Some(body) = &note.body {
        sheet.append(body);
    }
    // The links back stand in the last paragraph, if there is one.
    let has_paragraph = sheet.strip_end("</p>\n");
    for call in 1..=note.calls.min(BACK_LINKS_MAX) {
        let suffix = if call == 1 { String::new() } else { format!("-{call}") };
        sheet.markup(" <a class=\"footnote-back\"");
        sheet.attribute("href", &format!("#{}", call_id(number, call)));
        sheet.attribute("aria-label", &format!("{} {number}{suffix}", labels.back));
        sheet.markup(">\u{21a9}\u{fe0e}</a>");
    }
    sheet.markup(if has_paragraph { "</p>\n</li>\n" } else { "</li>\n" });
}

fn note_id(number: usize) -> String {
    format!("fn-{number}")
}

fn call_id(number: usize, call: usize) -> String {
    if call == 1 { format!("fn-ref-{number}") } else { format!("fn-ref-{number}-{call}") }
}
