//! Front matter as a table with our own names of the fields: other spellings,
//! the book's own keys and keys of other tools are sorted out here.

use std::collections::{BTreeMap, BTreeSet};

use super::hidden::report_hidden;
use super::rules::{FAULTY_FRONT_MATTER, FIELD_NAME, UNKNOWN_FIELD};
use super::split::{FRONT_MATTER_BYTES_MAX, FrontMatter, Notation};
use crate::config::{Config, FRONT_MATTER_FIELDS};
use crate::diagnostic::{Finding, nearest};
use crate::fields::{FieldRules, Key, Node, Reading, parse_toml, parse_yaml};
use crate::source::{SourceFile, Span};

/// Names that people use for a field, each with ours. Case, hyphens and
/// underscores do not count, so that `lastReviewedOn` is among them.
pub const ALIASES: &[(&str, &str)] = &[
    ("document_id", "id"),
    ("documentid", "id"),
    ("doc_id", "id"),
    ("policy_id", "id"),
    ("identifier", "id"),
    ("name", "title"),
    ("kind", "type"),
    ("document_type", "type"),
    ("doc_type", "type"),
    ("revision", "version"),
    ("document_version", "version"),
    ("state", "status"),
    ("document_owner", "owner"),
    ("policy_owner", "owner"),
    ("responsible", "owner"),
    ("approver", "approved_by"),
    ("approved", "approved_on"),
    ("approval_date", "approved_on"),
    ("date_approved", "approved_on"),
    ("approved_date", "approved_on"),
    ("effective", "effective_from"),
    ("effective_date", "effective_from"),
    ("effective_on", "effective_from"),
    ("valid_from", "effective_from"),
    ("review_in", "review_every"),
    ("review_cycle", "review_every"),
    ("review_interval", "review_every"),
    ("review_frequency", "review_every"),
    ("review_period", "review_every"),
    ("next_review_date", "next_review"),
    ("next_review_on", "next_review"),
    ("review_due", "next_review"),
    ("review_by", "next_review"),
    ("last_reviewed_on", "last_reviewed"),
    ("last_review", "last_reviewed"),
    ("last_review_date", "last_reviewed"),
    ("reviewed", "last_reviewed"),
    ("reviewed_on", "last_reviewed"),
    ("review_history", "reviews"),
    ("confidentiality", "classification"),
    ("sensitivity", "classification"),
    ("controls", "satisfies"),
    ("applies_to", "audience"),
    ("acknowledgement", "acknowledge"),
    ("acknowledgment", "acknowledge"),
    ("replaces", "supersedes"),
    ("redirect_from", "aliases"),
    ("change_log", "changes"),
    ("changelog", "changes"),
    ("major_revisions", "changes"),
    ("revision_history", "changes"),
    ("lang", "language"),
    ("summary", "description"),
    ("abstract", "description"),
    ("subtitle", "description"),
    ("keywords", "tags"),
];

/// Front matter with our own names, and the faults found on the way.
pub(super) struct Named {
    /// Entries under our names, in the order of the file.
    pub(super) entries: Vec<(Key, Node)>,
    /// Where each field stands, by our name.
    pub(super) marks: BTreeMap<&'static str, Span>,
    /// Whether the notation itself could be read.
    pub(super) is_well_formed: bool,
}

/// The rules under which front matter reports its faults.
pub(super) const FRONT_MATTER_RULES: FieldRules = FieldRules { faulty: &FAULTY_FRONT_MATTER, unknown: &UNKNOWN_FIELD };

/// Parses `front_matter` and gives every entry our name for its field.
pub(super) fn read_named(
    front_matter: &FrontMatter,
    file: &SourceFile,
    config: &Config,
    reading: &Reading<'_>,
) -> Named {
    let mut named = Named { entries: Vec::new(), marks: BTreeMap::new(), is_well_formed: true };
    if front_matter.text.len() > FRONT_MATTER_BYTES_MAX {
        let span = Span::new(front_matter.offset, front_matter.offset + 3);
        reading.fault(span, "front matter is larger than 64 KiB", "keep prose in the body");
        named.is_well_formed = false;
        return named;
    }
    let parsed = match front_matter.notation {
        Notation::Yaml => parse_yaml(&front_matter.text, front_matter.offset),
        Notation::Toml => parse_toml(&front_matter.text, front_matter.offset),
    };
    named.is_well_formed = parsed.faults.is_empty();
    report_hidden(&parsed.entries, reading);
    reading.parser_faults(parsed.faults);
    let mut taken: BTreeSet<&'static str> = BTreeSet::new();
    for (key, node) in parsed.entries {
        let Some(field) = known_field(&key, config, reading) else {
            report_unknown(&key, file, config, reading);
            continue;
        };
        if !taken.insert(field) {
            let first = named.marks.get(field).copied().unwrap_or_default();
            let finding = Finding::new(&FAULTY_FRONT_MATTER, format!("`{}` gives `{field}` a second time", key.text))
                .at(reading.place(key.span))
                .related(reading.place(first), "given here first")
                .hint("keep one of the two");
            reading.add(finding);
            // Which of the two is meant cannot be guessed: neither counts.
            named.entries.retain(|(known, _)| known.text != field);
            continue;
        }
        named.marks.insert(field, node.span);
        named.entries.push((Key { text: field.to_owned(), span: key.span }, node));
    }
    named
}

/// Returns our name for `key`, adding a note when it is another than ours.
fn known_field(key: &Key, config: &Config, reading: &Reading<'_>) -> Option<&'static str> {
    let field = field_of(&key.text, config)?;
    let is_own_key = config.documents.fields.get(field).is_some_and(|own| *own == key.text);
    if field != key.text && !is_own_key {
        let finding = Finding::new(&FIELD_NAME, format!("`{}` is read as `{field}`", key.text))
            .at(reading.place(key.span))
            .hint(format!("write `{field}`, or set `[documents.fields] {field} = \"{}\"`", key.text));
        reading.add(finding);
    }
    Some(field)
}

/// Returns the field that a key of front matter means in this book.
fn field_of(key: &str, config: &Config) -> Option<&'static str> {
    if let Some((field, _)) = config.documents.fields.iter().find(|(_, own)| *own == key) {
        return Some(field);
    }
    // A field that the book maps to a key of its own is read from there alone.
    let unless_mapped = |field: &'static str| (!config.documents.fields.contains_key(field)).then_some(field);
    if let Some(field) = field_named(key) {
        return unless_mapped(field);
    }
    let plain = plain_name(key);
    let by_plain_name = FRONT_MATTER_FIELDS.iter().find(|field| plain_name(field) == plain).copied();
    by_plain_name
        .or_else(|| ALIASES.iter().find(|(alias, _)| plain_name(alias) == plain).map(|(_, field)| *field))
        .and_then(unless_mapped)
}

fn field_named(name: &str) -> Option<&'static str> {
    FRONT_MATTER_FIELDS.iter().find(|field| **field == name).copied()
}

/// Returns a key without case, hyphens and underscores.
fn plain_name(key: &str) -> String {
    key.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect()
}

fn report_unknown(key: &Key, file: &SourceFile, config: &Config, reading: &Reading<'_>) {
    if config.documents.ignored_fields.contains(&key.text) {
        return;
    }
    let known = FRONT_MATTER_FIELDS.iter().copied().chain(ALIASES.iter().map(|(alias, _)| *alias));
    let hint = match nearest(&key.text, known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "remove it, or name it in `[documents] ignore-fields` when another tool reads it".to_owned(),
    };
    let finding = Finding::new(&UNKNOWN_FIELD, format!("`{}` is not a known field", key.text));
    reading.add(finding.at(crate::diagnostic::Place::new(file, key.span)).hint(hint));
}
