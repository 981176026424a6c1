//! What a change does, as Markdown for a comment on a merge request.

use super::impact_lines::{NOTHING, Section, changed, compared, counts, records, sections};
use crate::redline::{Labels, escaped, print_markdown};
use crate::view::{ChangedDocument, Impact};

/// So many characters a comment has at most; GitHub takes 65,536.
const CHARACTERS_MAX: usize = 60_000;

/// What is kept free for headings and for saying what is left out.
const RESERVE: usize = 3_000;

/// So many characters of one section, so that none takes the place of the others.
const SECTION_MAX: usize = 6_000;

/// At least so many bytes of the changes of one text, if they fit at all.
const REDLINE_MIN: usize = 1_500;

/// So many characters of a title or of another word of somebody.
const WORDS_MAX: usize = 300;

/// Returns all of it, or says what was left out.
pub(super) fn markdown(impact: &Impact) -> String {
    let mut comment = Comment { text: String::new(), used: 0 };
    comment.push("## What this change does to the book\n\n");
    comment.push(&format!("{}\n", compared(impact, &words)));
    if impact.is_empty() {
        comment.push(&format!("\n{NOTHING}\n"));
        return comment.text;
    }
    comment.push("\n| | |\n| --- | ---: |\n");
    for (what, number) in counts(impact) {
        comment.push(&format!("| {what} | {number} |\n"));
    }
    for section in sections(impact, &words) {
        comment.section(&section);
    }
    comment.changed(&impact.documents.changed);
    comment.text
}

/// Returns words of somebody as Markdown that says just that, cut when they are long.
fn words(text: &str) -> String {
    match text.char_indices().nth(WORDS_MAX) {
        Some((end, _)) => format!("{}\u{2026}", escaped(&text[..end])),
        None => escaped(text),
    }
}

struct Comment {
    text: String,
    used: usize,
}

impl Comment {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.used += text.chars().count();
    }

    /// Appends `text` when it fits.
    fn fits(&mut self, text: &str, most: usize) -> bool {
        let fits = self.used + text.chars().count() <= most.min(CHARACTERS_MAX - RESERVE);
        if fits {
            self.push(text);
        }
        fits
    }

    fn section(&mut self, section: &Section) {
        self.push(&format!("\n### {}\n\n", section.heading));
        let most = self.used + SECTION_MAX;
        let left = section.rows.iter().filter(|row| !self.fits(&format!("- {row}\n"), most)).count();
        self.left_out(left, "`policybook impact` shows all");
    }

    fn left_out(&mut self, left: usize, way_out: &str) {
        if left > 0 {
            self.push(&format!("- \u{2026} and {left} more that would make this comment too long; {way_out}\n"));
        }
    }

    fn changed(&mut self, rows: &[ChangedDocument]) {
        if rows.is_empty() {
            return;
        }
        self.push("\n### Documents changed\n");
        let (mut left, mut redlines_left) = (0, 0);
        for (at, row) in rows.iter().enumerate() {
            let lines: Vec<String> = records(row, &words).iter().map(|line| format!("- {line}\n")).collect();
            let gap = if lines.is_empty() { "" } else { "\n" };
            let most = self.used + SECTION_MAX;
            if !self.fits(&format!("\n**{}**\n{gap}{}", changed(row, &words), lines.concat()), most) {
                left += 1;
            } else if !row.redline.is_empty() && !self.redline(row, rows.len() - at) {
                redlines_left += 1;
            }
        }
        if left + redlines_left > 0 {
            self.push("\n");
        }
        self.left_out(left, "`policybook impact` shows all");
        if redlines_left > 0 {
            let whose = if redlines_left == 1 { "one text" } else { &format!("{redlines_left} texts") };
            self.push(&format!(
                "- The changes of {whose} would make this comment too long; `policybook impact` shows them\n"
            ));
        }
    }

    /// Appends the changes of a text, folded when there are many; returns whether they
    /// fit. The room is shared among the `texts` that are still to come.
    fn redline(&mut self, row: &ChangedDocument, texts: usize) -> bool {
        let room = (CHARACTERS_MAX - RESERVE).saturating_sub(self.used);
        let excerpts = print_markdown(&row.redline, &Labels::ENGLISH, Some(REDLINE_MIN.max(room / texts)));
        let excerpts = excerpts.trim_end();
        let block = match row.redline.len() {
            // Behind a blank line a host reads Markdown again, also between its tags.
            4.. => format!("\n<details><summary>What changed</summary>\n\n{excerpts}\n\n</details>\n"),
            _ => format!("\n{excerpts}\n"),
        };
        self.fits(&block, CHARACTERS_MAX)
    }
}
