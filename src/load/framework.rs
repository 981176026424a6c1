//! `controls/<framework>.toml`: a catalogue of requirements and controls.

use std::collections::{BTreeMap, BTreeSet};

use super::hidden::report_hidden;
use super::rules::FAULTY_CONTROLS;
use crate::diagnostic::{Finding, Findings};
use crate::fields::{FieldRules, Fields, Reading, parse_toml};
use crate::model::{Control, ControlKind, DocumentedInformation, Framework, Group, SatisfiedBy};
use crate::source::{SourceFile, Span};

pub(super) const CONTROLS_RULES: FieldRules = FieldRules { faulty: &FAULTY_CONTROLS, unknown: &FAULTY_CONTROLS };

/// Reads one framework; nothing when not even its id is there.
pub(super) fn read_framework(file: &SourceFile, findings: &mut Findings) -> Option<Framework> {
    let parsed = parse_toml(file.text(), 0);
    let reading = Reading::new(file, CONTROLS_RULES);
    reading.parser_faults(parsed.faults);
    report_hidden(&parsed.entries, &reading);
    let top = reading.fields(&parsed.entries);
    let framework = read_top(&top, file);
    top.finish();
    findings.append(reading.finish());
    framework
}

fn read_top(top: &Fields<'_>, file: &SourceFile) -> Option<Framework> {
    let stem = file.path().stem().to_owned();
    let id = match top.text("id") {
        Some(id) if id.text == stem => id.text,
        Some(id) => {
            top.reading().fault(
                id.span,
                format!("the framework `{}` stands in `{}`", id.text, file.path()),
                format!("name the file `{}.toml`, or write `id = \"{stem}\"`", id.text),
            );
            id.text
        }
        None => stem,
    };
    let title = top.text("title").map_or_else(|| id.clone(), |text| text.text);
    let mut groups = Vec::new();
    for (table, at) in top.tables("groups") {
        groups.extend(read_group(&table, at));
        table.finish();
    }
    let mut controls = Vec::new();
    let mut ids = BTreeSet::new();
    for (key, kind) in [("requirements", ControlKind::Requirement), ("controls", ControlKind::Control)] {
        for (table, at) in top.tables(key) {
            let control = read_control(&table, at, kind, &groups);
            table.finish();
            let Some(control) = control else { continue };
            if ids.insert(control.id.clone()) {
                controls.push(control);
            } else {
                let message = format!("the id `{}` stands here a second time", control.id);
                top.reading().fault(at, message, "ids are unique within a framework");
            }
        }
    }
    let mut documented_information = Vec::new();
    for (table, at) in top.tables("documented-information") {
        documented_information.extend(read_documented(&table, at, &ids));
        table.finish();
    }
    let mut framework = Framework {
        short_title: top.text("short-title").map_or_else(|| title.clone(), |text| text.text),
        notice: top.text("notice").map(|text| text.text),
        aliases: top.texts("aliases").into_iter().map(|text| text.text).collect(),
        id,
        title,
        groups,
        controls,
        documented_information,
        path: file.path().clone(),
    };
    let _ = top.text("publisher");
    framework.assign_slugs();
    Some(framework)
}

fn required(table: &Fields<'_>, name: &str, at: Span) -> Option<String> {
    let text = table.text(name);
    if text.is_none() {
        table.reading().fault(at, format!("an entry has no `{name}`"), format!("add `{name} = \"…\"`"));
    }
    text.map(|text| text.text)
}

fn read_group(table: &Fields<'_>, at: Span) -> Option<Group> {
    Some(Group { id: required(table, "id", at)?, title: required(table, "title", at)? })
}

fn read_control(table: &Fields<'_>, at: Span, kind: ControlKind, groups: &[Group]) -> Option<Control> {
    let (id, title) = (required(table, "id", at), required(table, "title", at));
    let group = table.text("group");
    if let Some(group) = group.as_ref().filter(|text| !groups.iter().any(|group| group.id == text.text)) {
        let message = format!("the group `{}` is not among the groups of this framework", group.text);
        table.reading().fault(group.span, message, "add it as `[[groups]]`, or name another");
    }
    let mut attributes = BTreeMap::new();
    if let Some(values) = table.table("attributes") {
        for (key, node) in values.all() {
            let texts = values.texts_of(key, node).into_iter().map(|text| text.text).collect();
            attributes.insert(key.text.clone(), texts);
        }
    }
    let kind = table.parse::<ControlKind>("kind", "`requirement` or `control`").map_or(kind, |(kind, _)| kind);
    let note = table.text("note").map(|text| text.text);
    let is_informative = table.flag("informative").unwrap_or(false);
    let (id, title, group) = (id?, title?, group.map(|text| text.text).unwrap_or_default());
    Some(Control { id, title, kind, group, note, is_informative, attributes, slug: String::new(), at })
}

fn read_documented(table: &Fields<'_>, at: Span, ids: &BTreeSet<String>) -> Option<DocumentedInformation> {
    let control = table.text("requirement").or_else(|| table.text("control"));
    let title = required(table, "title", at);
    let satisfied_by = match table.text("satisfied-by") {
        Some(text) if text.text == "statement" => SatisfiedBy::Statement,
        Some(text) if text.text != "document" => {
            let message = format!("`satisfied-by` is `{}`", text.text);
            table.reading().fault(text.span, message, "write `document` or `statement`");
            SatisfiedBy::Document
        }
        _ => SatisfiedBy::Document,
    };
    let is_when_applicable = table.flag("when-applicable").unwrap_or(false);
    let Some(control) = control else {
        table.reading().fault(
            at,
            "documented information without `requirement` or `control`",
            "say which entry calls for it",
        );
        return None;
    };
    if !ids.contains(&control.text) {
        let finding = Finding::new(&FAULTY_CONTROLS, format!("`{}` is not an entry of this framework", control.text));
        table.reading().add(finding.at(table.reading().place(control.span)).hint("name one of its ids"));
        return None;
    }
    Some(DocumentedInformation { control: control.text, title: title?, satisfied_by, is_when_applicable, at })
}
