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
        let json = as_at_data(&job.views, (job.almanac)()).json();
        if sink.wants(SCRIPT) {
            put_text(sink, SCRIPT, format!("globalThis.policybookAsAt = {};\n", as_script(&json)))?;
        }
        if sink.wants(JSON) {
            put_text(sink, JSON, format!("{json}\n"))?;
        }
    }
    Ok(())
}

/// Returns JSON that is an expression of a script too, in old engines as well: two
/// line separators may stand in the one and not in the other.
fn as_script(json: &str) -> String {
    json.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}
