//! What one commit or annotated tag says of itself, and the signature on it.
//! What the signature proves, and what an approval is, others decide.

use super::commit::Tag;
use crate::model::{CommitId, Date, Person};

/// Who, and when, as recorded: both are claims of whoever made the object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Who.
    pub person: Person,
    /// The instant in seconds since 1970-01-01T00:00Z.
    pub at: i64,
    /// The zone, in minutes east of UTC; nothing when no such zone is thinkable.
    pub offset_minutes: Option<i32>,
    /// The date in that zone; nothing when it is not between the years 1990 and 2100.
    pub date: Option<Date>,
}

/// A signature, and the bytes that it was made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The object without its signature, byte for byte as git signs it.
    pub payload: Vec<u8>,
    /// The signature in its armour.
    pub signature: Vec<u8>,
}

/// What a commit says of itself. All of it is read from the bytes that were
/// signed, if there is a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitEvidence {
    /// Who wrote the change.
    pub author: Person,
    /// Who made the commit, and when. This is whom a signature is expected from.
    pub committer: Stamp,
    /// Its parents, in order, whether or not they are in the store.
    pub parents: Vec<CommitId>,
    /// The trailers of the message in their order, as `git interpret-trailers
    /// --parse --no-divider` finds them: key as written, value in one line.
    pub trailers: Vec<(String, String)>,
    /// The signature; nothing when there is none.
    pub signed: Option<Signed>,
}

impl CommitEvidence {
    /// Returns the values of all trailers with this key, in whatever case.
    pub fn trailers_named<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.trailers.iter().filter(|(other, _)| other.eq_ignore_ascii_case(key));
        named.map(|(_, value)| value.as_str())
    }
}

/// What an annotated tag says of itself. All of it is read from the bytes that
/// were signed, if there is a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagEvidence {
    /// The name that the tag was given when it was made. The name under which it
    /// is found can be changed by anyone, this one cannot.
    pub name: String,
    /// The commit that it names; nothing when it names something else, such as
    /// another tag.
    pub commit: Option<CommitId>,
    /// Who made the tag, and when.
    pub tagger: Stamp,
    /// The message, without the signature.
    pub message: String,
    /// The signature; nothing when there is none.
    pub signed: Option<Signed>,
}

impl TagEvidence {
    /// Returns whether it was made for `tag`: under this name, and for the very
    /// commit that the tag leads to.
    pub fn is_of(&self, tag: &Tag) -> bool {
        self.name == tag.name && self.commit.as_ref() == Some(&tag.commit)
    }
}
