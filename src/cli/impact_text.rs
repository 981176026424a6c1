//! What a change does, for a terminal.

use super::impact_lines::{NOTHING, changed, compared, counts, records, sections};
use crate::diagnostic::Colours;
use crate::redline::{Labels, Style, print_text, visible};
use crate::view::Impact;

/// Returns all of it.
pub(super) fn text(impact: &Impact, colours: Colours) -> String {
    let words = |text: &str| visible(&text.replace(['\n', '\r', '\t'], " "));
    let mut out = format!("{}\n", compared(impact, &words));
    if impact.is_empty() {
        return format!("{out}{NOTHING}\n");
    }
    let heading = |text: &str| match colours {
        Colours::On => format!("\n\u{1b}[1m{text}\u{1b}[0m\n"),
        Colours::Off => format!("\n{text}\n"),
    };
    let style = match colours {
        Colours::On => Style::Colours,
        Colours::Off => Style::Marks,
    };
    out.push_str(&heading("In short"));
    for (what, number) in counts(impact) {
        out.push_str(&format!("  {what}: {number}\n"));
    }
    for section in sections(impact, &words) {
        out.push_str(&heading(section.heading));
        section.rows.iter().for_each(|row| out.push_str(&format!("  {row}\n")));
    }
    if !impact.documents.changed.is_empty() {
        out.push_str(&heading("Documents changed"));
    }
    for row in &impact.documents.changed {
        out.push_str(&format!("  {}\n", changed(row, &words)));
        records(row, &words).iter().for_each(|line| out.push_str(&format!("    {line}\n")));
        let redline = print_text(&row.redline, style, &Labels::ENGLISH, None);
        let lines = redline.lines().map(|line| format!("    {line}"));
        lines.for_each(|line| out.push_str(&format!("{}\n", line.trim_end())));
    }
    out
}
