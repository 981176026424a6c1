//! Through which commit of the branch each commit came to it.

use super::commit::Commit;

/// Returns, for each commit, the position of the commit on the line of first
/// parents that brought it: itself when it stands on that line, else the merge.
/// That line is the branch as its readers saw it grow; what a topic branch held
/// before its merge was never published.
pub fn landings(commits: &[Commit]) -> Vec<usize> {
    let mut trunk = Vec::new();
    let mut next = (!commits.is_empty()).then_some(0);
    while let Some(at) = next {
        trunk.push(at);
        // Where a parent is missing, nobody knows which of the others was the first.
        next = commits[at].parents.first().copied().filter(|_| !commits[at].is_boundary);
    }
    let mut landed: Vec<Option<usize>> = vec![None; commits.len()];
    for &at in trunk.iter().rev() {
        let mut open = vec![at];
        while let Some(commit) = open.pop() {
            if landed[commit].is_none() {
                landed[commit] = Some(at);
                open.extend(&commits[commit].parents);
            }
        }
    }
    landed.into_iter().enumerate().map(|(at, landed)| landed.unwrap_or(at)).collect()
}
