//! The order of commits: children before parents, of free ones the latest first.

use std::collections::BinaryHeap;

/// Returns the positions of commits so that each stands before its parents; of
/// several that may come next, the one with the greatest key comes first.
///
/// Each commit's `parents` are positions too. A commit that is its own ancestor
/// (a damaged store) and whatever led to it are left out.
pub fn newest_first<K: Ord>(parents: &[Vec<usize>], key: impl Fn(usize) -> K) -> Vec<usize> {
    let mut waiting_for = vec![0_usize; parents.len()];
    for &parent in parents.iter().flatten() {
        waiting_for[parent] += 1;
    }
    let free = (0..parents.len()).filter(|&commit| waiting_for[commit] == 0);
    let mut ready: BinaryHeap<(K, usize)> = free.map(|commit| (key(commit), commit)).collect();
    let mut order = Vec::with_capacity(parents.len());
    while let Some((_, commit)) = ready.pop() {
        order.push(commit);
        for &parent in &parents[commit] {
            waiting_for[parent] -= 1;
            if waiting_for[parent] == 0 {
                ready.push((key(parent), parent));
            }
        }
    }
    order
}
