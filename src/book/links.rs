//! Where every link of every page leads.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::addresses::Addresses;
use super::bound::LinkTarget;
use super::frameworks::Catalogue;
use super::rules::{BROKEN_ANCHOR, BROKEN_ASSET, BROKEN_LINK, FORBIDDEN_SCHEME};
use crate::config::Config;
use crate::diagnostic::{Finding, Findings, Place, nearest};
use crate::load::{Leaf, is_document_path, is_excluded_document, unpublishable};
use crate::markdown::{Destination, Link, LinkKind, Refusal, classify};
use crate::model::Address;
use crate::source::{BookPath, SourceFile, SourceState, SourceTree};

/// Most bytes of a file that is published because a text links to it.
const ASSET_BYTES_MAX: u64 = 50 * 1024 * 1024;

/// Endings of files that a browser or a server would run as a page of this site.
const ACTIVE_ENDINGS: [&str; 22] = [
    "html", "htm", "xhtml", "xht", "shtml", "js", "mjs", "wasm", "xml", "xsl", "xslt", "rdf", "svgz", "mht", "mhtml",
    "hta", "php", "asp", "aspx", "jsp", "cgi", "appcache",
];

/// Names that a host of static sites reads as its settings.
const OBEYED_NAMES: [&str; 6] = ["web.config", "_headers", "_redirects", "_worker.js", "_routes.json", "cname"];

/// Everything that a link can be looked up in.
pub(super) struct Resolver<'a> {
    pub(super) leaves: &'a [Arc<Leaf>],
    pub(super) addresses: &'a Addresses,
    pub(super) by_id: &'a BTreeMap<String, usize>,
    pub(super) by_path: &'a BTreeMap<BookPath, usize>,
    pub(super) catalogue: &'a Catalogue<'a>,
    pub(super) shown: &'a [String],
    pub(super) has_statement: bool,
    pub(super) tree: &'a SourceTree,
    pub(super) config: &'a Config,
}

/// The links of one page, resolved.
#[derive(Default)]
pub(super) struct Resolved {
    pub(super) targets: Vec<LinkTarget>,
    pub(super) assets: BTreeSet<BookPath>,
    pub(super) findings: Findings,
}

/// Why a link leads nowhere.
struct Fault(Box<Finding>);

impl From<Finding> for Fault {
    fn from(finding: Finding) -> Self {
        Self(Box::new(finding))
    }
}

impl<'a> Resolver<'a> {
    /// Resolves all links of the leaf with this index.
    pub(super) fn resolve(&self, index: usize) -> Resolved {
        let leaf = &self.leaves[index];
        let mut resolved = Resolved::default();
        for link in &leaf.page.links {
            match self.target(index, link) {
                Ok(target) => {
                    if let LinkTarget::Asset(path) = &target {
                        resolved.assets.insert(path.clone());
                    }
                    resolved.targets.push(target);
                }
                Err(Fault(finding)) => {
                    let place = Place::new(&leaf.file, link.destination_span);
                    resolved.findings.add(finding.at(place).document(leaf.document.id.as_str()));
                    resolved.targets.push(LinkTarget::Broken);
                }
            }
        }
        resolved
    }

    fn target(&self, index: usize, link: &Link) -> Result<LinkTarget, Fault> {
        let is_image = link.is_image;
        if link.kind == LinkKind::Wiki {
            return self.wiki_target(index, &link.destination);
        }
        match classify(&link.destination) {
            Destination::Forbidden(reason) => Err(Fault::from(
                Finding::new(&FORBIDDEN_SCHEME, format!("`{}` is no address for a policy: {reason}", link.destination))
                    .hint(refusal_hint(&reason)),
            )),
            Destination::Http(_) | Destination::Mail(_) | Destination::Tel(_) if is_image => Err(Fault::from(
                Finding::new(&FORBIDDEN_SCHEME, format!("the picture `{}` is on another site", link.destination))
                    .hint("put the picture into the book: a reader's browser asks no other site for anything"),
            )),
            Destination::Http(href) | Destination::Mail(href) | Destination::Tel(href) => {
                Ok(LinkTarget::External(href))
            }
            Destination::Fragment(fragment) => self.section(index, &fragment),
            Destination::Relative { path, fragment, .. } => self.local_target(index, &path, fragment.as_deref(), link),
        }
    }

    fn section(&self, index: usize, fragment: &str) -> Result<LinkTarget, Fault> {
        if fragment.is_empty() || fragment == "top" {
            return Ok(LinkTarget::Section("top".into()));
        }
        self.check_anchor(index, fragment)?;
        Ok(LinkTarget::Section(fragment.to_owned()))
    }

    fn check_anchor(&self, index: usize, fragment: &str) -> Result<(), Fault> {
        let leaf = &self.leaves[index];
        if leaf.page.anchors.contains(fragment) {
            return Ok(());
        }
        let anchors: Vec<&str> = leaf.page.headings.iter().map(|heading| heading.anchor.as_str()).collect();
        let hint = match nearest(fragment, anchors.iter().copied()) {
            Some(near) => format!("did you mean `#{near}`?"),
            None if anchors.is_empty() => "that page has no headings".to_owned(),
            None => format!(
                "its sections are {}",
                anchors.iter().take(12).map(|a| format!("`#{a}`")).collect::<Vec<_>>().join(", ")
            ),
        };
        Err(Fault::from(
            Finding::new(&BROKEN_ANCHOR, format!("`{}` has no section `#{fragment}`", leaf.file.path())).hint(hint),
        ))
    }

    /// `[[POL-003]]`, `[[POL-003#anchor]]` or `[[framework:id]]`.
    fn wiki_target(&self, index: usize, destination: &str) -> Result<LinkTarget, Fault> {
        let (name, fragment) = match destination.split_once('#') {
            Some((name, fragment)) => (name.trim(), Some(fragment.trim())),
            None => (destination.trim(), None),
        };
        if name.is_empty() {
            return self.section(index, fragment.unwrap_or_default());
        }
        if let Some(&target) = self.by_id.get(name) {
            return self.page(target, fragment);
        }
        if let Some((framework, control)) = name.split_once(':') {
            return self.control_target(framework, control.trim());
        }
        let ids = self.by_id.keys().map(String::as_str);
        let hint = match nearest(name, ids) {
            Some(near) => format!("did you mean `[[{near}]]`?"),
            None => "`policybook list documents` shows all ids".to_owned(),
        };
        Err(Fault::from(Finding::new(&BROKEN_LINK, format!("no document has the id `{name}`")).hint(hint)))
    }

    fn control_target(&self, framework: &str, control: &str) -> Result<LinkTarget, Fault> {
        let found = self.catalogue.find(framework).filter(|found| self.shown.contains(&found.id));
        let Some(found) = found else {
            let finding = Finding::new(&BROKEN_LINK, format!("`{framework}` is no framework that this book shows"));
            return Err(Fault::from(finding.hint("add it to `[frameworks] use`, or link to one that is shown")));
        };
        match found.control(control) {
            Some(entry) => Ok(LinkTarget::Page {
                address: found.control_address(entry),
                title: format!("{} {}", entry.id, entry.title),
            }),
            None => {
                let hint = match super::frameworks::nearest_control(found, control) {
                    Some(near) => format!("did you mean `[[{}:{}]]`?", found.id, near.id),
                    None => "`policybook list controls` shows all entries".to_owned(),
                };
                Err(Fault::from(
                    Finding::new(&BROKEN_LINK, format!("{} has no `{control}`", found.short_title)).hint(hint),
                ))
            }
        }
    }

    fn page(&self, target: usize, fragment: Option<&str>) -> Result<LinkTarget, Fault> {
        let fragment = fragment.filter(|fragment| !fragment.is_empty()).map(str::to_owned);
        if let Some(fragment) = &fragment {
            self.check_anchor(target, fragment)?;
        }
        Ok(LinkTarget::Document(target, fragment))
    }

    /// A path: of a file beside this one, from the top of `src` or of the book,
    /// or of a page of the site.
    fn local_target(&self, index: usize, path: &str, fragment: Option<&str>, link: &Link) -> Result<LinkTarget, Fault> {
        let is_image = link.is_image;
        for candidate in self.candidates(index, path) {
            if let Some(&target) = self.by_path.get(&candidate).filter(|_| !is_image) {
                return self.page(target, fragment);
            }
            if let Some(file) = self.tree.get(&candidate)
                && !is_document_path(&candidate, self.config)
            {
                if is_excluded_document(&candidate, self.config) {
                    let finding =
                        Finding::new(&BROKEN_LINK, format!("`{candidate}` is left out by `[documents] exclude`"));
                    return Err(Fault::from(
                        finding.hint("link to a document that is published, or take it out of `exclude`"),
                    ));
                }
                return asset(file, is_image);
            }
        }
        if !is_image && let Some(target) = self.by_site_address(index, path) {
            return self.page(target, fragment);
        }
        if !is_image && let Some(target) = self.own_page(path) {
            return Ok(target);
        }
        let candidates: Vec<BookPath> = self.candidates(index, path).collect();
        Err(Fault::from(self.not_found(index, path, &candidates, is_image)))
    }

    /// The files that `path` may mean, the likeliest first.
    fn candidates(&self, index: usize, path: &str) -> impl Iterator<Item = BookPath> {
        const ENDINGS: [&str; 5] = ["", ".md", "/index.md", "/_index.md", "/README.md"];
        let here = self.leaves[index].file.path();
        let src = &self.config.book.src;
        let mut bases = Vec::new();
        if path.starts_with('/') {
            for rest in self.rooted_paths(path) {
                bases.extend(BookPath::new(format!("{src}/{rest}").trim_start_matches('/')));
                bases.extend(BookPath::new(rest.trim_start_matches('/')));
            }
        } else {
            bases.extend(here.sibling(path));
        }
        bases.into_iter().flat_map(|base| {
            ENDINGS.into_iter().filter_map(move |ending| BookPath::new(&format!("{base}{ending}")).ok())
        })
    }

    /// A root-relative path as written, and without the roots of `link-roots`.
    fn rooted_paths<'p>(&self, path: &'p str) -> Vec<&'p str> {
        let stripped = self.config.documents.link_roots.iter().filter_map(|root| {
            path.strip_prefix(root.as_str()).filter(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        std::iter::once(path).chain(stripped).collect()
    }

    /// A path of the site rather than of a file: from the root, or relative to
    /// the address of the page that links, as other generators have it.
    fn by_site_address(&self, index: usize, path: &str) -> Option<usize> {
        let clean = |path: &str| path.trim_end_matches("index.html").to_owned();
        if path.starts_with('/') {
            let addresses = &self.addresses.by_address;
            return self
                .rooted_paths(path)
                .iter()
                .find_map(|path| addresses.get(&Address::of([clean(path).as_str()])).copied());
        }
        let page = self.addresses.pages[index].as_str();
        let below = BookPath::new(&format!("{page}{}", clean(path))).ok()?;
        self.addresses.by_address.get(&Address::of([below.as_str()])).copied()
    }

    /// A page that the site makes itself, by its address from the root: `/soa/`.
    fn own_page(&self, path: &str) -> Option<LinkTarget> {
        let wanted = Address::of([path.strip_prefix('/')?.trim_end_matches("index.html")]);
        let page = |address: Address, title: &str| Some(LinkTarget::Page { address, title: title.to_owned() });
        let title = match wanted.as_str() {
            "documents/" => Some("Documents"),
            "frameworks/" => Some("Frameworks"),
            "soa/" if self.has_statement => Some("Statement of applicability"),
            "reviews/" => Some("Reviews"),
            "readiness/" => Some("Audit readiness"),
            _ => None,
        };
        if let Some(title) = title {
            return page(wanted, title);
        }
        let mut parts = wanted.as_str().strip_prefix("frameworks/")?.split_terminator('/');
        let framework = self.catalogue.find(parts.next()?).filter(|found| self.shown.contains(&found.id))?;
        match (parts.next(), parts.next()) {
            // The page stands at the framework's own id, also when an alias was written.
            (None, _) => page(framework.address(), &framework.title),
            (Some(slug), None) => {
                let control = framework.controls.iter().find(|control| control.slug == slug)?;
                page(framework.control_address(control), &format!("{} {}", control.id, control.title))
            }
            _ => None,
        }
    }

    /// Returns the file whose path is nearest to `meant`: a document, or for a
    /// picture any file.
    fn nearest_file(&self, meant: &BookPath, is_image: bool) -> Option<&BookPath> {
        let paths: Vec<&BookPath> = match is_image {
            true => self.tree.files().map(|file| file.path()).collect(),
            false => self.by_path.keys().collect(),
        };
        let near = nearest(meant.as_str(), paths.iter().map(|path| path.as_str()))?;
        paths.into_iter().find(|path| path.as_str() == near)
    }

    fn not_found(&self, index: usize, path: &str, candidates: &[BookPath], is_image: bool) -> Finding {
        let rule = if is_image { &BROKEN_ASSET } else { &BROKEN_LINK };
        let here = self.leaves[index].file.path();
        let Some(meant) = candidates.first() else {
            let why = here
                .sibling(path)
                .err()
                .map_or_else(|| "the path leads out of the book".to_owned(), |why| why.to_string());
            return Finding::new(rule, format!("`{path}` cannot be followed: {why}"))
                .hint("link to a file of the book, since only those are published, or to an `https:` address");
        };
        if is_image && candidates.iter().any(|path| self.by_path.contains_key(path)) {
            return Finding::new(rule, format!("`{path}` is a document, not a picture"))
                .hint(format!("link to it, without the `!`: `[text]({path})`"));
        }
        let name = path.rsplit('/').find(|part| !part.is_empty()).unwrap_or_default();
        let same_name = self.tree.files().find(|file| {
            file.path().file_name().eq_ignore_ascii_case(name)
                || (!is_image && file.path().stem().eq_ignore_ascii_case(name))
        });
        let hint = match same_name {
            Some(file) => format!("did you mean `{}`?", link_from(here, file.path())),
            None => match self.nearest_file(meant, is_image).filter(|near| *near != here) {
                Some(near) => format!("did you mean `{}`?", link_from(here, near)),
                None => "check the path; it is read from the folder of this file, or with a leading `/` from the top"
                    .to_owned(),
            },
        };
        Finding::new(rule, format!("`{path}` is not in the book")).hint(hint)
    }
}

/// Returns what mends a destination that was refused.
fn refusal_hint(reason: &Refusal) -> &'static str {
    match reason {
        Refusal::Scheme(_) => "link to a document of the book, or to an `https:`, `mailto:` or `tel:` address",
        Refusal::OtherHost => "write the scheme before it: `https://…`",
        Refusal::Backslash => {
            "write `/` between the parts of a path; a file outside the book needs an `https:` address"
        }
        Refusal::HiddenCharacter => "delete the character",
        Refusal::Escape => "write the path without percent escapes",
        Refusal::Credentials => "take the user name and the password out: everybody who sees the link could read them",
        Refusal::Host => "name the host or the person: `https://example.org/…`, `mailto:name@example.org`",
    }
}

/// Returns `path` as a link in the file `from` would write it.
fn link_from(from: &BookPath, path: &BookPath) -> String {
    let folder: Vec<&str> = from.folder().split_terminator('/').collect();
    let parts: Vec<&str> = path.as_str().split('/').collect();
    let shared = folder.iter().zip(&parts[..parts.len() - 1]).take_while(|(a, b)| a == b).count();
    format!("{}{}", "../".repeat(folder.len() - shared), parts[shared..].join("/"))
}

/// Returns a file as the target of a link, unless publishing it would be unsafe.
fn asset(file: &SourceFile, is_image: bool) -> Result<LinkTarget, Fault> {
    let path = file.path();
    let refuse = |message: String, hint: &str| Err(Fault::from(Finding::new(&BROKEN_ASSET, message).hint(hint)));
    if let SourceState::Unreadable(reason) = file.state() {
        return refuse(format!("`{path}` cannot be published: {reason}"), "link to a regular file of the book");
    }
    if path.as_str().split('/').any(|part| part.starts_with('.')) {
        return refuse(
            format!("`{path}` is hidden and is not published"),
            "rename it or move it: names that begin with a dot are hidden",
        );
    }
    if let Some(reason) = unpublishable(path.as_str()) {
        return refuse(format!("`{path}` cannot be published: {reason}"), "rename the file or its folder");
    }
    if OBEYED_NAMES.contains(&path.file_name().to_ascii_lowercase().as_str()) {
        return refuse(format!("`{path}` would be read as settings of the web server"), "rename it");
    }
    let ending = path.extension().to_ascii_lowercase();
    if ACTIVE_ENDINGS.contains(&ending.as_str()) {
        return refuse(format!("`{path}` would run as a page of this site"), "publish it as text, PDF or picture");
    }
    if ending == "svg" && !is_image {
        return refuse(format!("`{path}` is an SVG, which is published as a picture only"), "show it: `![text](path)`");
    }
    if file.size_bytes() > ASSET_BYTES_MAX {
        return refuse(format!("`{path}` is larger than 50 MiB"), "keep it elsewhere and link to that place");
    }
    Ok(LinkTarget::Asset(path.clone()))
}
