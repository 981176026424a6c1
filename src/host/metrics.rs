//! What is counted, in the text form that Prometheus reads.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use hyper::StatusCode;

/// Counts since the start.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    /// Connections that are open.
    pub(super) connections: AtomicI64,
    /// Connections that were refused because too many were open.
    pub(super) refused: AtomicU64,
    /// Requests that claimed an identity which they may not claim.
    pub(super) forged: AtomicU64,
    answers: [AtomicU64; 5],
}

impl Metrics {
    /// Counts an answer.
    pub(super) fn answered(&self, status: StatusCode) {
        let class = usize::from(status.as_u16() / 100).clamp(1, 5) - 1;
        self.answers[class].fetch_add(1, Ordering::Relaxed);
    }

    /// Returns all counts; `written` are the records that were written, `files` those of the
    /// publication that is shown.
    pub(super) fn to_text(&self, written: u64, files: usize) -> String {
        let mut text = String::new();
        let mut row = |name: &str, kind: &str, help: &str, values: &[(String, String)]| {
            let _ = writeln!(text, "# HELP policybook_{name} {help}\n# TYPE policybook_{name} {kind}");
            for (labels, value) in values {
                let _ = writeln!(text, "policybook_{name}{labels} {value}");
            }
        };
        let one = |value: String| vec![(String::new(), value)];
        let classes = self.answers.iter().enumerate().map(|(class, count)| {
            (format!("{{class=\"{}xx\"}}", class + 1), count.load(Ordering::Relaxed).to_string())
        });
        let classes: Vec<(String, String)> = classes.collect();
        let connections = self.connections.load(Ordering::Relaxed).to_string();
        row("answers_total", "counter", "Answers by class of status.", &classes);
        row("connections", "gauge", "Open connections.", &one(connections));
        let refused = self.refused.load(Ordering::Relaxed).to_string();
        row("connections_refused_total", "counter", "Connections refused because too many were open.", &one(refused));
        let forged = self.forged.load(Ordering::Relaxed).to_string();
        row("spoof_attempts_total", "counter", "Requests with an identity that they may not claim.", &one(forged));
        row("records_written_total", "counter", "Records written to the log.", &one(written.to_string()));
        row("published_files", "gauge", "Files of the publication that is shown.", &one(files.to_string()));
        text
    }
}
