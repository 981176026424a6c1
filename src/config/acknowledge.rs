//! `[acknowledge]`: what readers are asked to confirm, and by when.

use std::collections::BTreeMap;

use crate::fields::{Fields, Text, Value};
use crate::model::{Cycle, Date, Period};

/// `[acknowledge]`.
#[derive(Debug, Clone)]
pub struct AcknowledgeSettings {
    /// Within which time a text is to be acknowledged that names none.
    pub within: Period,
    /// For which cycle texts are asked for that name none.
    pub cycle: Option<Cycle>,
    /// Where readers confirm when no service does it: an address with placeholders.
    pub link: Option<String>,
    /// The book's own words, by language.
    pub statements: BTreeMap<String, String>,
}

/// The sentence that a reader confirms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Where the words come from and in which language: `book/en`, `built-in/de`.
    pub id: String,
    /// The words.
    pub text: String,
}

/// The longest statement, in characters.
const STATEMENT_MAX: usize = 500;

/// What is confirmed in a book that has no words of its own.
const BUILT_IN: [(&str, &str); 5] = [
    ("en", "I have read and understood this document."),
    ("de", "Ich habe dieses Dokument gelesen und verstanden."),
    ("es", "He leído y comprendido este documento."),
    ("fr", "J’ai lu et compris ce document."),
    ("ja", "この文書を読み、理解しました。"),
];

impl Default for AcknowledgeSettings {
    fn default() -> Self {
        Self { within: Period::days(14), cycle: None, link: None, statements: BTreeMap::new() }
    }
}

impl AcknowledgeSettings {
    /// Returns what readers of a text in `language`, a BCP 47 tag, confirm: the book's words
    /// in that language, else the built-in ones, else the book's words in `fallback`, else
    /// English.
    pub fn statement(&self, language: &str, fallback: &str) -> Statement {
        let own = |tag: &str| {
            let text = self.statements.get(tag)?.clone();
            Some(Statement { id: format!("book/{tag}"), text })
        };
        let built_in = |tag: &str| {
            let (tag, text) = BUILT_IN.iter().find(|(known, _)| *known == tag)?;
            Some(Statement { id: format!("built-in/{tag}"), text: (*text).to_owned() })
        };
        let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
        own(language)
            .or_else(|| own(&primary(language)))
            .or_else(|| built_in(&primary(language)))
            .or_else(|| own(fallback))
            .or_else(|| built_in("en"))
            .expect("there is a sentence in English")
    }
}

/// What a link may have in it, in braces.
const PLACEHOLDERS: [&str; 5] = ["id", "title", "version", "language", "fingerprint"];

/// Returns a link that leads to a form or a mailbox; another is a fault.
fn checked_link(fields: &Fields<'_>, text: &Text) -> Option<String> {
    let fault = |message: String, hint: &str| {
        fields.reading().fault(text.span, message, hint);
        None
    };
    if !text.text.starts_with("https://") && !text.text.starts_with("mailto:") {
        let hint = "begin it with `https://` for a form, or with `mailto:` for a mailbox";
        return fault(format!("`link` is `{}`", text.text), hint);
    }
    let mut names = text.text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or_default());
    if let Some(unknown) = names.find(|name| !PLACEHOLDERS.contains(name)) {
        return fault(
            format!("`{{{unknown}}}` is nothing that a link knows"),
            "the links know {id}, {title}, {version}, {language} and {fingerprint}",
        );
    }
    if !text.text.contains("{fingerprint}") {
        return fault(
            "`link` has no `{fingerprint}`".to_owned(),
            "put it where the form or the mail keeps it: without it nobody knows which text was confirmed",
        );
    }
    Some(text.text.clone())
}

/// Reads `cycle` and the day on which it begins, which stands at `from`: one without the other
/// is a fault.
pub fn read_cycle(fields: &Fields<'_>, from: &str) -> Option<Cycle> {
    let label = fields.text("cycle").filter(|label| !label.text.trim().is_empty());
    let day = fields.parse::<Date>(from, "a date such as 2026-01-01");
    match (&label, &day) {
        (Some(label), None) if fields.entry(from).is_none() => fields.reading().fault(
            label.span,
            format!("nothing says when the cycle `{}` begins", label.text),
            format!("write its first day as `{from}`: until it is known nobody is late"),
        ),
        (None, Some((_, span))) => fields.reading().fault(
            *span,
            format!("`{from}` is the first day of a cycle that has no name"),
            "name it, as in `cycle: \"2026\"`, or take the day away",
        ),
        _ => {}
    }
    label.map(|label| Cycle { label: label.text.trim().to_owned(), from: day.map(|(day, _)| day) })
}

/// Reads the section.
pub(super) fn read_acknowledge(top: &Fields<'_>, settings: &mut AcknowledgeSettings) {
    let Some(acknowledge) = top.table("acknowledge") else { return };
    if let Some((within, _)) = acknowledge.parse::<Period>("within", "a period such as \"14 days\"") {
        settings.within = within;
    }
    settings.cycle = read_cycle(&acknowledge, "cycle-from");
    settings.link = acknowledge.text("link").and_then(|text| checked_link(&acknowledge, &text));
    if let Some(statements) = acknowledge.table("statements") {
        for (key, node) in statements.all() {
            let Value::Scalar(scalar) = &node.value else {
                statements.reading().fault(node.span, "a statement is one sentence", "write a text in quotes");
                continue;
            };
            let text = scalar.text.trim();
            if text.is_empty() || text.chars().count() > STATEMENT_MAX || text.contains('\n') {
                let message = format!("the statement in `{}` is empty, has several lines, or is too long", key.text);
                let hint = format!("write one sentence of at most {STATEMENT_MAX} characters: it stands on a button");
                statements.reading().fault(node.span, message, hint);
                continue;
            }
            settings.statements.insert(key.text.clone(), text.to_owned());
        }
    }
    acknowledge.finish();
}
