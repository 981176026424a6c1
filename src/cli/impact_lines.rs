//! What a change does, in sentences: the same for a terminal and for a comment.
//! Whatever others wrote goes through `words`, which makes it harmless there.

use crate::view::{
    Acknowledgement, ChangedDocument, ClaimChange, DecisionChange, DocumentRow, EntryRow, FieldChange, FindingCounts,
    Impact, ImpactFinding, LostControl, MovedDocument,
};

/// Sentences under a heading.
pub(super) struct Section {
    /// The heading.
    pub(super) heading: &'static str,
    /// A line each.
    pub(super) rows: Vec<String>,
}

/// Writes down what others wrote, harmlessly.
pub(super) type Words<'a> = &'a dyn Fn(&str) -> String;

/// Says what was compared with what.
pub(super) fn compared(impact: &Impact, words: Words<'_>) -> String {
    let (base, head) = (&impact.base, &impact.head);
    let short = |commit: &str| commit.chars().take(10).collect::<String>();
    let at = short(&base.commit);
    let from = match &base.name {
        None => format!("commit {at}, which is checked out"),
        Some(name) if base.tip == base.commit => format!("commit {at}, which is {}", words(name)),
        Some(name) => format!("commit {at}, where this left {}", words(name)),
    };
    let to = match (head.has_uncommitted, base.commit == head.commit) {
        (true, true) => "the folder as it stands, with changes that are not committed".to_owned(),
        (true, false) => {
            format!("the folder as it stands: commit {} and changes that are not committed", short(&head.commit))
        }
        (false, true) => "the folder, which has no other change".to_owned(),
        (false, false) => format!("commit {}", short(&head.commit)),
    };
    format!("Compared: {from}, with {to}.")
}

/// What is said when nothing changed.
pub(super) const NOTHING: &str = "Nothing changes in the book: no text, no record, no control, no finding.";

/// Returns the sections that have something to say, the gravest first. The texts
/// themselves are not among them.
pub(super) fn sections(impact: &Impact, words: Words<'_>) -> Vec<Section> {
    fn rows<T>(items: &[T], line: impl Fn(&T) -> String) -> Vec<String> {
        items.iter().map(line).collect()
    }
    let (documents, controls) = (&impact.documents, &impact.controls);
    let asked: Vec<&Acknowledgement> = impact.acknowledge.iter().collect();
    let all = [
        ("Controls no longer covered", rows(&controls.lost, |control| lost(control, words))),
        ("Controls now covered", rows(&controls.gained, |entry| gained(entry, words))),
        ("Statement of applicability", rows(&impact.decisions, |decision| decided(decision, words))),
        ("Acknowledgement", rows(&asked, |row| asks(row, words))),
        ("New findings", rows(&impact.findings.new, |found| finding(found, words))),
        ("Findings that are gone", rows(&impact.findings.gone, |found| finding(found, words))),
        ("Documents added", rows(&documents.added, |row| document(row, "satisfies", words))),
        ("Documents removed", rows(&documents.removed, |row| document(row, "satisfied", words))),
        ("Documents moved", rows(&documents.moved, |row| moved(row, words))),
    ];
    all.into_iter().filter(|(_, rows)| !rows.is_empty()).map(|(heading, rows)| Section { heading, rows }).collect()
}

/// Returns how many of each thing there are, for a table.
pub(super) fn counts(impact: &Impact) -> Vec<(&'static str, String)> {
    let documents = &impact.documents;
    let texts = documents.changed.iter().filter(|row| row.change == "text").count();
    let asked = |outcome: &str| impact.acknowledge.iter().filter(|row| row.outcome == outcome).count();
    let numbers = [
        ("Texts changed", texts),
        ("Only the record changed", documents.changed.len() - texts),
        ("Documents added", documents.added.len()),
        ("Documents removed", documents.removed.len()),
        ("Documents moved", documents.moved.len()),
        ("Controls no longer covered", impact.controls.lost.len()),
        ("Controls now covered", impact.controls.gained.len()),
        ("Decisions changed", impact.decisions.len()),
        ("To acknowledge", asked("again") + asked("new")),
        ("To acknowledge once approved", asked("once-approved")),
    ];
    let mut rows: Vec<(&'static str, String)> = numbers
        .into_iter()
        .filter(|(_, number)| *number > 0)
        .map(|(what, number)| (what, number.to_string()))
        .collect();
    let findings = &impact.findings;
    rows.extend(severities(findings.new_counts).map(|text| ("New findings", text)));
    rows.extend(severities(findings.gone_counts).map(|text| ("Findings that are gone", text)));
    rows
}

fn severities(counts: FindingCounts) -> Option<String> {
    let parts = [(counts.error, "error"), (counts.warning, "warning"), (counts.note, "note")];
    let parts: Vec<String> =
        parts.into_iter().filter(|(number, _)| *number > 0).map(|(number, word)| plural(number, word)).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Names a changed document, and says how much of it changed.
pub(super) fn changed(row: &ChangedDocument, words: Words<'_>) -> String {
    let labels = match (&row.version_before, &row.version_after) {
        (Some(before), Some(after)) if before != after => format!(", version {} to {}", words(before), words(after)),
        (None, Some(after)) => format!(", now version {}", words(after)),
        (Some(before), None) => format!(", no longer version {}", words(before)),
        (Some(label), Some(_)) if row.change == "text" => format!(", still version {}", words(label)),
        _ => String::new(),
    };
    let how = match (row.change, row.words_inserted, row.words_deleted) {
        ("record", ..) => "only the record changed".to_owned(),
        (_, 0, 0) if row.redline.is_empty() => "the words stayed".to_owned(),
        (_, 0, 0) => "its form changed, and the words stayed".to_owned(),
        (_, inserted, deleted) => format!("{} inserted, {deleted} deleted", plural(inserted, "word")),
    };
    format!("{}{labels}: {how}", named(&row.id, &row.title, words))
}

/// Says what the record of a changed document says differently, a line each.
pub(super) fn records(row: &ChangedDocument, words: Words<'_>) -> Vec<String> {
    let value = |value: &Option<String>| value.as_deref().map_or("nothing".to_owned(), words);
    let field = |field: &FieldChange| format!("{}: {} to {}", field.name, value(&field.before), value(&field.after));
    let claim = |verb: &'static str| move |claim: &ClaimChange| format!("{verb} {}", entry(claim, words));
    // Versions stand in the line above.
    let fields = row.fields.iter().filter(|field| field.name != "Version").map(field);
    let claims = row.claims_lost.iter().map(claim("no longer satisfies"));
    let claims = claims.chain(row.claims_gained.iter().map(claim("now satisfies")));
    let mut lines: Vec<String> = fields.chain(claims).collect();
    if row.reviews_added > 0 {
        lines.push(format!("{} put on record", plural(row.reviews_added, "review")));
    }
    if lines.is_empty() && row.change == "record" && row.version_before == row.version_after {
        lines.push("other fields of its front matter, or how it is written".to_owned());
    }
    lines
}

fn plural(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

fn named(id: &str, title: &str, words: Words<'_>) -> String {
    format!("{} {}", words(id), words(title))
}

fn entry(claim: &ClaimChange, words: Words<'_>) -> String {
    format!("{} {} {}", words(&claim.framework), words(&claim.control), words(&claim.title))
}

fn lost(row: &LostControl, words: Words<'_>) -> String {
    let why = |through: &crate::view::LostThrough| {
        format!("{}: {}", named(&through.id, &through.title, words), through.reason)
    };
    let mut parts: Vec<String> = Vec::new();
    match row.state {
        Some("excluded") => parts.push("the statement excludes it now".to_owned()),
        None => parts.push("the book does not show it any more".to_owned()),
        Some(_) => {}
    }
    if row.state != Some("excluded") {
        parts.extend(row.through.iter().map(why));
    }
    let head = format!("{} {} {}", words(&row.framework), words(&row.control), words(&row.title));
    format!("{head} ({})", parts.join("; "))
}

fn gained(row: &EntryRow, words: Words<'_>) -> String {
    let by: Vec<String> = row.documents.iter().map(|id| words(id)).collect();
    format!("{} {} {} (by {})", words(&row.framework), words(&row.control), words(&row.title), by.join(", "))
}

fn decided(row: &DecisionChange, words: Words<'_>) -> String {
    let decision = |decision: &Option<String>| decision.clone().unwrap_or_else(|| "no decision".to_owned());
    format!("{} {}: {} to {}", words(&row.control), words(&row.title), decision(&row.before), decision(&row.after))
}

fn asks(row: &Acknowledgement, words: Words<'_>) -> String {
    let groups: Vec<String> = row.audience.iter().map(|group| words(group)).collect();
    let audience = if groups.is_empty() { "all who read it".to_owned() } else { groups.join(", ") };
    let within = row.within.as_ref().map(|period| format!(" within {period}")).unwrap_or_default();
    let what = match row.outcome {
        "again" => format!("to be acknowledged again{within} by {audience}"),
        "new" => format!("to be acknowledged{within} by {audience}"),
        "once-approved" => format!("to be acknowledged{within} by {audience}, once it is approved"),
        "not-again" => "not asked again".to_owned(),
        _ => "not asked any more".to_owned(),
    };
    format!("{}: {what} ({})", named(&row.id, &row.title, words), words(&row.reason))
}

fn finding(row: &ImpactFinding, words: Words<'_>) -> String {
    let place = match (&row.path, row.line) {
        (Some(path), Some(line)) => format!(" ({}:{line})", words(path)),
        _ => String::new(),
    };
    format!("{} {}: {}{place}", row.severity, row.rule, words(&row.message))
}

fn document(row: &DocumentRow, verb: &str, words: Words<'_>) -> String {
    let version = row.version.as_ref().map(|label| format!(", version {}", words(label))).unwrap_or_default();
    let status = row.status.map(|status| format!(", {}", status.replace('-', " "))).unwrap_or_default();
    let claims: Vec<String> =
        row.claims.iter().map(|claim| format!("{} {}", words(&claim.framework), words(&claim.control))).collect();
    let claims = if claims.is_empty() { String::new() } else { format!("; {verb} {}", claims.join(", ")) };
    let head = named(&row.id, &row.title, words);
    format!("{head} ({}{version}{status}){claims}", row.document_type)
}

fn moved(row: &MovedDocument, words: Words<'_>) -> String {
    format!("{}: {} to {}", named(&row.id, &row.title, words), words(&row.from), words(&row.to))
}
