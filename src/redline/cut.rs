//! Which blocks two bodies have letter for letter in the same place, found before
//! either is read: most of a text stays from one version to the next, and reading
//! and comparing its words is most of the work.

use std::collections::HashMap;

use super::budget::Budget;
use super::sequence::stretches;
use super::tag::{is_attribute, is_element};

/// A stretch of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut<'a> {
    /// To be read.
    Read(&'a str),
    /// A block that the other body has too, in the same place. Both bodies have
    /// these in the same order.
    Kept(&'a str),
}

/// Elements without an end.
const VOIDS: [&str; 4] = ["br", "hr", "img", "input"];

/// Cuts both bodies. Headings are always read, since they say where what moved
/// stands, and so is all that is under one that is not in both: a heading is known
/// again by what is under it.
pub(super) fn cut<'a>(old: &'a str, new: &'a str) -> (Vec<Cut<'a>>, Vec<Cut<'a>>) {
    let (Some(old_blocks), Some(new_blocks)) = (blocks(old), blocks(new)) else {
        return (vec![Cut::Read(old)], vec![Cut::Read(new)]);
    };
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut number = |block: &&'a str| {
        let next = numbers.len();
        *numbers.entry(*block).or_insert(next)
    };
    let old_numbers: Vec<usize> = old_blocks.iter().map(&mut number).collect();
    let new_numbers: Vec<usize> = new_blocks.iter().map(&mut number).collect();
    let same: Vec<(usize, usize)> = stretches(&old_numbers, &new_numbers, &mut Budget::new())
        .into_iter()
        .filter(|stretch| stretch.is_same)
        .flat_map(|stretch| stretch.old.zip(stretch.new))
        .collect();
    let is_firm_in_old = under_same_heading(&old_blocks, same.iter().map(|&(old, _)| old));
    let is_firm_in_new = under_same_heading(&new_blocks, same.iter().map(|&(_, new)| new));
    let mut old_cuts: Vec<Cut<'a>> = old_blocks.iter().map(|block| Cut::Read(block)).collect();
    let mut new_cuts: Vec<Cut<'a>> = new_blocks.iter().map(|block| Cut::Read(block)).collect();
    for (old_at, new_at) in same {
        let block = new_blocks[new_at];
        if is_firm_in_old[old_at] && is_firm_in_new[new_at] && may_be_kept(block) {
            old_cuts[old_at] = Cut::Kept(block);
            new_cuts[new_at] = Cut::Kept(block);
        }
    }
    (old_cuts, new_cuts)
}

/// Returns the outermost elements, each with what stands before it; nothing when
/// there is anything in the body that `markdown` does not write, which must not
/// pass unread.
fn blocks(html: &str) -> Option<Vec<&str>> {
    let mut found = Vec::new();
    let mut open: Vec<&str> = Vec::new();
    let (mut start, mut at) = (0, 0);
    while let Some(tag_start) = html[at..].find('<').map(|found| at + found) {
        let inside = &html[tag_start + 1..];
        let inside = &inside[..inside.find('>')?];
        at = tag_start + inside.len() + 2;
        match inside.strip_prefix('/') {
            Some(name) => {
                open.pop().filter(|opened| *opened == name)?;
            }
            None => {
                let name = &inside[..inside.find(' ').unwrap_or(inside.len())];
                if !is_element(name) || !has_known_attributes(&inside[name.len()..]) {
                    return None;
                }
                if !VOIDS.contains(&name) {
                    open.push(name);
                }
            }
        }
        if open.is_empty() {
            found.push(&html[start..at]);
            start = at;
        }
    }
    if !open.is_empty() {
        return None;
    }
    if !html[start..].trim().is_empty() {
        found.push(&html[start..]);
    }
    Some(found)
}

fn has_known_attributes(mut rest: &str) -> bool {
    while let Some(attribute) = rest.strip_prefix(' ') {
        let end = attribute.find([' ', '=']).unwrap_or(attribute.len());
        if !is_attribute(&attribute[..end]) {
            return false;
        }
        rest = &attribute[end..];
        if let Some(value) = rest.strip_prefix('=') {
            let Some((_, behind)) = value.strip_prefix('"').and_then(|value| value.split_once('"')) else {
                return false;
            };
            rest = behind;
        }
    }
    rest.is_empty()
}

/// Returns which blocks stand under a heading that is one of `same`, or under none.
fn under_same_heading(blocks: &[&str], same: impl Iterator<Item = usize>) -> Vec<bool> {
    let mut is_same = vec![false; blocks.len()];
    same.for_each(|at| is_same[at] = true);
    let mut is_firm = true;
    let firm = blocks.iter().zip(is_same).map(|(block, is_same)| {
        if is_heading(block) {
            is_firm = is_same;
        }
        is_firm
    });
    firm.collect()
}

fn is_heading(block: &str) -> bool {
    let name = block.trim_start().strip_prefix("<h");
    name.is_some_and(|level| level.starts_with(|c: char| c.is_ascii_digit()))
}

/// Footnotes are numbered anew when one comes or goes, and what an author struck
/// out must not look as if it was deleted since.
fn may_be_kept(block: &str) -> bool {
    let is_element = block.trim_start().starts_with('<');
    is_element && !is_heading(block) && !block.contains("footnote") && !block.contains("<del")
}
