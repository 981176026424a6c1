//! From what documents claim to who satisfies what.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::bound::{Derivation, Satisfaction};
use super::frameworks::{Catalogue, nearest_control};
use super::rules::{DUPLICATE_DECISION, UNKNOWN_CONTROL, UNKNOWN_FRAMEWORK};
use crate::diagnostic::{Finding, Findings, Place};
use crate::load::{Leaf, Manuscript};
use crate::model::{Claim, ControlRef, Mapping, Statement};
use crate::source::{SourceTree, Span};

/// Resolves the claims of every leaf; those that name nothing are reported and left out.
pub(super) fn resolve(
    leaves: &[Arc<Leaf>],
    catalogue: &Catalogue<'_>,
    preferred: &[String],
    findings: &mut Findings,
) -> Vec<Vec<(ControlRef, Option<String>)>> {
    leaves.iter().map(|leaf| resolve_leaf(leaf, catalogue, preferred, findings)).collect()
}

/// Resolves the claims of one text, each once.
pub(super) fn resolve_leaf(
    leaf: &Leaf,
    catalogue: &Catalogue<'_>,
    preferred: &[String],
    findings: &mut Findings,
) -> Vec<(ControlRef, Option<String>)> {
    let mut claims: Vec<(ControlRef, Option<String>)> = Vec::new();
    for claim in &leaf.document.claims {
        match resolve_one(claim, catalogue, preferred) {
            Ok(target) => {
                let resolved = (target, claim.anchor.clone());
                if !claims.contains(&resolved) {
                    claims.push(resolved);
                }
            }
            Err(finding) => {
                findings.add(finding.at(Place::new(&leaf.file, claim.at)).document(leaf.document.id.as_str()));
            }
        }
    }
    claims
}

/// Resolves the claims of a text of the past, which nobody mends any more.
pub(super) fn resolve_record(claims: &[Claim], catalogue: &Catalogue<'_>, preferred: &[String]) -> Vec<ControlRef> {
    claims.iter().filter_map(|claim| resolve_one(claim, catalogue, preferred).ok()).collect()
}

fn resolve_one(claim: &Claim, catalogue: &Catalogue<'_>, preferred: &[String]) -> Result<ControlRef, Box<Finding>> {
    let ControlRef { framework: name, control: id } = &claim.target;
    let framework = if name.is_empty() {
        catalogue.owner_of(id, preferred).or_else(|| preferred.first().and_then(|id| catalogue.find(id)))
    } else {
        catalogue.find(name)
    };
    let Some(framework) = framework else {
        let finding = Finding::new(&UNKNOWN_FRAMEWORK, format!("the framework `{name}` is not there"));
        return Err(Box::new(finding.hint(catalogue.hint(name))));
    };
    if framework.control(id).is_some() {
        return Ok(ControlRef { framework: framework.id.clone(), control: id.clone() });
    }
    Err(Box::new(unknown_control(framework, id)))
}

fn unknown_control(framework: &crate::model::Framework, id: &str) -> Finding {
    let hint = match nearest_control(framework, id) {
        Some(near) => format!("did you mean `{}` ({})?", near.id, near.title),
        None => format!("`policybook list controls` shows the entries of {}", framework.id),
    };
    Finding::new(&UNKNOWN_CONTROL, format!("{} has no `{id}`", framework.short_title)).hint(hint)
}

/// Returns who claims each entry.
pub(super) fn satisfactions(claims: &[Vec<(ControlRef, Option<String>)>]) -> BTreeMap<ControlRef, Vec<Satisfaction>> {
    let mut by_control: BTreeMap<ControlRef, Vec<Satisfaction>> = BTreeMap::new();
    for (document, claims) in claims.iter().enumerate() {
        for (target, anchor) in claims {
            let satisfaction = Satisfaction { document, anchor: anchor.clone() };
            by_control.entry(target.clone()).or_default().push(satisfaction);
        }
    }
    by_control
}

/// Checks the ids of the mappings between frameworks that are there and returns,
/// for each entry, the claimed entries from which coverage can be derived.
pub(super) fn derivations(
    manuscript: &Manuscript,
    catalogue: &Catalogue<'_>,
    satisfied: &BTreeMap<ControlRef, Vec<Satisfaction>>,
    tree: &SourceTree,
    findings: &mut Findings,
) -> (Vec<Mapping>, BTreeMap<ControlRef, Vec<Derivation>>) {
    let mut known = Vec::new();
    let mut derivations: BTreeMap<ControlRef, BTreeSet<Derivation>> = BTreeMap::new();
    for mapping in &manuscript.mappings {
        let place =
            || tree.get(&mapping.path).map_or_else(|| Place::whole(&mapping.path), |f| Place::new(f, Span::default()));
        let (Some(from), Some(to)) = (catalogue.find(&mapping.from), catalogue.find(&mapping.to)) else {
            let missing = if catalogue.find(&mapping.from).is_none() { &mapping.from } else { &mapping.to };
            let finding =
                Finding::new(&UNKNOWN_FRAMEWORK, format!("the mapping names `{missing}`, which is not there"));
            findings.add(finding.at(place()).hint(catalogue.hint(missing)));
            continue;
        };
        for (source, targets) in &mapping.pairs {
            if from.control(source).is_none() {
                findings.add(unknown_control(from, source).at(place()));
            }
            for target in targets {
                if to.control(target).is_none() {
                    findings.add(unknown_control(to, target).at(place()));
                    continue;
                }
                let source = ControlRef { framework: from.id.clone(), control: source.clone() };
                let target = ControlRef { framework: to.id.clone(), control: target.clone() };
                let mut derive = |from: &ControlRef, to: &ControlRef| {
                    if satisfied.contains_key(from) {
                        let derivation = Derivation { from: from.clone(), is_guidance: mapping.is_guidance };
                        derivations.entry(to.clone()).or_default().insert(derivation);
                    }
                };
                derive(&source, &target);
                if mapping.is_both_ways {
                    derive(&target, &source);
                }
            }
        }
        known.push(Mapping { from: from.id.clone(), to: to.id.clone(), ..mapping.clone() });
    }
    (known, derivations.into_iter().map(|(target, from)| (target, from.into_iter().collect())).collect())
}

/// Gives the statement and its decisions the ids of the catalogue; decisions on
/// what is not there are reported and left out.
pub(super) fn resolve_statement(
    statement: &Statement,
    catalogue: &Catalogue<'_>,
    tree: &SourceTree,
    findings: &mut Findings,
) -> Option<Statement> {
    let place = |span: Span| tree.get(&statement.path).map(|file| Place::new(file, span));
    let at = |finding: Finding, span: Span| match place(span) {
        Some(place) => finding.at(place),
        None => finding,
    };
    let Some(framework) = catalogue.find(&statement.framework) else {
        let message = format!("the statement's framework `{}` is not there", statement.framework);
        let finding = Finding::new(&UNKNOWN_FRAMEWORK, message).hint(catalogue.hint(&statement.framework));
        findings.add(at(finding, statement.at));
        return None;
    };
    let mut resolved = Statement { framework: framework.id.clone(), ..statement.clone() };
    resolved.decisions.clear();
    for (target, decision) in &statement.decisions {
        let claim = Claim { target: target.clone(), anchor: None, at: decision.at };
        match resolve_one(&claim, catalogue, std::slice::from_ref(&framework.id)) {
            Ok(target) => {
                if let Some(first) = resolved.decisions.get_mut(&target) {
                    // Which of the two is meant cannot be guessed: nothing is decided.
                    first.is_applicable = None;
                    let finding = Finding::new(&DUPLICATE_DECISION, format!("{target} is decided a second time"));
                    findings.add(at(finding.hint("keep one of the two decisions"), decision.at));
                } else {
                    resolved.decisions.insert(target, decision.clone());
                }
            }
            Err(finding) => findings.add(at(*finding, decision.at)),
        }
    }
    Some(resolved)
}
