//! Which commit came before which.
//!
//! Two tricks keep most questions short. The first parents alone make a tree,
//! in which "is an ancestor" is a comparison of numbers. And the search for the
//! rest goes from both ends at once, so that a short side branch answers for a
//! long trunk.

use super::commit::Commit;

/// The shape of a history; positions are those of the log, newest first.
#[derive(Debug)]
pub(super) struct Ancestry<'a> {
    commits: &'a [Commit],
    /// The children of commit `i` are `children[first_child[i]..first_child[i + 1]]`.
    first_child: Vec<usize>,
    children: Vec<usize>,
    /// A number for each commit, and how many numbers its descendants through
    /// first parents have, itself included: they follow one another.
    number: Vec<usize>,
    size: Vec<usize>,
    seen_below: Vec<u32>,
    seen_above: Vec<u32>,
    question: u32,
}

impl<'a> Ancestry<'a> {
    /// Prepares the questions about `commits`; parents stand after children.
    pub(super) fn new(commits: &'a [Commit]) -> Self {
        let count = commits.len();
        let mut first_child = vec![0; count + 1];
        for &parent in commits.iter().flat_map(|commit| &commit.parents) {
            first_child[parent + 1] += 1;
        }
        for at in 0..count {
            first_child[at + 1] += first_child[at];
        }
        let mut next = first_child.clone();
        let mut children = vec![0; first_child[count]];
        for (child, commit) in commits.iter().enumerate() {
            for &parent in &commit.parents {
                children[next[parent]] = child;
                next[parent] += 1;
            }
        }
        let (number, size) = first_parent_tree(commits);
        let (seen_below, seen_above) = (vec![0; count], vec![0; count]);
        Self { commits, first_child, children, number, size, seen_below, seen_above, question: 0 }
    }

    /// Says whether `older` is `newer` or an ancestor of it.
    pub(super) fn leads_to(&mut self, older: usize, newer: usize) -> bool {
        if older <= newer {
            // Children stand before parents in the log.
            return older == newer;
        }
        self.is_in_tree(older, newer) || self.search(older, newer)
    }

    /// Says whether `older` is a true ancestor of `newer`.
    pub(super) fn precedes(&mut self, older: usize, newer: usize) -> bool {
        older != newer && self.leads_to(older, newer)
    }

    fn is_in_tree(&self, older: usize, newer: usize) -> bool {
        let from = self.number[older];
        (from..from + self.size[older]).contains(&self.number[newer])
    }

    fn search(&mut self, older: usize, newer: usize) -> bool {
        self.question += 1;
        let question = self.question;
        let (mut upward, mut downward) = (vec![older], vec![newer]);
        loop {
            let Some(at) = upward.pop() else { return false };
            for slot in self.first_child[at]..self.first_child[at + 1] {
                let child = self.children[slot];
                if child < newer || self.seen_above[child] == question {
                    continue;
                }
                if self.is_in_tree(child, newer) || self.seen_below[child] == question {
                    return true;
                }
                self.seen_above[child] = question;
                upward.push(child);
            }
            let Some(at) = downward.pop() else { return false };
            for &parent in &self.commits[at].parents {
                if parent > older || self.seen_below[parent] == question {
                    continue;
                }
                if self.is_in_tree(older, parent) || self.seen_above[parent] == question {
                    return true;
                }
                self.seen_below[parent] = question;
                downward.push(parent);
            }
        }
    }
}

/// Numbers the tree of first parents so that the descendants of each commit
/// follow it without a gap.
fn first_parent_tree(commits: &[Commit]) -> (Vec<usize>, Vec<usize>) {
    let mut size = vec![1; commits.len()];
    for (at, commit) in commits.iter().enumerate() {
        if let Some(&parent) = commit.parents.first() {
            size[parent] += size[at];
        }
    }
    let mut number = vec![0; commits.len()];
    let mut next = vec![0; commits.len()];
    let mut next_root = 0;
    for (at, commit) in commits.iter().enumerate().rev() {
        let slot = commit.parents.first().map_or(&mut next_root, |&parent| &mut next[parent]);
        number[at] = *slot;
        *slot += size[at];
        next[at] = number[at] + 1;
    }
    (number, size)
}
