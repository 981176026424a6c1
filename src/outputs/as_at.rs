//! `/as-at/`, and the data that it and other programs read: as JSON, and as a script,
//! since a page that is opened from a disk can load nothing else.

use super::job::{Job, OutputError, put_text};
use super::script::script;
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
            put_text(sink, SCRIPT, script("globalThis.policybookAsAt = ", &json, ";\n"))?;
        }
        if sink.wants(JSON) {
            json.push('\n');
            put_text(sink, JSON, json)?;
        }
    }
    Ok(())
}
