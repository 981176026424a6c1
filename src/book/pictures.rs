//! How large the book's pictures are, so that a page keeps their place free while they load.

use super::bound::Book;
use crate::source::{AssetSource, BookPath};

/// Files that are asked for their size: what browsers show, and what has a size of its own.
const ENDINGS: [&str; 8] = ["png", "jpg", "jpeg", "gif", "webp", "avif", "ico", "bmp"];

impl Book {
    /// Reads the sizes of the pictures among the files that are published. One that cannot
    /// be read has none: its page is complete without.
    pub fn read_picture_sizes(&mut self, assets: &dyn AssetSource) {
        let pictures = self.assets.iter().filter(|path| is_picture(path));
        let sized = pictures.filter_map(|path| Some((path.clone(), size_of(&assets.read(path).ok()?)?)));
        self.picture_sizes = sized.collect();
    }
}

fn is_picture(path: &BookPath) -> bool {
    ENDINGS.iter().any(|ending| path.extension().eq_ignore_ascii_case(ending))
}

/// Returns width and height in pixels.
fn size_of(bytes: &[u8]) -> Option<(u32, u32)> {
    let size = imagesize::blob_size(bytes).ok()?;
    let (width, height) = (u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?);
    (width > 0 && height > 0).then_some((width, height))
}
