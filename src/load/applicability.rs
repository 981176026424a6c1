//! `controls/applicability.toml`: the statement of applicability.

use std::collections::BTreeMap;

use super::document::A_DATE;
use super::hidden::report_hidden;
use super::rules::FAULTY_STATEMENT;
use crate::diagnostic::Findings;
use crate::fields::{FieldRules, Fields, Key, Node, Reading, Value, parse_toml};
use crate::model::{ControlRef, Date, Decision, Implementation, Reason, Statement};
use crate::source::{SourceFile, Span};

const STATEMENT_RULES: FieldRules = FieldRules { faulty: &FAULTY_STATEMENT, unknown: &FAULTY_STATEMENT };

/// Reads the statement; nothing when it does not name its framework.
pub(super) fn read_statement(file: &SourceFile, findings: &mut Findings) -> Option<Statement> {
    let parsed = parse_toml(file.text(), 0);
    let reading = Reading::new(file, STATEMENT_RULES);
    reading.parser_faults(parsed.faults);
    report_hidden(&parsed.entries, &reading);
    let top = reading.fields(&parsed.entries);
    let statement = read_top(&top, file);
    top.finish();
    findings.append(reading.finish());
    statement
}

fn read_top(top: &Fields<'_>, file: &SourceFile) -> Option<Statement> {
    let Some((key, node)) = top.entry("statement") else {
        let message = "the file has no `[statement]`";
        top.reading().fault(Span::default(), message, "add `[statement]` with `framework = \"iso27001-2022\"`");
        let _ = top.entry("controls");
        return None;
    };
    let table = top.as_table(key, node)?;
    let framework = table.text("framework");
    let text = |name: &str| table.text(name).map(|text| text.text);
    let mut statement = Statement {
        framework: framework.as_ref().map(|text| text.text.clone()).unwrap_or_default(),
        version: text("version"),
        approved_by: text("approved-by"),
        approved_on: table.parse::<Date>("approved-on", A_DATE).map(|(date, _)| date),
        scope: text("scope"),
        decisions: BTreeMap::new(),
        path: file.path().clone(),
        at: key.span,
    };
    table.finish();
    if framework.is_none() {
        top.reading().fault(key.span, "the statement names no `framework`", "add `framework = \"iso27001-2022\"`");
    }
    if let Some(controls) = top.table("controls") {
        for (key, node) in controls.all() {
            read_decision(&controls, key, node, &mut statement);
        }
    }
    framework.map(|_| statement)
}

fn read_decision(controls: &Fields<'_>, key: &Key, node: &Node, statement: &mut Statement) {
    let reading = controls.reading();
    let Value::Table(entries) = &node.value else {
        let message = format!("the decision on `{}` is {}, not a table", key.text, node.value.kind());
        reading.fault(node.span, message, format!("write `[controls.\"{}\"]` and the keys below it", key.text));
        return;
    };
    // `[controls.A.5.1]` without quotes is a tree of tables: `A`, in it `5`, in it `1`.
    let is_unquoted_id = !entries.is_empty() && entries.iter().all(|(_, node)| matches!(node.value, Value::Table(_)));
    if is_unquoted_id {
        let (inner, _) = &entries[0];
        let message =
            format!("`{}.{}…` is not in quotes, so that TOML reads tables within tables", key.text, inner.text);
        reading.fault(
            key.span,
            message,
            format!("put the id into quotes: `[controls.\"{}.{}…\"]`", key.text, inner.text),
        );
        return;
    }
    let table = reading.fields(entries);
    let texts = |name: &str| table.texts(name).into_iter().map(|text| text.text).collect::<Vec<_>>();
    let reasons_words = "one of `risk`, `legal`, `contractual`, `business`";
    let mut reasons = Vec::new();
    for text in table.texts("reasons") {
        match text.text.parse::<Reason>() {
            Ok(reason) => reasons.push(reason),
            Err(_) => {
                reading.fault(text.span, format!("`{}` is no reason", text.text), format!("write {reasons_words}"));
            }
        }
    }
    let statuses = "one of `implemented`, `partial`, `planned`, `not-started`";
    let decision = Decision {
        is_applicable: table.flag("applicable"),
        reasons,
        justification: table.text("justification").map(|text| text.text),
        status: table.parse::<Implementation>("status", statuses).map(|(status, _)| status),
        owner: table.text("owner").map(|text| text.text),
        evidence: texts("evidence"),
        risks: texts("risks"),
        at: key.span,
    };
    table.finish();
    let target = match key.text.split_once(':') {
        Some((framework, control)) => ControlRef { framework: framework.to_owned(), control: control.to_owned() },
        None => ControlRef { framework: statement.framework.clone(), control: key.text.clone() },
    };
    if let Some(first) = statement.decisions.get_mut(&target) {
        // Which of the two is meant cannot be guessed: nothing is decided.
        first.is_applicable = None;
        let message = format!("`{}` is decided a second time", key.text);
        reading.fault(key.span, message, "keep one of the two decisions");
        return;
    }
    statement.decisions.insert(target, decision);
}
