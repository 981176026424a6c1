//! The files of the index as they are written. `docs/reference/search.md` describes them.

use serde::Serialize;

/// The table of the files.
#[derive(Serialize)]
pub(super) struct IndexData<'a> {
    pub(super) schema: &'static str,
    /// How many entries there are.
    pub(super) entries: usize,
    /// The first term of each file of terms.
    pub(super) terms: Vec<&'a str>,
    /// The digests of the files of terms, one after the other, six digits each.
    pub(super) term_digests: String,
    /// How many entries each file of texts has.
    pub(super) texts: Vec<usize>,
    /// The digests of the files of texts.
    pub(super) text_digests: String,
    /// The digest of `facets`.
    pub(super) facets: String,
    /// The digest of `words`.
    pub(super) words: String,
}

/// What is shown of one entry.
#[derive(Serialize)]
pub(super) struct TextRow<'a> {
    pub(super) href: &'a str,
    pub(super) title: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) id: &'a str,
    pub(super) kind: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) place: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) status: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) version: &'a str,
    pub(super) language: &'a str,
    /// Ids of what it claims.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) controls: Vec<&'a str>,
    /// Anchor, heading, text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) sections: Vec<(&'a str, &'a str, String)>,
}

/// What entries can be filtered by: names, and for each entry the index of its name.
#[derive(Serialize)]
pub(super) struct FacetData<'a> {
    pub(super) kinds: Vec<&'a str>,
    pub(super) statuses: Vec<&'a str>,
    pub(super) owners: Vec<&'a str>,
    /// Framework and id.
    pub(super) controls: Vec<(&'a str, &'a str)>,
    pub(super) kind_of: Vec<usize>,
    pub(super) status_of: Vec<usize>,
    pub(super) owner_of: Vec<usize>,
    pub(super) controls_of: Vec<Vec<usize>>,
}
