//! Rows of a file of another system, with named columns.

use csv::{ReaderBuilder, Trim};

use super::fault::Fault;

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line, from 1.
    pub line: u64,
    values: Vec<(String, String)>,
}

impl Row {
    /// Returns the value of a column; nothing when there is no such column.
    pub fn value(&self, column: &str) -> Option<&str> {
        self.values.iter().find(|(name, _)| name == column).map(|(_, value)| value.as_str())
    }
}

/// Reads rows under a head, in which each column is one of `columns`.
///
/// # Errors
///
/// Every fault, ordered by line; then no row is returned.
pub fn read_rows(bytes: &[u8], columns: &[&str]) -> Result<Vec<Row>, Vec<Fault>> {
    let text =
        std::str::from_utf8(bytes).map_err(|_| vec![Fault::new(None, "the file is not UTF-8", "save it as UTF-8")])?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let head = text.lines().next().unwrap_or_default();
    let delimiter = if head.contains(';') && !head.contains(',') { b';' } else { b',' };
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).trim(Trim::All).flexible(true).from_reader(text.as_bytes());
    let names: Vec<String> = match reader.headers() {
        Ok(names) => names.iter().map(str::to_lowercase).collect(),
        Err(error) => {
            return Err(vec![Fault::new(
                Some(1),
                format!("the first row cannot be read: {error}"),
                "begin with column names",
            )]);
        }
    };
    let known = columns.join("`, `");
    let unknown = names.iter().filter(|name| !columns.contains(&name.as_str()));
    let mut faults: Vec<Fault> = unknown
        .map(|name| {
            Fault::new(Some(1), format!("`{name}` is no column that is known"), format!("the columns are `{known}`"))
        })
        .collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map(csv::Position::line);
                faults.push(Fault::new(
                    line,
                    format!("the row cannot be read: {error}"),
                    "save the file as CSV in UTF-8",
                ));
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().all(str::is_empty) {
            continue;
        }
        if record.len() != names.len() || record.iter().any(|value| value.chars().any(char::is_control)) {
            let message =
                format!("the row has {} values for {} columns, or a line break in one", record.len(), names.len());
            faults.push(Fault::new(Some(line), message, "quote values that hold the separator, and close each quote"));
            continue;
        }
        let values = names.iter().cloned().zip(record.iter().map(str::to_owned)).collect();
        rows.push(Row { line, values });
    }
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}
