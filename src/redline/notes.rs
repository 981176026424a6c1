//! What changed of words besides their letters: where a link leads, and
//! whether a task is done.

use super::merged::Note;
use super::runs::{Change, Run};
use super::tag::Tag;
use super::text::{Atom, Side, Text};

/// In a change with more links, those that lead elsewhere are just shown.
const LINK_PAIRS_MAX: usize = 10_000;

/// Returns the notes to a leaf with these runs.
pub(super) fn notes_of_words(runs: &[Run], old: &Text, new: &Text) -> Vec<Note> {
    let mut notes = Vec::new();
    let changes: Vec<&Run> = runs.iter().filter(|run| !is_blank(run, old, new)).collect();
    for pair in changes.windows(2) {
        if let [deleted, inserted] = pair
            && (deleted.change, inserted.change) == (Change::Deleted, Change::Inserted)
        {
            notes.extend(link_notes(deleted, inserted, old, new));
            notes.extend(task_note(deleted, inserted, old, new));
        }
    }
    notes
}

fn is_blank(run: &Run, old: &Text, new: &Text) -> bool {
    let text = if run.side == Side::Old { old } else { new };
    run.pieces.clone().all(|piece| text.pieces[piece].atom.is_none() && text.letters_of(piece).trim().is_empty())
}

/// Returns the links that lead elsewhere: those with the same words, or the
/// only one of both sides.
fn link_notes(deleted: &Run, inserted: &Run, old: &Text, new: &Text) -> Vec<Note> {
    let (before, after) = (links(deleted, old), links(inserted, new));
    let mut notes = Vec::new();
    if before.len().saturating_mul(after.len()) > LINK_PAIRS_MAX {
        return notes;
    }
    for (words, tag) in &after {
        let is_only = before.len() == 1 && after.len() == 1;
        let found = before.iter().find(|(old_words, _)| is_only || old_words.trim() == words.trim());
        if let Some((_, old_tag)) = found
            && old_tag.value("href") != tag.value("href")
        {
            let (from, to) = places(old_tag, tag);
            notes.push(Note::Link { words: words.trim().to_owned(), from, to });
        }
    }
    notes
}

/// Returns where two links lead, in words if the words differ.
fn places(old: &Tag, new: &Tag) -> (String, String) {
    let titles = (old.value("title"), new.value("title"));
    let has_titles = !titles.0.is_empty() && !titles.1.is_empty() && titles.0 != titles.1;
    let (from, to) = if has_titles { titles } else { (old.value("href"), new.value("href")) };
    (from.to_owned(), to.to_owned())
}

/// Returns the links of a run with their words.
fn links<'t>(run: &Run, text: &'t Text) -> Vec<(String, &'t Tag)> {
    let mut found: Vec<(String, &Tag)> = Vec::new();
    let mut open = None;
    for piece in run.pieces.clone() {
        let formats = text.formats_of(piece);
        let link = formats.into_iter().find(|&format| text.formats[format].tag.name == "a");
        if let Some(format) = link {
            if open != link {
                found.push((String::new(), &text.formats[format].tag));
            }
            if let Some((words, _)) = found.last_mut() {
                words.push_str(text.letters_of(piece));
            }
        }
        open = link;
    }
    found
}

fn task_note(deleted: &Run, inserted: &Run, old: &Text, new: &Text) -> Option<Note> {
    match (task(deleted, old)?, task(inserted, new)?) {
        (false, true) => Some(Note::Ticked),
        (true, false) => Some(Note::Unticked),
        _ => None,
    }
}

/// Returns whether the task in a run is done, if there is one.
fn task(run: &Run, text: &Text) -> Option<bool> {
    run.pieces.clone().find_map(|piece| match &text.atoms[text.pieces[piece].atom?] {
        Atom::Void(tag) if tag.name == "input" => Some(tag.has("checked")),
        _ => None,
    })
}
