//! An object in a file of its own.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::cache::Object;
use super::inflate::{Inflater, OBJECT_BYTES_MAX};
use super::raw::{Id, Kind, hex};

/// Opens the file of the object `id` below the folder `objects`, if there is one.
pub(super) fn open(objects: &Path, id: &Id) -> Option<File> {
    let name = hex(id);
    File::open(objects.join(&name[..2]).join(&name[2..])).ok()
}

/// Unpacks an object from its file; nothing when it is damaged or too large.
pub(super) fn read(file: File, inflater: &mut Inflater) -> Option<Object> {
    let mut packed = Vec::new();
    file.take(OBJECT_BYTES_MAX as u64).read_to_end(&mut packed).ok()?;
    let mut bytes = Vec::new();
    let (kind, header_bytes, size) = header(&packed, inflater, &mut bytes)?;
    let whole = header_bytes + size;
    inflater.begin(whole, &mut bytes)?;
    while !inflater.feed(packed.get(usize::try_from(inflater.consumed()).ok()?..)?, &mut bytes)? {}
    inflater.end(whole, &mut bytes)?;
    Some(Object { kind, bytes: bytes[header_bytes..].into() })
}

/// Unpacks only the header, such as `tree 123` and a NUL: kind, bytes of the
/// header, bytes of the object.
fn header(packed: &[u8], inflater: &mut Inflater, bytes: &mut Vec<u8>) -> Option<(Kind, usize, usize)> {
    const HEADER_BYTES_MAX: usize = 32;
    inflater.begin(HEADER_BYTES_MAX, bytes)?;
    inflater.feed(packed, bytes)?;
    let end = bytes.iter().position(|&byte| byte == 0)?;
    let (kind, size) = std::str::from_utf8(&bytes[..end]).ok()?.split_once(' ')?;
    let kind = match kind {
        "commit" => Kind::Commit,
        "tree" => Kind::Tree,
        "blob" => Kind::Blob,
        "tag" => Kind::Tag,
        _ => return None,
    };
    let size: usize = size.parse().ok()?;
    (size <= OBJECT_BYTES_MAX - HEADER_BYTES_MAX).then_some((kind, end + 1, size))
}
