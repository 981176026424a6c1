//! The order in which a manuscript is bound.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::addresses::{self, Addresses};
use super::bound::{Book, BoundDocument};
use super::claims;
use super::frameworks::{Catalogue, shown};
use super::links::{Resolved, Resolver};
use super::past_links::former_paths;
use super::rules::{BROKEN_ASSET, DUPLICATE_ID};
use super::snapshot::ReleaseRecord;
use super::{places, version_addresses};
use crate::config::Config;
use crate::diagnostic::{Finding, Findings, Place};
use crate::history::{BlobId, Chronicle, WorkState};
use crate::load::{Leaf, Manuscript, declared};
use crate::model::Framework;
use crate::release::Release;
use crate::source::{BookPath, SourceState, SourceTree};
use crate::version::Life;

/// What git knows of the files of a book.
#[derive(Debug, Clone, Copy)]
pub struct Past<'a> {
    /// The revisions of each document.
    pub chronicle: &'a Chronicle,
    /// How each file differs from the last commit; empty without git.
    pub work: &'a BTreeMap<BookPath, WorkState>,
    /// What the texts of each document's past say.
    pub lives: &'a BTreeMap<BookPath, Arc<Life>>,
    /// The releases, oldest first.
    pub releases: &'a [Release],
    /// What is known of each of them, in their order.
    pub release_records: &'a [ReleaseRecord],
}

/// Binds `manuscript`, read from `tree`, with the history of its files.
///
/// Adds findings of this room's [`RULES`](super::RULES).
pub fn bind(
    manuscript: &Manuscript,
    past: Past<'_>,
    tree: &SourceTree,
    config: &Config,
    findings: &mut Findings,
) -> Book {
    let leaves = &manuscript.leaves;
    let by_id = index_ids(leaves, findings);
    let by_path: BTreeMap<BookPath, usize> =
        leaves.iter().enumerate().map(|(index, leaf)| (leaf.file.path().clone(), index)).collect();
    let catalogue = Catalogue::new(&manuscript.frameworks);
    let statement = manuscript
        .statement
        .as_ref()
        .and_then(|statement| claims::resolve_statement(statement, &catalogue, tree, findings));
    let preferred = preferred_frameworks(manuscript, &catalogue, config);
    let claims = claims::resolve(leaves, &catalogue, &preferred, findings);
    let claimed: BTreeSet<String> = claims.iter().flatten().map(|(target, _)| target.framework.clone()).collect();
    let (shown_ids, complete) = shown(manuscript, &catalogue, &claimed, config, tree, findings);
    let frameworks: Vec<Framework> = shown_ids.iter().filter_map(|id| catalogue.find(id)).cloned().collect();
    let addresses = addresses::assign(leaves, &frameworks, past.releases, &config.book.src, findings);
    let satisfactions = claims::satisfactions(&claims);
    let (mappings, derivations) = claims::derivations(manuscript, &catalogue, &satisfactions, tree, findings);
    let resolver = Resolver {
        leaves,
        addresses: &addresses,
        by_id: &by_id,
        by_path: &by_path,
        catalogue: &catalogue,
        shown: &shown_ids,
        has_statement: statement.is_some(),
        tree,
        config,
    };
    let resolved: Vec<Resolved> = (0..leaves.len()).into_par_iter().map(|index| resolver.resolve(index)).collect();
    // What only a withheld text links to stays as private as the text.
    let published = leaves.iter().zip(&resolved).filter(|(leaf, _)| !leaf.document.is_withheld(config.shows_drafts));
    let mut assets: BTreeSet<BookPath> = published.flat_map(|(_, resolved)| resolved.assets.iter().cloned()).collect();
    let mut documents = bound_documents(leaves, addresses, claims, resolved, past, config, findings);
    version_addresses::assign(&mut documents, findings);
    assets.extend(logo(tree, config, findings));
    places::report(&documents, &frameworks, past.releases, &mut assets, &config.book.src, findings);
    Book {
        frameworks,
        complete,
        mappings,
        statement,
        satisfactions,
        derivations,
        assets,
        picture_sizes: BTreeMap::new(),
        changed_inputs: changed_inputs(past.work, &by_path),
        releases: past.releases.to_vec(),
        release_records: past.release_records.to_vec(),
        history: past.chronicle.state.clone(),
        head: past.chronicle.head.clone(),
        branch: past.chronicle.branch.clone(),
        by_id,
        preferred,
        former_paths: former_paths(&documents, &by_path),
        by_path,
        documents,
    }
}

fn bound_documents(
    leaves: &[Arc<Leaf>],
    addresses: Addresses,
    claims: Vec<Vec<(crate::model::ControlRef, Option<String>)>>,
    resolved: Vec<Resolved>,
    past: Past<'_>,
    config: &Config,
    findings: &mut Findings,
) -> Vec<BoundDocument> {
    let displaced = addresses.displaced;
    let parts = leaves.iter().enumerate().zip(addresses.pages).zip(addresses.aliases).zip(claims).zip(resolved);
    parts
        .map(|(((((index, leaf), address), aliases), claims), resolved)| {
            findings.append(resolved.findings);
            let path = leaf.file.path();
            let revisions = past.chronicle.revisions_of(path).to_vec();
            let work_state = past.work.get(path).copied();
            let life = past.lives.get(path).cloned().unwrap_or_default();
            let declared = match work_state {
                Some(WorkState::Clean) if is_newest(&life, past.chronicle.documents.get(path)) => {
                    life.states.first().and_then(|state| state.declared.clone())
                }
                // A clean text that its history does not tell of is read like any other.
                Some(WorkState::Clean | WorkState::Modified) => {
                    Some(Arc::new(declared(leaf.file.text(), path, config)))
                }
                Some(WorkState::Untracked) | None => None,
            };
            BoundDocument {
                leaf: Arc::clone(leaf),
                has_page: !displaced.contains(&index),
                address,
                aliases,
                targets: resolved.targets,
                claims,
                life,
                declared,
                version_addresses: Vec::new(),
                revisions,
                is_history_complete: past.chronicle.is_complete(path),
                work_state,
            }
        })
        .collect()
}

/// Returns whether the newest text of a document's past is that of the head commit.
fn is_newest(life: &Life, head: Option<&BlobId>) -> bool {
    head.is_some() && life.states.first().and_then(|state| state.text.as_ref()) == head
}

/// Returns the files besides documents that differ from the last commit.
fn changed_inputs(
    work: &BTreeMap<BookPath, WorkState>,
    documents: &BTreeMap<BookPath, usize>,
) -> BTreeMap<BookPath, WorkState> {
    let is_input =
        |(path, state): &(&BookPath, &WorkState)| **state != WorkState::Clean && !documents.contains_key(*path);
    work.iter().filter(is_input).map(|(path, state)| (path.clone(), *state)).collect()
}

/// Returns the book's logo, if it is a picture that can be published.
fn logo(tree: &SourceTree, config: &Config, findings: &mut Findings) -> Option<BookPath> {
    let logo = config.site.logo.clone()?;
    let is_file = tree.get(&logo).is_some_and(|file| matches!(file.state(), SourceState::Asset));
    if is_file {
        return Some(logo);
    }
    let finding = Finding::new(&BROKEN_ASSET, format!("the logo `{logo}` is no picture file of the book"));
    let place = BookPath::new("book.toml").ok().map(|path| Place::whole(&path));
    let finding = finding.hint("name a picture below the book's folder in `[site] logo`");
    findings.add(match place {
        Some(place) => finding.at(place),
        None => finding,
    });
    None
}

/// A claim without a framework means the statement's, else the first that
/// `book.toml` names, else ISO/IEC 27001:2022.
pub(super) fn preferred_frameworks(manuscript: &Manuscript, catalogue: &Catalogue<'_>, config: &Config) -> Vec<String> {
    let stated = manuscript.statement.iter().map(|statement| statement.framework.as_str());
    let used = config.frameworks_used.iter().flatten().map(|(name, _)| name.as_str());
    stated
        .chain(used)
        .chain(config.frameworks_complete.iter().map(|(name, _)| name.as_str()))
        .chain(["iso27001-2022"])
        .filter_map(|name| catalogue.find(name))
        .map(|framework| framework.id.clone())
        .collect()
}

/// Indexes documents by id; the first by path keeps an id that two have.
fn index_ids(leaves: &[Arc<Leaf>], findings: &mut Findings) -> BTreeMap<String, usize> {
    let mut by_id: BTreeMap<String, usize> = BTreeMap::new();
    let mut folded: BTreeMap<String, usize> = BTreeMap::new();
    for (index, leaf) in leaves.iter().enumerate() {
        let id = leaf.document.id.as_str();
        let is_declared = |leaf: &Leaf| leaf.document.marks.contains_key("id");
        let rival = folded.get(&id.to_lowercase());
        // Two pages whose ids are their paths share an address, which is a finding already.
        if rival.is_some_and(|&first| !is_declared(leaf) && !is_declared(&leaves[first])) {
            continue;
        }
        if let Some(&first) = rival {
            let rival = &leaves[first];
            let finding =
                Finding::new(&DUPLICATE_ID, format!("the id `{id}` belongs to `{}` already", rival.file.path()))
                    .at(Place::new(&leaf.file, leaf.document.mark("id")))
                    .related(Place::new(&rival.file, rival.document.mark("id")), "given here first")
                    .document(id)
                    .hint("give each document an id of its own; case does not tell two apart");
            findings.add(finding);
            continue;
        }
        folded.insert(id.to_lowercase(), index);
        by_id.insert(id.to_owned(), index);
    }
    by_id
}
