//! The rules that a file may break while it is read.

use crate::diagnostic::rules;

rules! {
    FAULTY_FRONT_MATTER = "faulty-front-matter", Error, "front matter is not valid, or a field has a value that it cannot have";
    MISSING_FIELD = "missing-field", Error, "a controlled document lacks a field that every one must have";
    UNKNOWN_FIELD = "unknown-field", Warning, "front matter has a key that policybook does not know";
    FIELD_NAME = "field-name", Note, "front matter uses another name for a known field";
    UNQUOTED_VALUE = "unquoted-value", Warning, "a version or control id looks like a number and is not in quotes";
    UNREADABLE_FILE = "unreadable-file", Error, "a file cannot be read as text, is too large, or has a name that cannot be published";
    OVER_LIMIT = "over-limit", Error, "a text is nested too deep or has too many parts to be shown whole";
    RAW_HTML = "raw-html", Warning, "a text holds HTML, which is shown as text and not rendered";
    UNKNOWN_VARIABLE = "unknown-variable", Error, "a text names a variable that `book.toml` does not set";
    HIDDEN_CHARACTER = "hidden-character", Error, "a text holds characters that a reader cannot see";
    MISSING_REFERENCE = "missing-reference", Warning, "a text refers to a footnote or link label that is defined nowhere";
    DUPLICATE_ANCHOR = "duplicate-anchor", Error, "two headings declare the same anchor, or one that cannot be used";
    FAULTY_CONTROLS = "faulty-controls", Error, "a framework or mapping file is not valid";
    FAULTY_STATEMENT = "faulty-statement", Error, "the statement of applicability is not valid";
}
