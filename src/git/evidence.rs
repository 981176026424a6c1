//! Reads what one commit or tag says of itself; decides nothing.

use git2::{ObjectType, Oid};

use super::raw::{Header, Id, Kind, Signature, decode, decode_lines, hex, id_from_hex};
use super::signed;
use super::store::Store;
use super::trailers::trailers;
use crate::history::{CommitEvidence, Stamp, TagEvidence, TagId};
use crate::model::CommitId;

impl Store {
    /// Returns what a commit says of itself; nothing when it is missing or damaged,
    /// is not what its id says, or names no committer with a time.
    pub fn commit_evidence(&self, commit: &CommitId) -> Option<CommitEvidence> {
        let bytes = self.object(commit.as_str(), Kind::Commit)?;
        let signed = signed::commit(&bytes);
        let header = Header::new(signed.as_ref().map_or(&bytes, |signed| &signed.payload));
        Some(CommitEvidence {
            author: Signature::new(header.author).person(header.encoding),
            committer: stamp(&header)?,
            parents: header.parents.iter().map(|parent| CommitId::new(hex(parent))).collect(),
            trailers: trailers(header.message, header.encoding),
            signed,
        })
    }

    /// Returns what an annotated tag says of itself; nothing when it is missing or
    /// damaged, is not what its id says, or names no tagger with a time.
    pub fn tag_evidence(&self, tag: &TagId) -> Option<TagEvidence> {
        let bytes = self.object(tag.as_str(), Kind::Tag)?;
        let signed = signed::tag(&bytes);
        let header = Header::new(signed.as_ref().map_or(&bytes, |signed| &signed.payload));
        let target = header.target.filter(|_| header.target_kind == b"commit");
        let lines = header.message.split(|&byte| byte == b'\n');
        Some(TagEvidence {
            name: decode(header.tag_name, b""),
            commit: target.map(|id| CommitId::new(hex(&id))),
            tagger: stamp(&header)?,
            message: decode_lines(lines, header.encoding).trim().to_owned(),
            signed,
        })
    }

    /// Reads an object and holds it against its id: a store that was tampered with
    /// must not pass one commit off as another.
    fn object(&self, id: &str, kind: Kind) -> Option<Vec<u8>> {
        let id: Id = id_from_hex(id.as_bytes())?;
        let bytes = self.with_reader(|reader| reader.read(&id, kind).ok())??.to_vec();
        let (kind, first) = match kind {
            Kind::Commit => (ObjectType::Commit, &b"tree "[..]),
            Kind::Tag => (ObjectType::Tag, &b"object "[..]),
            Kind::Tree | Kind::Blob => return None,
        };
        let is_itself = Oid::hash_object(kind, &bytes).is_ok_and(|real| real.as_bytes() == id);
        (is_itself && bytes.starts_with(first)).then_some(bytes)
    }
}

/// Returns the committer or the tagger.
fn stamp(header: &Header<'_>) -> Option<Stamp> {
    let line = Signature::new(header.committer);
    Some(Stamp {
        person: line.person(header.encoding),
        at: line.seconds?,
        offset_minutes: line.offset_minutes,
        date: line.date(),
    })
}
