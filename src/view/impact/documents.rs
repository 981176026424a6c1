//! What became of each document.

use serde::Serialize;

use super::pairs::{Pair, Pairs};
use crate::book::{Book, BoundDocument};
use crate::redline::{Change, Excerpt, Fate, Labels, Part};
use crate::view::changes::{ClaimChange, FieldChange, claim_changes};

/// What became of the documents.
#[derive(Debug, Clone, Serialize)]
pub struct DocumentsImpact {
    /// Documents that came.
    pub added: Vec<DocumentRow>,
    /// Documents that went, as they were.
    pub removed: Vec<DocumentRow>,
    /// Documents whose text, record or claims changed.
    pub changed: Vec<ChangedDocument>,
    /// Documents whose file stands elsewhere.
    pub moved: Vec<MovedDocument>,
}

/// A document that came or went.
#[derive(Debug, Clone, Serialize)]
pub struct DocumentRow {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its type.
    #[serde(rename = "type")]
    pub document_type: &'static str,
    /// Its file, from the book's folder.
    pub path: String,
    /// The label of its version.
    pub version: Option<String>,
    /// Its status; nothing for a page.
    pub status: Option<&'static str>,
    /// The entries that it claims.
    pub claims: Vec<ClaimChange>,
}

/// A document that changed.
#[derive(Debug, Clone, Serialize)]
pub struct ChangedDocument {
    /// Its id now.
    pub id: String,
    /// Its title now.
    pub title: String,
    /// Its file now, from the book's folder.
    pub path: String,
    /// `text` when the normative text changed, `record` when only what stands about it did.
    pub change: &'static str,
    /// The label of the version before.
    pub version_before: Option<String>,
    /// The label of the version now.
    pub version_after: Option<String>,
    /// What its front matter says differently.
    pub fields: Vec<FieldChange>,
    /// Entries that it claims now.
    pub claims_gained: Vec<ClaimChange>,
    /// Entries that it claims no longer.
    pub claims_lost: Vec<ClaimChange>,
    /// How many reviews were put on record.
    pub reviews_added: usize,
    /// How many words were inserted.
    pub words_inserted: usize,
    /// How many words were deleted.
    pub words_deleted: usize,
    /// Each block of the text that changed.
    pub excerpts: Vec<ExcerptRow>,
    /// The same, for those who print it.
    #[serde(skip)]
    pub redline: Vec<Excerpt>,
}

/// A block of a text with changes.
#[derive(Debug, Clone, Serialize)]
pub struct ExcerptRow {
    /// The headings over it, the outermost first.
    pub path: Vec<String>,
    /// `paragraph`, `heading`, `item`, `row`, `code`, `footnote` or `rule`.
    pub part: &'static str,
    /// `edited`, `inserted`, `deleted`, `moved-here` or `moved-away`.
    pub fate: &'static str,
    /// All its words in order.
    pub runs: Vec<RunRow>,
    /// What the words do not show, each a phrase.
    pub notes: Vec<String>,
}

/// Words of a block to which the same happened.
#[derive(Debug, Clone, Serialize)]
pub struct RunRow {
    /// `same`, `inserted` or `deleted`.
    pub change: &'static str,
    /// The words.
    pub text: String,
}

/// A document that stands elsewhere.
#[derive(Debug, Clone, Serialize)]
pub struct MovedDocument {
    /// Its id now.
    pub id: String,
    /// Its title now.
    pub title: String,
    /// Its file before.
    pub from: String,
    /// Its file now.
    pub to: String,
}

/// Returns what became of all documents.
pub(super) fn documents(pairs: &Pairs<'_>, before: &Book, after: &Book) -> DocumentsImpact {
    DocumentsImpact {
        added: pairs.added.iter().map(|bound| row(after, bound)).collect(),
        removed: pairs.removed.iter().map(|bound| row(before, bound)).collect(),
        changed: pairs.both.iter().filter_map(changed).collect(),
        moved: pairs.both.iter().filter_map(moved).collect(),
    }
}

fn row(book: &Book, bound: &BoundDocument) -> DocumentRow {
    let document = bound.document();
    DocumentRow {
        id: document.id.to_string(),
        title: document.title.clone(),
        document_type: document.document_type.as_str(),
        path: bound.leaf.file.path().to_string(),
        version: document.version.clone(),
        status: document.is_controlled().then(|| document.status.as_str()),
        claims: claim_changes(book, &mut bound.claims.iter().map(|(target, _)| target)),
    }
}

fn changed(pair: &Pair<'_>) -> Option<ChangedDocument> {
    let changes = pair.changes.as_ref()?;
    let (before, after) = (pair.before.document(), pair.after.document());
    let counts = changes.redline.counts();
    let redline = changes.redline.excerpts(&Labels::ENGLISH);
    let reviews_added = after.reviews.len().saturating_sub(before.reviews.len());
    Some(ChangedDocument {
        id: after.id.to_string(),
        title: after.title.clone(),
        path: pair.after.leaf.file.path().to_string(),
        change: if pair.has_new_text { "text" } else { "record" },
        version_before: before.version.clone(),
        version_after: after.version.clone(),
        fields: changes.fields.clone(),
        claims_gained: changes.claims_gained.clone(),
        claims_lost: changes.claims_lost.clone(),
        reviews_added,
        words_inserted: counts.words_inserted,
        words_deleted: counts.words_deleted,
        excerpts: redline.iter().map(excerpt).collect(),
        redline,
    })
}

fn excerpt(excerpt: &Excerpt) -> ExcerptRow {
    let run = |(change, text): &(Change, String)| RunRow {
        change: match change {
            Change::Same => "same",
            Change::Inserted => "inserted",
            Change::Deleted => "deleted",
        },
        text: text.clone(),
    };
    ExcerptRow {
        path: excerpt.path.clone(),
        part: match excerpt.part {
            Part::Paragraph => "paragraph",
            Part::Heading => "heading",
            Part::Item => "item",
            Part::Row => "row",
            Part::Code => "code",
            Part::Footnote => "footnote",
            Part::Rule => "rule",
        },
        fate: match excerpt.fate {
            Fate::Edited => "edited",
            Fate::Inserted => "inserted",
            Fate::Deleted => "deleted",
            Fate::MovedHere => "moved-here",
            Fate::MovedAway => "moved-away",
        },
        runs: excerpt.runs.iter().map(run).collect(),
        notes: excerpt.notes.clone(),
    }
}

fn moved(pair: &Pair<'_>) -> Option<MovedDocument> {
    let (from, to) = (pair.before.leaf.file.path(), pair.after.leaf.file.path());
    let document = pair.after.document();
    (from != to).then(|| MovedDocument {
        id: document.id.to_string(),
        title: document.title.clone(),
        from: from.to_string(),
        to: to.to_string(),
    })
}
