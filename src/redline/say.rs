//! Notes and moves in words.

use super::labels::Labels;
use super::merged::{Move, Note};

/// Returns what a note says.
pub(super) fn note(note: &Note, labels: &Labels<'_>) -> String {
    match note {
        Note::Level(from) => format!("{} {from}", labels.level_before),
        Note::Numbered => labels.numbered.to_owned(),
        Note::Bulleted => labels.bulleted.to_owned(),
        Note::Start { from, .. } => format!("{} {from}", labels.start_before),
        Note::Link { words, from, to } => {
            let Labels { link_changed, link_before, .. } = labels;
            format!("\u{201c}{words}\u{201d} {link_changed} {to}, {link_before} {from}")
        }
        Note::Ticked => labels.ticked.to_owned(),
        Note::Unticked => labels.unticked.to_owned(),
    }
}

/// Returns where a block came from, or where it went to.
pub(super) fn moved(moved: &Move, is_away: bool, labels: &Labels<'_>) -> String {
    let mut said = format!(
        "{} {}",
        if is_away { labels.moved_to } else { labels.moved_from },
        if moved.is_up { labels.further_up } else { labels.further_down }
    );
    if !moved.path.is_empty() {
        said.push_str(&format!(" (\u{201c}{}\u{201d})", path(&moved.path)));
    }
    if moved.count > 1 {
        said.push_str(&format!(", {} {}", moved.count, labels.blocks));
    }
    said
}

/// Returns the headings on one line.
pub(super) fn path(headings: &[String]) -> String {
    headings.join(" \u{203a} ")
}
