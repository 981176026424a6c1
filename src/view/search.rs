//! What a search can find: documents with their text, controls and requirements, and the
//! site's own tables. A withheld text gives nothing away, old texts are not searched.

use super::Views;
use super::as_at::has_days;
use super::common::href;
use crate::book::BoundDocument;
use crate::markdown::{Said, said};
use crate::model::{Address, Control, ControlRef, DocumentType, Framework, Status};
use crate::search::{Entries, Entry, Section};

/// Every page that can be found, documents first.
pub struct SearchEntries<'a> {
    views: Views<'a>,
    documents: Vec<&'a BoundDocument>,
    others: Vec<Entry>,
}

impl<'a> SearchEntries<'a> {
    /// Lists the pages of a book.
    pub fn new(views: &Views<'a>) -> Self {
        let mut others = Vec::new();
        for framework in &views.book.frameworks {
            others.push(page_entry(views, &framework.title, &framework.address()));
            others.extend(framework.controls.iter().map(|control| control_entry(views, framework, control)));
        }
        let tables = [
            (true, "Documents", "documents"),
            (true, "Frameworks", "frameworks"),
            (views.book.statement.is_some(), "Statement of applicability", "soa"),
            (true, "Reviews", "reviews"),
            (true, "Readiness", "readiness"),
            (true, "Changes", "changes"),
            (true, "A to Z", "a-z"),
            (!views.book.release_records.is_empty(), "Releases", "releases"),
            (has_days(views), "As at", "as-at"),
        ];
        let there = tables.into_iter().filter(|(is_there, ..)| *is_there);
        others.extend(there.map(|(_, title, part)| page_entry(views, title, &Address::of([part]))));
        let documents = views.book.documents.iter().filter(|bound| bound.has_page).collect();
        Self { views: *views, documents, others }
    }
}

impl Entries for SearchEntries<'_> {
    fn count(&self) -> usize {
        self.documents.len() + self.others.len()
    }

    fn size(&self, number: usize) -> usize {
        match self.documents.get(number) {
            Some(bound) if self.views.is_withheld(bound) => 200,
            Some(bound) => 200 + bound.leaf.page.size_bytes() * 11 / 20,
            None => 160,
        }
    }

    fn entry(&self, number: usize) -> Entry {
        match self.documents.get(number) {
            Some(bound) => document_entry(&self.views, bound),
            None => self.others[number - self.documents.len()].clone(),
        }
    }
}

fn document_entry(views: &Views<'_>, bound: &BoundDocument) -> Entry {
    let document = bound.document();
    let control = |target: &ControlRef| {
        let framework = views.book.frameworks.iter().find(|framework| framework.id == target.framework);
        (framework.map_or(&target.framework, |framework| &framework.short_title).clone(), target.control.clone())
    };
    let mut controls: Vec<(String, String)> = bound.claims.iter().map(|(target, _)| control(target)).collect();
    controls.sort();
    controls.dedup();
    // As a reader sees it: links without words of their own show a title.
    let sections = if views.is_withheld(bound) { Vec::new() } else { said(&views.body(bound, &bound.address)) };
    let is_controlled = document.document_type != DocumentType::Page;
    Entry {
        href: href(&bound.address),
        title: document.title.clone(),
        id: if is_controlled { document.id.to_string() } else { String::new() },
        other_names: Vec::new(),
        kind: document.document_type.as_str(),
        place: String::new(),
        status: if is_controlled { status(views, bound) } else { "" },
        version: document.version.clone().unwrap_or_default(),
        owner: document.owner.clone().unwrap_or_default(),
        language: document.language.clone().unwrap_or_else(|| views.config.book.language.clone()),
        controls,
        sections: sections.into_iter().map(section).collect(),
        is_lesser: document.status == Status::Retired,
    }
}

/// Returns a document's status; `incomplete` and `changed` for one that is called approved
/// and is not, or is not any more.
fn status(views: &Views<'_>, bound: &BoundDocument) -> &'static str {
    match bound.document().status {
        Status::Approved if bound.is_changed_since_approval() => "changed",
        Status::Approved if !bound.is_approved(views.today) => "incomplete",
        status => status.as_str(),
    }
}

fn control_entry(views: &Views<'_>, framework: &Framework, control: &Control) -> Entry {
    Entry {
        href: href(&framework.control_address(control)),
        title: control.title.clone(),
        id: control.id.clone(),
        kind: control.kind.as_str(),
        place: framework.short_title.clone(),
        language: views.config.book.language.clone(),
        // Who asks for words wants the rules first, who asks for an id gets what it names.
        is_lesser: true,
        ..Entry::default()
    }
}

fn page_entry(views: &Views<'_>, title: &str, address: &Address) -> Entry {
    Entry {
        href: href(address),
        title: title.to_owned(),
        kind: "page",
        language: views.config.book.language.clone(),
        ..Entry::default()
    }
}

fn section(said: Said) -> Section {
    Section { anchor: said.anchor, title: said.title, text: said.text }
}
