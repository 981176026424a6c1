//! Tables on stdout: aligned for people, CSV and JSON for programs.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};
use serde_json::{Map, Value};

use super::args::ListArgs;
use crate::artifact::csv_row;

/// Rows under named columns. A cell without value is empty, or `null` in JSON.
pub(super) struct Table {
    columns: Vec<&'static str>,
    rows: Vec<Vec<Option<String>>>,
}

impl Table {
    /// Makes an empty table.
    pub(super) fn new(columns: &[&'static str]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    /// Adds a row with a cell for each column.
    pub(super) fn add<const N: usize>(&mut self, cells: [Option<String>; N]) {
        debug_assert!(N == self.columns.len(), "a row has a cell for each column");
        self.rows.push(cells.into());
    }

    /// Takes columns away, those of `names` that it has.
    pub(super) fn leave_out(&mut self, names: &[&str]) {
        let kept: Vec<bool> = self.columns.iter().map(|column| !names.contains(column)).collect();
        let mut keep = kept.iter();
        self.columns.retain(|_| keep.next().is_some_and(|keep| *keep));
        for row in &mut self.rows {
            let mut keep = kept.iter();
            row.retain(|_| keep.next().is_some_and(|keep| *keep));
        }
    }

    /// Returns the number of rows.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Returns the table in the form that was asked for.
    pub(super) fn print(&self, args: &ListArgs) -> String {
        match (args.json, args.csv) {
            (true, _) => self.json(),
            (_, true) => self.csv(),
            _ => self.text(),
        }
    }

    /// Returns the table as JSON: a list of objects.
    pub(super) fn json(&self) -> String {
        let object = |row: &Vec<Option<String>>| {
            let entries = self
                .columns
                .iter()
                .zip(row)
                .map(|(column, cell)| ((*column).to_owned(), cell.clone().map_or(Value::Null, Value::String)));
            Value::Object(entries.collect::<Map<String, Value>>())
        };
        let array = Value::Array(self.rows.iter().map(object).collect());
        format!("{}\n", serde_json::to_string_pretty(&array).expect("a JSON value always serialises"))
    }

    /// Returns the table as CSV.
    pub(super) fn csv(&self) -> String {
        let mut out = csv_row(self.columns.iter().copied());
        for row in &self.rows {
            out.push_str(&csv_row(row.iter().map(|text| text.as_deref().unwrap_or_default())));
        }
        out
    }

    /// Returns the table as a workbook of one sheet. Every cell is a text: nothing is calculated.
    pub(super) fn xlsx(&self) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        // The same table gives the same bytes.
        let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
        let sheet = workbook.add_worksheet();
        let bold = Format::new().set_bold();
        for (column, name) in (0..).zip(&self.columns) {
            sheet.write_string_with_format(0, column, *name, &bold)?;
        }
        for (line, row) in (1..).zip(&self.rows) {
            for (column, cell) in (0..).zip(row) {
                sheet.write_string(line, column, cell.as_deref().unwrap_or_default())?;
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        sheet.autofit();
        workbook.save_to_buffer()
    }

    /// Returns the table for people.
    pub(super) fn text(&self) -> String {
        let shown = |cell: &Option<String>| cell.clone().unwrap_or_else(|| "-".to_owned());
        let width = |index: usize| {
            let cells = self.rows.iter().map(|row| shown(&row[index]).chars().count());
            cells.chain([self.columns[index].len()]).max().unwrap_or_default()
        };
        let widths: Vec<usize> = (0..self.columns.len()).map(width).collect();
        let line = |cells: Vec<String>| {
            let padded: Vec<String> =
                cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
            format!("{}\n", padded.join("  ").trim_end())
        };
        let mut out = line(self.columns.iter().map(|column| column.to_uppercase()).collect());
        for row in &self.rows {
            out.push_str(&line(row.iter().map(shown).collect()));
        }
        out
    }
}
