//! Which frameworks a book shows, and how people's names for them are read.

use std::collections::{BTreeMap, BTreeSet};

use super::rules::UNKNOWN_FRAMEWORK;
use crate::config::Config;
use crate::diagnostic::{Finding, Findings, Place, nearest};
use crate::load::Manuscript;
use crate::model::{Control, Framework};
use crate::source::{BookPath, SourceTree, Span};

/// All frameworks that the book could use, by id and by alias.
pub(super) struct Catalogue<'a> {
    frameworks: &'a [Framework],
    by_name: BTreeMap<String, usize>,
}

impl<'a> Catalogue<'a> {
    pub(super) fn new(frameworks: &'a [Framework]) -> Self {
        let mut by_name = BTreeMap::new();
        for (index, framework) in frameworks.iter().enumerate() {
            for alias in &framework.aliases {
                by_name.entry(alias.to_lowercase()).or_insert(index);
            }
        }
        for (index, framework) in frameworks.iter().enumerate() {
            by_name.insert(framework.id.to_lowercase(), index);
        }
        Self { frameworks, by_name }
    }

    /// Returns the framework that `name` means, whatever its case.
    pub(super) fn find(&self, name: &str) -> Option<&'a Framework> {
        self.by_name.get(&name.trim().to_lowercase()).map(|&index| &self.frameworks[index])
    }

    /// Returns a hint that names the nearest known framework.
    pub(super) fn hint(&self, name: &str) -> String {
        match nearest(name, self.by_name.keys().map(String::as_str)).and_then(|near| self.find(near)) {
            Some(near) => format!("did you mean `{}`?", near.id),
            None => {
                let ids: Vec<&str> = self.frameworks.iter().map(|framework| framework.id.as_str()).collect();
                format!("known are {}; add your own as `controls/{name}.toml`", ids.join(", "))
            }
        }
    }

    /// Returns the framework that a claim without one means: the first of
    /// `preferred` that has the entry, else the first that has it.
    pub(super) fn owner_of(&self, control: &str, preferred: &[String]) -> Option<&'a Framework> {
        let has = |framework: &&Framework| framework.control(control).is_some();
        preferred.iter().filter_map(|id| self.find(id)).find(has)
    }
}

/// Returns the entry of `framework` that is most like `id`: the same letters and
/// digits, else the same with Annex A's prefix, else the nearest by typing.
pub(super) fn nearest_control<'a>(framework: &'a Framework, id: &str) -> Option<&'a Control> {
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let wanted = plain(id);
    let by_letters = framework.controls.iter().find(|control| plain(&control.id) == wanted);
    let annexed = format!("a{wanted}");
    by_letters.or_else(|| framework.controls.iter().find(|control| plain(&control.id) == annexed)).or_else(|| {
        let near = nearest(id, framework.controls.iter().map(|control| control.id.as_str()))?;
        framework.control(near)
    })
}

/// Returns the ids of the frameworks to show, in order, and of those that must be complete.
pub(super) fn shown(
    manuscript: &Manuscript,
    catalogue: &Catalogue<'_>,
    claimed: &BTreeSet<String>,
    config: &Config,
    tree: &SourceTree,
    findings: &mut Findings,
) -> (Vec<String>, BTreeSet<String>) {
    let mut named = |names: &[(String, Span)]| -> Vec<String> {
        let mut ids = Vec::new();
        for (name, span) in names {
            match catalogue.find(name) {
                Some(framework) if ids.contains(&framework.id) => {}
                Some(framework) => ids.push(framework.id.clone()),
                None => {
                    let finding = Finding::new(&UNKNOWN_FRAMEWORK, format!("the framework `{name}` is not there"));
                    findings.add(at_book_toml(finding, *span, tree).hint(catalogue.hint(name)));
                }
            }
        }
        ids
    };
    let mut complete: BTreeSet<String> = named(&config.frameworks_complete).into_iter().collect();
    let stated = manuscript.statement.as_ref().and_then(|statement| catalogue.find(&statement.framework));
    complete.extend(stated.map(|framework| framework.id.clone()));
    let mut ids = match &config.frameworks_used {
        Some(names) => named(names),
        None => {
            let own = manuscript.frameworks.iter().filter(|f| manuscript.own_frameworks.contains(&f.path));
            let mut ids: BTreeSet<String> = claimed.clone();
            ids.extend(own.map(|framework| framework.id.clone()));
            ids.into_iter().collect()
        }
    };
    for id in complete.iter().chain(claimed) {
        if !ids.contains(id) {
            ids.push(id.clone());
        }
    }
    (ids, complete)
}

fn at_book_toml(finding: Finding, span: Span, tree: &SourceTree) -> Finding {
    let file = BookPath::new("book.toml").ok().and_then(|path| tree.get(&path));
    match file {
        Some(file) => finding.at(Place::new(file, span)),
        None => finding,
    }
}
