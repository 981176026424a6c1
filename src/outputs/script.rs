//! Data as a script: a page that is opened from a disk can load nothing else.

/// Returns `json` between two pieces of a script. JSON is an expression of a script too,
/// in old engines but for two line separators, which may stand in the one and not in the
/// other. The text is long: it is copied once.
pub(super) fn script(before: &str, json: &str, after: &str) -> String {
    let mut script = String::with_capacity(before.len() + json.len() + after.len());
    script.push_str(before);
    for part in json.split_inclusive(['\u{2028}', '\u{2029}']) {
        let plain = part.trim_end_matches(['\u{2028}', '\u{2029}']);
        script.push_str(plain);
        match &part[plain.len()..] {
            "\u{2028}" => script.push_str("\\u2028"),
            "\u{2029}" => script.push_str("\\u2029"),
            _ => {}
        }
    }
    script.push_str(after);
    script
}
