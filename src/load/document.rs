//! From named entries to a typed document.

use super::front_matter::Named;
use super::rules::{MISSING_FIELD, UNQUOTED_VALUE};
use crate::config::{Config, DocumentDefaults, read_cycle};
use crate::diagnostic::{Finding, Place};
use crate::fields::{Fields, Reading, Text, Value};
use crate::model::{
    Acknowledge, Change, ChangeClass, Claim, ControlRef, Date, Document, DocumentId, DocumentType, Period, Review,
    ReviewOutcome, Status,
};
use crate::source::{BookPath, Digest};

pub(super) const A_DATE: &str = "a date such as 2026-03-01";
const A_PERIOD: &str = "a period such as `12 months` or `90 days`";

/// Types the entries of one file. `heading` is its title when front matter has none.
pub(super) fn read_document(
    named: &Named,
    path: &BookPath,
    heading: Option<&str>,
    config: &Config,
    reading: &Reading<'_>,
) -> Document {
    let fields = reading.fields(&named.entries);
    let defaults = Defaults::for_path(path, config);
    let words =
        |all: &[&str]| format!("one of {}", all.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", "));
    let types: Vec<&str> = DocumentType::ALL.iter().map(|v| v.as_str()).collect();
    let statuses: Vec<&str> = Status::ALL.iter().map(|v| v.as_str()).collect();
    let document_type = fields.parse::<DocumentType>("type", &words(&types)).map(|(v, _)| v);
    let status = fields.parse::<Status>("status", &words(&statuses)).map(|(v, _)| v);
    let version = read_version(&fields);
    let id = fields.text("id").and_then(|text| declared_id(&text, reading));
    let text = |name: &str| fields.text(name).map(|text| text.text.trim().to_owned());
    let date = |name: &str| fields.parse::<Date>(name, A_DATE).map(|(date, _)| date);
    let review_every = fields.parse::<Period>("review_every", A_PERIOD).map(|(period, _)| period);
    let texts = |name: &str| fields.texts(name).into_iter().map(|text| text.text).collect::<Vec<_>>();
    let audience = texts("audience");
    let document = Document {
        id: id.unwrap_or_else(|| DocumentId::from_path(path, &config.book.src)),
        document_type: document_type
            .or_else(|| defaults.find(|d| d.document_type))
            .unwrap_or(if named.marks.contains_key("type") { DocumentType::Policy } else { DocumentType::Page }),
        title: text("title").or_else(|| heading.map(str::to_owned)).unwrap_or_else(|| fallback_title(path)),
        version: version.or_else(|| defaults.find(|d| d.version.clone())),
        status: status.or_else(|| defaults.find(|d| d.status)).unwrap_or(Status::Draft),
        owner: text("owner").or_else(|| defaults.find(|d| d.owner.clone())),
        approved_by: text("approved_by"),
        approved_on: date("approved_on"),
        approved_fingerprint: approved_fingerprint(&fields, named),
        effective_from: date("effective_from"),
        review_every: review_every.or_else(|| defaults.find(|d| d.review_every)).unwrap_or(config.reviews.cycle),
        next_review_override: date("next_review"),
        last_reviewed: date("last_reviewed"),
        reviews: read_reviews(&fields),
        classification: text("classification").or_else(|| defaults.find(|d| d.classification.clone())),
        claims: read_claims(&fields),
        audience: if audience.is_empty() {
            defaults.find(|d| Some(d.audience.clone())).unwrap_or_default()
        } else {
            audience
        },
        acknowledge: read_acknowledge(&fields),
        supersedes: texts("supersedes"),
        aliases: texts("aliases"),
        changes: read_changes(&fields),
        language: text("language").or_else(|| defaults.find(|d| d.language.clone())),
        description: text("description"),
        marks: named.marks.clone(),
    };
    if named.is_well_formed && !document.is_controlled() {
        report_forgotten_type(&document, reading);
    }
    if named.is_well_formed && document.is_controlled() {
        let is_given =
            |field: &str| named.entries.iter().any(|(key, node)| key.text == field && !is_blank(&node.value));
        report_missing(&document, is_given, &defaults, path, reading);
    }
    document
}

/// The `[[documents.defaults]]` that match one path, the last first.
struct Defaults<'a>(Vec<&'a DocumentDefaults>);

impl<'a> Defaults<'a> {
    fn for_path(path: &BookPath, config: &'a Config) -> Self {
        let below = path.below(&config.book.src).unwrap_or(path.as_str());
        let matches = |d: &&DocumentDefaults| d.path.is_match(below) || d.path.is_match(path.as_str());
        Self(config.documents.defaults.iter().rev().filter(matches).collect())
    }

    fn find<T>(&self, value: impl Fn(&DocumentDefaults) -> Option<T>) -> Option<T> {
        self.0.iter().find_map(|defaults| value(defaults))
    }
}

/// Returns the last telling part of the path: the folder's name for an index.
fn fallback_title(path: &BookPath) -> String {
    let stem = match path.stem() {
        "index" | "_index" | "README" if !path.folder().is_empty() => {
            path.folder().rsplit('/').next().unwrap_or_default()
        }
        stem => stem,
    };
    let mut words = stem.replace(['-', '_'], " ");
    if let Some(first) = words.get(..1) {
        let upper = first.to_uppercase();
        words.replace_range(..1, &upper);
    }
    words
}

fn declared_id(text: &Text, reading: &Reading<'_>) -> Option<DocumentId> {
    let id = DocumentId::declared(&text.text);
    if id.is_none() {
        reading.fault(
            text.span,
            format!("the id `{}` has characters that no id may have", text.text.escape_default()),
            "use ASCII letters, digits, `-`, `_`, `.` and `/`, at most 120, so that no two ids look alike",
        );
    }
    id
}

/// Reads the label of the version as it stands: `1.10` is not `1.1`.
fn read_version(fields: &Fields<'_>) -> Option<String> {
    let text = fields.text("version")?;
    report_unquoted(&text, "version", fields.reading());
    Some(text.text.trim().to_owned())
}

/// Adds a finding when a label that looks like a decimal number has no quotes:
/// another program would read `1.10` as `1.1`.
pub(super) fn report_unquoted(text: &Text, what: &str, reading: &Reading<'_>) {
    let looks_decimal = text.text.split_once('.').is_some_and(|(whole, fraction)| {
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        is_number(whole) && is_number(fraction)
    });
    if text.is_quoted || !looks_decimal {
        return;
    }
    let finding = Finding::new(&UNQUOTED_VALUE, format!("the {what} `{}` is not in quotes", text.text))
        .at(reading.place(text.span))
        .hint(format!("write \"{}\": other programs read it as a number and drop a trailing zero", text.text));
    reading.add(finding);
}

/// A fingerprint that cannot be read is that of no text: the approval must not
/// count because its proof is spoilt.
fn approved_fingerprint(fields: &Fields<'_>, named: &Named) -> Option<Digest> {
    let read = fields.text("approved_fingerprint").and_then(|text| fingerprint(&text, fields.reading()));
    read.or_else(|| named.marks.contains_key("approved_fingerprint").then(|| Digest::of(b"")))
}

fn fingerprint(text: &Text, reading: &Reading<'_>) -> Option<Digest> {
    let digest = Digest::from_hex(&text.text);
    if digest.is_none() {
        let message = format!("`{}` is no fingerprint", text.text);
        reading.fault(text.span, message, "a fingerprint is `sha256:` and 64 hexadecimal digits");
    }
    digest
}

fn read_reviews(fields: &Fields<'_>) -> Vec<Review> {
    let mut reviews = Vec::new();
    for (record, at) in fields.tables("reviews") {
        let on = record.parse::<Date>("on", A_DATE).or_else(|| record.parse::<Date>("date", A_DATE));
        let outcome_words = "one of `unchanged`, `changed`, `change-needed`, `retire`";
        // Asked for before the date decides, so that no key of a record without one seems unknown.
        let by = record.text("by").map(|text| text.text);
        let outcome = record.parse::<ReviewOutcome>("outcome", outcome_words).map(|(outcome, _)| outcome);
        let fingerprint = record.text("fingerprint").and_then(|text| fingerprint(&text, record.reading()));
        let review = on.map(|(on, _)| Review { on, by, outcome, fingerprint, at });
        let _ = record.text("note");
        if review.is_none() && record.entry("on").is_none() && record.entry("date").is_none() {
            record.reading().fault(at, "a review has no date", "add `on: 2026-03-01`");
        }
        record.finish();
        reviews.extend(review);
    }
    reviews
}

/// Reads `satisfies`: a table of frameworks, or a list of `framework:id`.
fn read_claims(fields: &Fields<'_>) -> Vec<Claim> {
    let Some((key, node)) = fields.entry("satisfies") else { return Vec::new() };
    let mut claims = Vec::new();
    if let Value::Table(entries) = &node.value {
        for (framework, ids) in entries {
            for text in fields.texts_of(framework, ids) {
                report_unquoted(&text, "control id", fields.reading());
                let target = ControlRef { framework: framework.text.clone(), control: text.text.trim().to_owned() };
                claims.push(Claim { target, anchor: None, at: text.span });
            }
        }
        return claims;
    }
    for text in fields.texts_of(key, node) {
        match text.text.split_once(':') {
            Some((framework, control)) => {
                let target = ControlRef { framework: framework.trim().to_owned(), control: control.trim().to_owned() };
                claims.push(Claim { target, anchor: None, at: text.span });
            }
            None => fields.reading().fault(
                text.span,
                format!("`{}` names no framework", text.text),
                format!(
                    "write it below its framework, as in `iso27001-2022: [A.5.1]`, or as `framework:{}`",
                    text.text
                ),
            ),
        }
    }
    claims
}

fn read_acknowledge(fields: &Fields<'_>) -> Acknowledge {
    let Some((key, node)) = fields.entry("acknowledge") else { return Acknowledge::No };
    if let Value::Table(_) = node.value {
        let Some(table) = fields.as_table(key, node) else { return Acknowledge::No };
        let within = table.parse::<Period>("within", A_PERIOD).map(|(period, _)| period);
        let cycle = read_cycle(&table, "from");
        table.finish();
        return Acknowledge::Asked { within, cycle };
    }
    match fields.parse_node::<bool>(key, node, "`true`, `false` or `{ within: 14 days }`") {
        Some((true, _)) => Acknowledge::Asked { within: None, cycle: None },
        Some((false, _)) | None => Acknowledge::No,
    }
}

fn read_changes(fields: &Fields<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    for (record, at) in fields.tables("changes") {
        let version = record.text("version").or_else(|| record.text("date"));
        let summary = record.text("summary").or_else(|| record.text("comment")).or_else(|| record.text("description"));
        let class = read_class(&record);
        for name in ["author", "on", "date"] {
            let _ = record.text(name);
        }
        match (version, summary) {
            (Some(version), Some(summary)) => {
                changes.push(Change { version: version.text, summary: summary.text, class });
            }
            _ => record.reading().fault(at, "a change needs `version` and `summary`", "say in one line what changed"),
        }
        record.finish();
    }
    changes
}

/// Reads `class`, or the older `material`; both may stand there when they agree.
fn read_class(record: &Fields<'_>) -> Option<ChangeClass> {
    let class = record.parse::<ChangeClass>("class", "one of `major`, `minor`, `editorial`").map(|(class, _)| class);
    let is_material = record.flag("material");
    let disagrees = |is_material: bool| class.is_some_and(|class| is_material != (class == ChangeClass::Major));
    if let Some((key, _)) = record.entry("material").filter(|_| is_material.is_some_and(disagrees)) {
        record.reading().fault(
            key.span,
            "`material` says something else than `class`",
            "take `material` out: a major change is material, a minor or an editorial one is not",
        );
        return None;
    }
    class.or(is_material.map(|is_material| if is_material { ChangeClass::Major } else { ChangeClass::Minor }))
}

/// Returns whether a field was written without a value.
fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Scalar(scalar) => scalar.text.trim().is_empty(),
        Value::List(_) | Value::Table(_) => false,
    }
}

/// A file that says who approved it, or where it stands, and not what it is: as a
/// page it would silently be asked for nothing.
fn report_forgotten_type(document: &Document, reading: &Reading<'_>) {
    const TELLING: [&str; 3] = ["status", "approved_by", "approved_on"];
    let Some(field) = TELLING.into_iter().find(|field| document.marks.contains_key(field)) else { return };
    if document.marks.contains_key("type") {
        return;
    }
    let message =
        format!("this file has `{field}` and no `type`, so that it counts as a page, which nobody approves or reviews");
    let finding = Finding::new(&MISSING_FIELD, message)
        .at(reading.place(document.mark(field)))
        .document(document.id.as_str())
        .hint("add `type: policy` (or standard, procedure, guideline, plan, register, record) to its front matter");
    reading.add(finding);
}

/// Every controlled document has these, in its front matter or by a default.
fn report_missing(
    document: &Document,
    is_given: impl Fn(&str) -> bool,
    defaults: &Defaults<'_>,
    path: &BookPath,
    reading: &Reading<'_>,
) {
    let has_default = |field: &str| match field {
        "version" => defaults.find(|d| d.version.clone()).is_some(),
        "status" => defaults.find(|d| d.status).is_some(),
        "owner" => defaults.find(|d| d.owner.clone()).is_some(),
        _ => false,
    };
    for (field, example) in [
        ("id", "POL-001"),
        ("title", "Access control policy"),
        ("version", "\"1.0\""),
        ("status", "draft"),
        ("owner", "Head of IT"),
    ] {
        if is_given(field) || has_default(field) {
            continue;
        }
        let finding = Finding::new(&MISSING_FIELD, format!("this {} has no `{field}`", document.document_type))
            .at(document.marks.get(field).map_or_else(|| Place::whole(path), |span| reading.place(*span)))
            .document(document.id.as_str())
            .hint(format!("add `{field}: {example}` to its front matter"));
        reading.add(finding);
    }
}
