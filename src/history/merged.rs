//! Whether a merge wrote something of its own into a file.
//!
//! Where two branches changed different lines, the merged file differs from both
//! and is still the work of nobody but their authors: git joined it, and
//! `git log` shows no row for it. A merge counts when it holds a line that no
//! parent has, or lacks one that all of them have, as after a conflict.

use std::collections::HashSet;

/// Says whether `merged` is more than its `parents` joined line by line. Blank
/// lines and white space at the ends of lines do not count.
pub(super) fn has_own_text(merged: &[u8], parents: &[Vec<u8>]) -> bool {
    let merged_lines = lines(merged);
    let parent_lines: Vec<HashSet<&[u8]>> = parents.iter().map(|text| lines(text)).collect();
    let is_new = |line: &&[u8]| parent_lines.iter().all(|known| !known.contains(line));
    if merged_lines.iter().any(is_new) {
        return true;
    }
    let Some((first, others)) = parent_lines.split_first() else { return true };
    first.iter().any(|line| others.iter().all(|known| known.contains(line)) && !merged_lines.contains(line))
}

fn lines(text: &[u8]) -> HashSet<&[u8]> {
    text.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii_end).filter(|line| !line.is_empty()).collect()
}
