//! One function per section of `book.toml`.

use globset::{Glob, GlobMatcher, GlobSetBuilder};

use super::settings::{AllowanceEntry, Config, DocumentDefaults, FRONT_MATTER_FIELDS, RequiredEvidence};
use crate::diagnostic::{Allowance, AllowanceScope, Level, Rule, Severity, nearest};
use crate::fields::{Fields, Text, Value};
use crate::model::{Date, DocumentType, Period, Status};
use crate::source::BookPath;

const A_DATE: &str = "a date such as 2026-03-01";
const A_PERIOD: &str = "a period such as \"12 months\" or \"90 days\"";

pub(super) fn read_book(top: &Fields<'_>, config: &mut Config) {
    if let Some(build) = top.table("build") {
        if let Some(folder) = build.text("dest-dir") {
            config.dest_dir = folder.text;
        }
        config.shows_drafts = build.flag("drafts").unwrap_or(false);
        build.finish();
    }
    let Some(book) = top.table("book") else { return };
    let settings = &mut config.book;
    if let Some(title) = book.text("title") {
        settings.title = title.text;
    }
    settings.authors = book.texts("authors").into_iter().map(|text| text.text).collect();
    settings.description = book.text("description").map(|text| text.text);
    if let Some(language) = book.text("language") {
        settings.language = language.text;
    }
    if let Some((zone, _)) = book.parse("time-zone", "a name of the time zone database such as \"Europe/Berlin\"") {
        settings.time_zone = zone;
    }
    if let Some(src) = book.text("src") {
        match folder(&src.text) {
            Some(folder) => settings.src = folder,
            None => book.reading().fault(
                src.span,
                format!("`src` is `{}`, which leads out of the book", src.text),
                "name a folder below the one that holds `book.toml`, or \".\"",
            ),
        }
    }
    book.finish();
}

/// Returns a folder of the book as a clean relative path; empty for `.`.
fn folder(text: &str) -> Option<String> {
    if text.trim_end_matches('/') == "." {
        return Some(String::new());
    }
    BookPath::new(text).ok().map(|path| path.as_str().to_owned())
}

pub(super) fn read_variables(top: &Fields<'_>, config: &mut Config) {
    if let Some(organisation) = top.table("organisation") {
        if let Some(name) = organisation.text("name") {
            config.variables.insert("organisation".into(), name.text);
        }
        organisation.finish();
    }
    let Some(variables) = top.table("variables") else { return };
    for (key, node) in variables.all() {
        let is_name = key.text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b));
        if !is_name || key.text.is_empty() {
            variables.reading().fault(
                key.span,
                format!("`{}` is no name for a variable", key.text),
                "use letters, digits, `_` and `-`",
            );
            continue;
        }
        match &node.value {
            Value::Scalar(scalar) => {
                config.variables.insert(key.text.clone(), scalar.text.clone());
            }
            other => variables.reading().fault(
                node.span,
                format!("the variable `{}` is {}, not a text", key.text, other.kind()),
                "write a text in quotes",
            ),
        }
    }
}

pub(super) fn read_site(top: &Fields<'_>, config: &mut Config) {
    let Some(site) = top.table("site") else { return };
    let web_address = |name: &str| {
        let text = site.text(name)?;
        if text.text.starts_with("https://") || text.text.starts_with("http://") {
            return Some(text);
        }
        site.reading().fault(
            text.span,
            format!("`{name}` is `{}`, not a web address", text.text),
            "begin it with `https://`",
        );
        None
    };
    config.site.base_url = web_address("base-url").map(|text| format!("{}/", text.text.trim_end_matches('/')));
    config.site.edit_url = web_address("edit-url").map(|text| text.text);
    if let Some(edit_url) = site.text("edit-url").filter(|text| !text.text.contains("{path}")) {
        site.reading().fault(
            edit_url.span,
            "`edit-url` has no `{path}`",
            "put `{path}` where the document's path belongs",
        );
    }
    if let Some(logo) = site.text("logo") {
        match BookPath::new(&logo.text) {
            Ok(path) => config.site.logo = Some(path),
            Err(error) => site.reading().fault(
                logo.span,
                format!("`logo` is `{}`: {error}", logo.text),
                "name a picture file of the book",
            ),
        }
    }
    site.finish();
}

pub(super) fn read_frameworks(top: &Fields<'_>, config: &mut Config) {
    let Some(frameworks) = top.table("frameworks") else { return };
    let named = |texts: Vec<Text>| texts.into_iter().map(|text| (text.text, text.span)).collect();
    if frameworks.entry("use").is_some() {
        config.frameworks_used = Some(named(frameworks.texts("use")));
    }
    config.frameworks_complete = named(frameworks.texts("complete"));
    frameworks.finish();
}

pub(super) fn read_documents(top: &Fields<'_>, config: &mut Config) {
    let Some(documents) = top.table("documents") else { return };
    let mut exclude = GlobSetBuilder::new();
    for text in documents.texts("exclude") {
        if let Some(glob) = glob(&documents, &text) {
            exclude.add(glob);
        }
    }
    if let Ok(set) = exclude.build() {
        config.documents.exclude = set;
    }
    config.documents.ignored_fields = documents.texts("ignore-fields").into_iter().map(|text| text.text).collect();
    config.documents.link_roots =
        documents.texts("link-roots").into_iter().map(|text| format!("/{}", text.text.trim_matches('/'))).collect();
    for (table, span) in documents.tables("defaults") {
        let path = table.text("path");
        if path.is_none() {
            table.reading().fault(
                span,
                "an entry of `documents.defaults` has no `path`",
                "name its documents, for example `path = \"policies/**\"`",
            );
        }
        let pattern = path.and_then(|text| glob(&table, &text));
        let defaults = read_defaults(&table, pattern.clone().unwrap_or_else(nothing).compile_matcher());
        config.documents.defaults.extend(pattern.map(|_| defaults));
        table.finish();
    }
    if let Some(fields) = documents.table("fields") {
        read_field_names(&fields, config);
    }
    documents.finish();
}

fn read_defaults(table: &Fields<'_>, path: GlobMatcher) -> DocumentDefaults {
    let text = |name: &str| table.text(name).map(|text| text.text);
    DocumentDefaults {
        path,
        document_type: table
            .parse::<DocumentType>("type", &words(DocumentType::ALL.iter().map(|v| v.as_str())))
            .map(first),
        status: table.parse::<Status>("status", &words(Status::ALL.iter().map(|v| v.as_str()))).map(first),
        version: text("version"),
        owner: text("owner"),
        classification: text("classification"),
        review_every: table.parse::<Period>("review-every", A_PERIOD).map(first),
        audience: table.texts("audience").into_iter().map(|text| text.text).collect(),
        language: text("language"),
    }
}

fn first<T, U>(pair: (T, U)) -> T {
    pair.0
}

/// Returns a list of words for a message: ``one of `a`, `b` ``.
fn words<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = words.map(|word| format!("`{word}`")).collect();
    format!("one of {}", quoted.join(", "))
}

fn read_field_names(fields: &Fields<'_>, config: &mut Config) {
    for (key, node) in fields.all() {
        // The proof of an approval has one name: another would switch the old one off.
        let may_rename = |field: &&&str| **field != "approved_fingerprint";
        let known = FRONT_MATTER_FIELDS.iter().filter(may_rename).find(|field| **field == key.text.replace('-', "_"));
        let Some(field) = known else {
            let hint = match nearest(&key.text, FRONT_MATTER_FIELDS) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the fields are {}", FRONT_MATTER_FIELDS.join(", ")),
            };
            fields.reading().fault(key.span, format!("`{}` is no field of front matter", key.text), hint);
            continue;
        };
        if let Some((own, _)) = fields.parse_node::<String>(key, node, "the name of the book's own key") {
            config.documents.fields.insert(field, own);
        }
    }
}

pub(super) fn read_reviews(top: &Fields<'_>, config: &mut Config) {
    let Some(reviews) = top.table("reviews") else { return };
    if let Some((cycle, _)) = reviews.parse::<Period>("cycle", A_PERIOD) {
        config.reviews.cycle = cycle;
    }
    if let Some((days, _)) = reviews.parse::<Days>("due-soon", "a number of days such as \"30 days\"") {
        config.reviews.due_soon_days = days.0;
    }
    reviews.finish();
}

pub(super) fn read_approvals(top: &Fields<'_>, config: &mut Config) {
    let Some(approvals) = top.table("approvals") else { return };
    for text in approvals.texts("require") {
        match text.text.as_str() {
            "signed" => config.approvals.require.push(RequiredEvidence::Signed),
            "merge" => config.approvals.require.push(RequiredEvidence::Merge),
            "trailer" => config.approvals.require.push(RequiredEvidence::Trailer),
            other => approvals.reading().fault(
                text.span,
                format!("`require` is `{other}`"),
                "write `signed`, `merge` or `trailer`, or a list of them",
            ),
        }
    }
    if let Some(text) = approvals.text("allowed-signers") {
        config.approvals.allowed_signers_at = text.span;
        config.approvals.allowed_signers = Some(text.text);
    }
    let needs_list = config.approvals.require.contains(&RequiredEvidence::Signed);
    if let Some((key, _)) =
        approvals.entry("require").filter(|_| config.approvals.allowed_signers.is_none() && needs_list)
    {
        approvals.reading().fault(
            key.span,
            "signed approvals are required, and `allowed-signers` names no file",
            "add `allowed-signers = \"allowed_signers\"`, a list of the keys that count",
        );
    }
    approvals.finish();
}

/// A number of days, written `30`, `30 days` or `4 weeks`.
struct Days(u16);

impl std::str::FromStr for Days {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if let Some(weeks) = text.strip_suffix("weeks").or(text.strip_suffix("week")) {
            return Ok(Self(weeks.trim().parse::<u16>()?.saturating_mul(7)));
        }
        let days = text.strip_suffix("days").or(text.strip_suffix("day")).unwrap_or(text);
        days.trim().parse().map(Self)
    }
}

pub(super) fn read_history(top: &Fields<'_>, config: &mut Config) {
    if let Some(history) = top.table("history") {
        config.history.is_enabled = history.flag("git").unwrap_or(true);
        config.history.shows_emails = history.flag("emails").unwrap_or(false);
        config.history.reads_texts = history.flag("versions").unwrap_or(true);
        let is_needed = !config.approvals.require.is_empty() && !config.history.reads_texts;
        if let Some((key, _)) = history.entry("versions").filter(|_| is_needed) {
            history.reading().fault(
                key.span,
                "evidence of approvals is required, and the texts of the past are not read",
                "take `versions = false` out, or `[approvals] require`",
            );
        }
        history.finish();
    }
    if let Some(releases) = top.table("releases") {
        if let Some(tags) = releases.text("tags").and_then(|text| glob(&releases, &text)) {
            config.release_tags = tags.compile_matcher();
        }
        releases.finish();
    }
}

pub(super) fn read_checks(top: &Fields<'_>, rules: &[&'static Rule], today: Date, config: &mut Config) {
    let Some(checks) = top.table("checks") else { return };
    let known = |name: &str| rules.iter().any(|rule| rule.name == name);
    let unknown_rule = |text: &str, span| {
        let hint = match nearest(text, rules.iter().map(|rule| rule.name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`policybook explain` lists all rules".to_owned(),
        };
        checks.reading().fault(span, format!("`{text}` is not a rule"), hint);
    };
    if let Some(severities) = checks.table("severity") {
        for (key, node) in severities.all() {
            if !known(&key.text) {
                unknown_rule(&key.text, key.span);
                continue;
            }
            let level = severities.parse_node::<LevelWord>(key, node, "`error`, `warning`, `note` or `off`");
            if let Some((LevelWord(level), _)) = level {
                config.levels.by_rule.insert(key.text.clone(), level);
            }
        }
    }
    for (table, span) in checks.tables("allow") {
        let (rule, reason) = (table.text("rule"), table.text("reason"));
        let until = table.parse::<Date>("until", A_DATE);
        let scope = AllowanceScope {
            paths: table.text("path").and_then(|text| glob(&table, &text)).map(|glob| glob.compile_matcher()),
            document: table.text("document").map(|text| text.text),
        };
        let is_said = rule.is_some() && reason.is_some() && table.entry("until").is_some();
        table.finish();
        if let Some(rule) = rule.as_ref().filter(|rule| !known(&rule.text)) {
            unknown_rule(&rule.text, rule.span);
        }
        let (Some(rule), Some(reason), Some((until, _))) = (rule, reason, until) else {
            if !is_said {
                checks.reading().fault(
                    span,
                    "an allowance needs `rule`, `reason` and `until`",
                    "say why, and the last day on which it holds; an allowance without an end is a severity",
                );
            }
            continue;
        };
        let is_expired = until < today;
        config.allowances.push(AllowanceEntry { rule: rule.text.clone(), reason: reason.text, until, at: span });
        config.levels.allowances.push(Allowance { rule: rule.text, scope, is_expired });
    }
    checks.finish();
}

/// A severity or `off`.
struct LevelWord(Level);

impl std::str::FromStr for LevelWord {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "error" => Ok(Self(Level::Severity(Severity::Error))),
            "warning" => Ok(Self(Level::Severity(Severity::Warning))),
            "note" => Ok(Self(Level::Severity(Severity::Note))),
            "off" | "allow" => Ok(Self(Level::Off)),
            _ => Err(()),
        }
    }
}

/// A pattern that matches no path.
fn nothing() -> Glob {
    Glob::new("").expect("the empty pattern is valid")
}

fn glob(fields: &Fields<'_>, text: &Text) -> Option<Glob> {
    match globset::GlobBuilder::new(&text.text).literal_separator(true).build() {
        Ok(glob) => Some(glob),
        Err(error) => {
            fields.reading().fault(
                text.span,
                format!("`{}` is no valid pattern: {}", text.text, error.kind()),
                "write a pattern such as `policies/**/*.md`",
            );
            None
        }
    }
}
