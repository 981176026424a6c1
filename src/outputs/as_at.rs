//! `/as-at/`, and the data that it and other programs read: as JSON, and as a script,
//! since a page that is opened from a disk can load nothing else.

use super::job::{Job, OutputError, put_text};
use crate::artifact::Sink;
use crate::model::Address;
use crate::view::{as_at_data, as_at_view, has_days};

const JSON: &str = "data/as-at.json";
const SCRIPT: &str = "data/as-at.js";

/// Writes the page and its data.
pub(super) fn write(job: &Job<'_>, sink: &dyn Sink) -> Result<(), OutputError> {
    if !has_days(&job.views) {
        return Ok(());
    }
    if sink.wants(&Address::of(["as-at"]).file_path()) {
        let view = as_at_view(&job.views, (job.almanac)());
        put_text(sink, view.page.path.clone(), job.theme.render("as-at.html", &view.page, &view)?)?;
    }
    if sink.wants(JSON) || sink.wants(SCRIPT) {
        let mut json = as_at_data(&job.views, (job.almanac)()).json();
        if sink.wants(SCRIPT) {
            put_text(sink, SCRIPT, script(&json))?;
        }
        if sink.wants(JSON) {
            json.push('\n');
            put_text(sink, JSON, json)?;
        }
    }
    Ok(())
}

/// Returns a script with the data. JSON is an expression of a script too, in old engines
/// but for two line separators, which may stand in the one and not in the other. The
/// text is long: it is copied once.
fn script(json: &str) -> String {
    const BEFORE: &str = "globalThis.policybookAsAt = ";
    let mut script = String::with_capacity(BEFORE.len() + json.len() + 2);
    script.push_str(BEFORE);
    for part in json.split_inclusive(['\u{2028}', '\u{2029}']) {
        let plain = part.trim_end_matches(['\u{2028}', '\u{2029}']);
        script.push_str(plain);
        match &part[plain.len()..] {
            "\u{2028}" => script.push_str("\\u2028"),
            "\u{2029}" => script.push_str("\\u2029"),
            _ => {}
        }
    }
    script.push_str(";\n");
    script
}
