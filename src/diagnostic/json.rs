//! Findings as JSON: the same bytes as `/data/findings.json` of the site.

use super::Settled;
use super::schema::FindingsFile;

/// Returns `settled` as pretty JSON that ends with a line feed. `date` is the
/// day on which the run asked its questions, as `YYYY-MM-DD`.
pub fn print_json(settled: &Settled, date: &str) -> String {
    let mut text = serde_json::to_string_pretty(&FindingsFile::new(settled, date))
        .expect("plain rows of text and numbers always serialise");
    text.push('\n');
    text
}
