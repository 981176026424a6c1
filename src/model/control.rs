//! Frameworks: catalogues of requirements and controls, and the mappings
//! between them. Titles only, never a standard's text.

use std::collections::BTreeMap;
use std::fmt;

use super::{Address, ControlKind};
use crate::source::{BookPath, Digest, Span, is_device_name};

/// An entry of a framework, named: ids are always keyed by framework, since
/// `5.1` is a clause here and a control there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ControlRef {
    /// Id of the framework.
    pub framework: String,
    /// Id of the requirement or control, as its framework writes it.
    pub control: String,
}

impl fmt::Display for ControlRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.framework, self.control)
    }
}

/// One requirement or control.
#[derive(Debug, Clone)]
pub struct Control {
    /// Its id, unique in the framework.
    pub id: String,
    /// Its short title.
    pub title: String,
    /// Requirement or control.
    pub kind: ControlKind,
    /// Id of its group; empty when it has none.
    pub group: String,
    /// Something a reader should know about it.
    pub note: Option<String>,
    /// Whether it is listed for orientation only and never asked for.
    pub is_informative: bool,
    /// Attributes, such as `control-type`, each with its values.
    pub attributes: BTreeMap<String, Vec<String>>,
    /// Last part of its page's address; unique in the framework whatever the case.
    pub slug: String,
    /// Where it stands in the framework's file.
    pub at: Span,
}

/// A chapter, theme or category.
#[derive(Debug, Clone)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// What satisfies a call for documented information.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SatisfiedBy {
    /// An approved document that claims the entry.
    Document,
    /// The statement of applicability.
    Statement,
}

/// Documented information that a framework calls for.
#[derive(Debug, Clone)]
pub struct DocumentedInformation {
    /// Id of the requirement or control that calls for it.
    pub control: String,
    /// What it is.
    pub title: String,
    /// What satisfies it.
    pub satisfied_by: SatisfiedBy,
    /// Whether it is only called for when the control is applicable.
    pub is_when_applicable: bool,
    /// Where it stands in the framework's file.
    pub at: Span,
}

/// A catalogue of requirements and controls.
#[derive(Debug, Clone)]
pub struct Framework {
    /// Its id, which is also its file's name and its address.
    pub id: String,
    /// Its full title.
    pub title: String,
    /// A title for narrow places.
    pub short_title: String,
    /// What must be said about the source of ids and titles.
    pub notice: Option<String>,
    /// Other ids that people write for it.
    pub aliases: Vec<String>,
    /// Groups, in order.
    pub groups: Vec<Group>,
    /// Requirements, then controls, each in order.
    pub controls: Vec<Control>,
    /// Documented information that it calls for.
    pub documented_information: Vec<DocumentedInformation>,
    /// The file that it was read from.
    pub path: BookPath,
}

impl Framework {
    /// Returns the entry with this id.
    pub fn control(&self, id: &str) -> Option<&Control> {
        self.controls.iter().find(|control| control.id == id)
    }

    /// Returns the address of its page.
    pub fn address(&self) -> Address {
        Address::of(["frameworks", slug(&self.id).as_str()])
    }

    /// Returns the address of the page of one of its entries.
    pub fn control_address(&self, control: &Control) -> Address {
        Address::of([self.address().as_str(), control.slug.as_str()])
    }

    /// Returns the entries of `kind`, in order.
    pub fn of_kind(&self, kind: ControlKind) -> impl Iterator<Item = &Control> {
        self.controls.iter().filter(move |control| control.kind == kind)
    }

    /// Gives every entry its slug: the id in lower case with hyphens for what an
    /// address cannot hold. Entries whose slugs would be equal on a file system
    /// that ignores case get the beginning of their id's digest as well, so that
    /// `(C)` and `(c)` stay two pages.
    pub fn assign_slugs(&mut self) {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for control in &self.controls {
            *counts.entry(slug(&control.id)).or_default() += 1;
        }
        for control in &mut self.controls {
            let base = slug(&control.id);
            control.slug = if counts.get(&base).copied().unwrap_or(0) > 1 {
                format!("{base}-{}", &Digest::of(control.id.as_bytes()).to_hex()[..8])
            } else {
                base
            };
        }
    }
}

/// Returns `text` as one safe part of an address: ASCII letters and digits in
/// lower case, `.` and `-`. Letters of other scripts are replaced by digests.
pub fn slug(text: &str) -> String {
    let mut out = String::new();
    let mut is_lossy = false;
    for c in text.chars() {
        match c {
            'a'..='z' | '0'..='9' | '.' => out.push(c),
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            _ => {
                is_lossy |= !c.is_ascii();
                if !out.ends_with('-') {
                    out.push('-');
                }
            }
        }
    }
    let trimmed = out.trim_matches(['-', '.']);
    if is_lossy || trimmed.is_empty() || trimmed.contains("..") || is_device_name(trimmed) || trimmed == "index.html" {
        // Without dots nothing before one can be a device's name or lead upward.
        let digest = Digest::of(text.as_bytes()).to_hex();
        return format!("{}-{}", trimmed.replace('.', "-"), &digest[..8]).trim_start_matches('-').to_owned();
    }
    trimmed.to_owned()
}

/// A correspondence between the entries of two frameworks.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// Id of the framework that claims are made on.
    pub from: String,
    /// Id of the framework that coverage is derived for.
    pub to: String,
    /// Its title.
    pub title: String,
    /// Whether it is common guidance rather than an official correspondence.
    pub is_guidance: bool,
    /// Whether coverage is derived in the other direction too.
    pub is_both_ways: bool,
    /// From each entry to those it corresponds to.
    pub pairs: BTreeMap<String, Vec<String>>,
    /// The file that it was read from.
    pub path: BookPath,
}
