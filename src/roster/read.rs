//! From the text of an export to a roster.

use super::collect::Collection;
use super::csv::read_csv;
use super::fault::Fault;
use super::ldif::read_ldif;
use super::person::Roster;
use super::scim::read_scim;

/// The form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Rows with a head.
    Csv,
    /// SCIM users in JSON.
    Scim,
    /// Directory entries.
    Ldif,
}

impl Form {
    /// Returns the form that a file's name tells.
    pub fn of_name(name: &str) -> Option<Self> {
        match name.rsplit_once('.')?.1.to_ascii_lowercase().as_str() {
            "csv" | "tsv" | "txt" => Some(Self::Csv),
            "json" => Some(Self::Scim),
            "ldif" | "ldf" => Some(Self::Ldif),
            _ => None,
        }
    }
}

/// Reads an export. `id` names the column or attribute that holds the identifier which the
/// sign-in gives; each form has names of its own for it.
///
/// # Errors
///
/// Every fault, ordered by line; then nobody is returned.
pub fn read(bytes: &[u8], form: Form, id: Option<&str>) -> Result<Roster, Vec<Fault>> {
    let mut collection = Collection::default();
    let Ok(text) = std::str::from_utf8(bytes) else {
        let line = bytes.split(|byte| *byte == b'\n').position(|line| std::str::from_utf8(line).is_err());
        let line = line.and_then(|line| u64::try_from(line + 1).ok());
        return Err(vec![Fault::new(line, "the file is not UTF-8", "save it as UTF-8")]);
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match form {
        Form::Csv => read_csv(text, id, &mut collection),
        Form::Scim => read_scim(text, id, &mut collection),
        Form::Ldif => read_ldif(text, id, &mut collection),
    }
    collection.finish()
}
