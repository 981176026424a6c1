//! What the preview adds to a page: the script that reloads it, and the findings.

use crate::diagnostic::{Settled, Severity};

/// Asks for the number of the latest build and loads the page anew when it changes.
pub(super) const RELOAD_SCRIPT: &str = r#"(() => {
  const script = document.currentScript;
  const seen = script.dataset.build;
  const ask = async () => {
    try {
      const response = await fetch("/__policybook/build", { cache: "no-store" });
      if ((await response.text()) !== seen) { location.reload(); return; }
    } catch { /* the preview is stopped or being built */ }
    setTimeout(ask, document.hidden ? 1000 : 80);
  };
  ask();
})();
"#;

/// The look of the list of findings.
pub(super) const PANEL_STYLE: &str = r#".pb-preview{position:fixed;inset:auto 0 0 0;z-index:1000;max-height:50vh;overflow:auto;
font:0.875rem/1.45 system-ui,sans-serif;background:#1c1f24;color:#f2f2f2;border-top:3px solid #b3261e;padding:.5rem 1rem}
.pb-preview.pb-calm{border-top-color:#8a6d00}
.pb-preview summary{cursor:pointer;font-weight:600;padding:.25rem 0}
.pb-preview ol{margin:.5rem 0;padding-left:1.5rem}.pb-preview li{margin:.5rem 0}
.pb-preview code{background:#2d323a;color:inherit;padding:0 .25em;border-radius:3px}
.pb-preview .pb-hint{display:block;color:#c9d4e5}
@media print{.pb-preview{display:none}}
"#;

/// Most findings that the panel lists.
const FINDINGS_MAX: usize = 50;

/// Returns `html` with the script and the findings before the end of its body.
pub(super) fn with_preview(html: &str, build_number: u64, settled: &Settled) -> String {
    let added = format!(
        "<link rel=\"stylesheet\" href=\"/__policybook/panel.css\">{}<script src=\"/__policybook/reload.js\" data-build=\"{build_number}\"></script>",
        panel(settled)
    );
    match html.rfind("</body>") {
        Some(at) => format!("{}{added}{}", &html[..at], &html[at..]),
        None => format!("{html}{added}"),
    }
}

/// Returns a page for when there is no site to show.
pub(super) fn failure_page(message: &str, build_number: u64, settled: &Settled) -> String {
    let page = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>policybook preview</title></head>\
         <body><main><h1>There is nothing to show yet</h1><pre>{}</pre></main></body></html>",
        escape(message)
    );
    with_preview(&page, build_number, settled)
}

fn panel(settled: &Settled) -> String {
    let grave: Vec<_> = settled.findings.iter().filter(|finding| finding.severity >= Severity::Warning).collect();
    if grave.is_empty() {
        return String::new();
    }
    let counts = settled.counts;
    let (class, open) = if counts.errors > 0 { ("pb-preview", " open") } else { ("pb-preview pb-calm", "") };
    let mut items = String::new();
    for finding in grave.iter().take(FINDINGS_MAX) {
        let place = finding.place.as_ref();
        let place = place.map(|place| format!("{}:{}:{}", place.path, place.start.line, place.start.column));
        let hint = finding.hint.as_ref().map(|hint| format!("<span class=\"pb-hint\">{}</span>", escape(hint)));
        items.push_str(&format!(
            "<li>{} <code>{}</code> {} <code>{}</code>{}</li>",
            finding.severity,
            finding.rule.name,
            escape(&finding.message),
            escape(&place.unwrap_or_default()),
            hint.unwrap_or_default(),
        ));
    }
    format!(
        "<details class=\"{class}\"{open}><summary>{} errors, {} warnings</summary><ol>{items}</ol></details>",
        counts.errors, counts.warnings
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
