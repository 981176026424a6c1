//! Finds the trailers of a message: the lines `Key: value` of its last paragraph,
//! by the rules of git-interpret-trailers(1) without a divider. What git reads
//! from its configuration (other separators, known keys) does not count here.

use std::ops::Range;

use super::raw::decode;

/// Lines that git writes itself: with one of them, a quarter of trailers is enough.
const GIT_LINES: [&[u8]; 2] = [b"Signed-off-by: ", b"(cherry picked from commit "];

/// Below this line there is nothing of the message.
const SCISSORS: &[u8] = b"# ------------------------ >8 ------------------------\n";

/// Returns the trailers of a message in their order: key and value, each without
/// the space around it, the value in one line. Empty values are possible.
pub(super) fn trailers(message: &[u8], encoding: &[u8]) -> Vec<(String, String)> {
    // git reads a message up to the first NUL, so nobody sees what follows.
    let message = message.split(|&byte| byte == 0).next().unwrap_or_default();
    let lines: Vec<&[u8]> = message.split_inclusive(|&byte| byte == b'\n').collect();
    let lines = &lines[..end(&lines)];
    let Some(start) = start(lines) else { return Vec::new() };
    let found = blocks(&lines[start..]).map(|block| &lines[start + block.start..start + block.end]);
    found.filter_map(|block| trailer(block, encoding)).collect()
}

/// Returns how many lines there are before the blank lines, comments and old
/// lists of conflicts at the end.
fn end(lines: &[&[u8]]) -> usize {
    let cut = lines.iter().position(|line| *line == SCISSORS).unwrap_or(lines.len());
    let mut end = None;
    let mut is_in_conflicts = false;
    for (number, line) in lines[..cut].iter().enumerate() {
        let is_list = *line == b"Conflicts:\n";
        is_in_conflicts |= is_list;
        if line.starts_with(b"#") || *line == b"\n" || is_list {
            end.get_or_insert(number);
        } else if !(is_in_conflicts && line.starts_with(b"\t")) {
            end = None;
            is_in_conflicts = false;
        }
    }
    end.unwrap_or(cut)
}

/// Returns the first line of the last paragraph, if that paragraph consists of
/// trailers: all of it, or a quarter of it with a line that git wrote. The first
/// paragraph is the title and never counts.
fn start(lines: &[&[u8]]) -> Option<usize> {
    let title = lines.iter().position(|line| !line.starts_with(b"#") && is_blank(line))?;
    let (mut trailers, mut others, mut folded) = (0_usize, 0_usize, 0_usize);
    let (mut has_git_line, mut has_text) = (false, false);
    for number in (title..lines.len()).rev() {
        let line = lines[number];
        if line.starts_with(b"#") {
            others += std::mem::take(&mut folded);
        } else if is_blank(line) {
            if !has_text {
                continue;
            }
            others += folded;
            let is_enough = has_git_line && trailers * 3 >= others;
            return (is_enough || (trailers > 0 && others == 0)).then_some(number + 1);
        } else {
            has_text = true;
            if GIT_LINES.iter().any(|prefix| line.starts_with(prefix)) {
                has_git_line = true;
                trailers += 1;
                folded = 0;
            } else if is_space(line[0]) {
                folded += 1;
            } else if separator(line).is_some() {
                trailers += 1;
                folded = 0;
            } else {
                others += 1 + std::mem::take(&mut folded);
            }
        }
    }
    None
}

/// Returns the lines that belong together: a trailer with what continues it.
fn blocks(lines: &[&[u8]]) -> impl Iterator<Item = Range<usize>> {
    let mut next = 0;
    std::iter::from_fn(move || {
        let start = next;
        let is_trailer = separator(lines.get(start)?).is_some();
        let continues = |line: &&&[u8]| is_trailer && is_space(line[0]);
        next = start + 1 + lines[start + 1..].iter().take_while(continues).count();
        Some(start..next)
    })
}

/// Reads one trailer; nothing when the line is another one or a comment.
fn trailer(lines: &[&[u8]], encoding: &[u8]) -> Option<(String, String)> {
    let at = separator(lines[0])?;
    let mut value = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let line = if number == 0 { &line[at + 1..] } else { line.trim_ascii_start() };
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        value.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
        value.push(b' ');
    }
    Some((decode(lines[0][..at].trim_ascii(), encoding), decode(value.trim_ascii(), encoding)))
}

/// Returns where the colon after a key stands. A key consists of letters, digits
/// and hyphens; space may follow it.
fn separator(line: &[u8]) -> Option<usize> {
    let is_key = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    let key = line.iter().take_while(|byte| is_key(byte)).count();
    let gap = line[key..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    (key > 0 && line.get(key + gap) == Some(&b':')).then_some(key + gap)
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|&byte| is_space(byte))
}

fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0x0b
}
