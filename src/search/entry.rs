//! What can be found.

/// The pages that a search can lead to, by number. An entry is made when it is asked for,
/// so that the texts of a large book are never all there at once.
pub trait Entries: Sync {
    /// Returns how many there are.
    fn count(&self) -> usize;

    /// Returns about how many bytes the entry with this number has.
    fn size(&self, number: usize) -> usize;

    /// Returns the entry with this number, which is below [`Entries::count`].
    fn entry(&self, number: usize) -> Entry;
}

/// One page that a search can lead to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// The path of the page from the site's root, percent-encoded.
    pub href: String,
    /// Its title.
    pub title: String,
    /// The id by which people know it, such as `POL-003` or `A.5.15`; empty when it has none.
    pub id: String,
    /// Other words by which it should be found as by its title.
    pub other_names: Vec<String>,
    /// What kind of page it is: a document's type, `control`, `requirement` or `page`.
    pub kind: &'static str,
    /// Where it stands: the short title of its framework; empty for others.
    pub place: String,
    /// A document's status, `incomplete` or `changed`; empty for others.
    pub status: &'static str,
    /// A document's version; empty for others.
    pub version: String,
    /// A document's owner; empty for others.
    pub owner: String,
    /// The language of its words.
    pub language: String,
    /// Controls and requirements that it claims: short title of the framework, id;
    /// ascending, each once.
    pub controls: Vec<(String, String)>,
    /// Its text, section by section; empty when it has none or when the text is withheld.
    pub sections: Vec<Section>,
    /// Whether it comes after others that fit as well.
    pub is_lesser: bool,
}

/// A heading and the text up to the next one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// The heading's anchor; empty for the text before the first heading.
    pub anchor: String,
    /// The heading's words.
    pub title: String,
    /// The words of the section without the heading, blanks as they come.
    pub text: String,
}
