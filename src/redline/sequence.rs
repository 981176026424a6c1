//! The difference of two lists of keys, within the budget.
//!
//! It wraps the crate `similar`, whose algorithms are quadratic at worst. What
//! is too long for that is first cut at keys that both lists have just once;
//! what is too long even then has nothing in common.

use std::collections::HashMap;
use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::budget::Budget;

/// A stretch of both lists: equal, or with nothing in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    /// Indices of the old list.
    pub(super) old: Range<usize>,
    /// Indices of the new list.
    pub(super) new: Range<usize>,
    /// Whether they are equal; both are as long then.
    pub(super) is_same: bool,
}

/// Returns the stretches, in order and without a gap; none is empty on both sides,
/// and no two of the same sort stand side by side.
pub(super) fn stretches(old: &[usize], new: &[usize], budget: &mut Budget) -> Vec<Stretch> {
    let mut found = Vec::new();
    compare(old, new, (0, 0), Depth::Whole, budget, &mut found);
    found
}

/// Whether a stretch may still be cut at keys that are there once.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Whole,
    Cut,
}

fn compare(
    old: &[usize],
    new: &[usize],
    (old_at, new_at): (usize, usize),
    depth: Depth,
    budget: &mut Budget,
    found: &mut Vec<Stretch>,
) {
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    push(found, old_at..old_at + head, new_at..new_at + head, true);
    let (old, new, old_at, new_at) = (&old[head..], &new[head..], old_at + head, new_at + head);
    let foot = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[..old.len() - foot], &new[..new.len() - foot]);
    let (old_end, new_end) = (old_at + old.len(), new_at + new.len());
    let length = old.len() + new.len();
    if old.is_empty() || new.is_empty() {
        push(found, old_at..old_end, new_at..new_end, false);
    } else if budget.take(length.saturating_mul(length) / 4) {
        for operation in capture_diff_slices(Algorithm::Patience, old, new) {
            let (tag, old, new) = operation.as_tag_tuple();
            let old = old_at + old.start..old_at + old.end;
            push(found, old, new_at + new.start..new_at + new.end, tag == DiffTag::Equal);
        }
    } else if depth == Depth::Whole {
        cut(old, new, (old_at, new_at), budget, found);
    } else {
        push(found, old_at..old_end, new_at..new_end, false);
    }
    push(found, old_end..old_end + foot, new_end..new_end + foot, true);
}

/// Cuts the lists at what both have once and in the same order.
fn cut(old: &[usize], new: &[usize], (old_at, new_at): (usize, usize), budget: &mut Budget, found: &mut Vec<Stretch>) {
    let (mut old_done, mut new_done) = (0, 0);
    let mut anchors = anchors(old, new);
    anchors.push((old.len(), new.len()));
    for (old_end, new_end) in anchors {
        // What was compared as equal behind one anchor may reach the next.
        if old_end < old_done || new_end < new_done {
            continue;
        }
        let places = (old_at + old_done, new_at + new_done);
        compare(&old[old_done..old_end], &new[new_done..new_end], places, Depth::Cut, budget, found);
        let is_anchor = old_end < old.len();
        if is_anchor {
            push(found, old_at + old_end..old_at + old_end + 1, new_at + new_end..new_at + new_end + 1, true);
        }
        (old_done, new_done) = (old_end + usize::from(is_anchor), new_end + usize::from(is_anchor));
    }
}

/// Returns the longest run of pairs, rising on both sides, of keys that each
/// list has once.
fn anchors(old: &[usize], new: &[usize]) -> Vec<(usize, usize)> {
    let (old_once, new_once) = (places_of_single(old), places_of_single(new));
    let pairs: Vec<(usize, usize)> = (0..old.len())
        .filter(|&at| old_once.get(&old[at]) == Some(&Some(at)))
        .filter_map(|at| Some((at, (*new_once.get(&old[at])?)?)))
        .collect();
    // Patience sorting: `tops` holds the pair that ends the best run of each length.
    let mut tops: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (index, &(_, new_at)) in pairs.iter().enumerate() {
        let length = tops.partition_point(|&top| pairs[top].1 < new_at);
        before.push(length.checked_sub(1).map(|shorter| tops[shorter]));
        if length == tops.len() {
            tops.push(index);
        } else {
            tops[length] = index;
        }
    }
    let mut run = Vec::with_capacity(tops.len());
    let mut at = tops.last().copied();
    while let Some(index) = at {
        run.push(pairs[index]);
        at = before[index];
    }
    run.reverse();
    run
}

/// Returns where each key stands, or nothing for those that stand twice.
fn places_of_single(keys: &[usize]) -> HashMap<usize, Option<usize>> {
    let mut places = HashMap::new();
    for (at, &key) in keys.iter().enumerate() {
        places.entry(key).and_modify(|place| *place = None).or_insert(Some(at));
    }
    places
}

fn push(found: &mut Vec<Stretch>, old: Range<usize>, new: Range<usize>, is_same: bool) {
    if old.is_empty() && new.is_empty() {
        return;
    }
    match found.last_mut() {
        Some(last) if last.is_same == is_same => {
            last.old.end = old.end;
            last.new.end = new.end;
        }
        _ => found.push(Stretch { old, new, is_same }),
    }
}
