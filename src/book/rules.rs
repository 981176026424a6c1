//! The rules that a manuscript may break when it is bound.

use crate::diagnostic::rules;

rules! {
    DUPLICATE_ID = "duplicate-id", Error, "two documents have the same id";
    DUPLICATE_ADDRESS = "duplicate-address", Error, "two pages of the site would have the same address";
    DUPLICATE_DECISION = "duplicate-decision", Error, "the statement of applicability decides twice on one control";
    BROKEN_LINK = "broken-link", Error, "a link leads to no page or document of the book";
    BROKEN_ANCHOR = "broken-anchor", Error, "a link leads to a section that its page does not have";
    BROKEN_ASSET = "broken-asset", Error, "a picture is not there, or a picture or file cannot be published";
    FORBIDDEN_SCHEME = "forbidden-scheme", Error, "a link or picture has an address that a policy must not have";
    UNKNOWN_FRAMEWORK = "unknown-framework", Error, "a claim, mapping or setting names a framework that is not there";
    UNKNOWN_CONTROL = "unknown-control", Error, "a claim or decision names a requirement or control that its framework does not have";
}
