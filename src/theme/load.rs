//! From files to a theme that can render.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use tera::{Kwargs, State, StringInput, Tera};

use super::ejected::report;
use super::lasting::LastingSite;
use super::messages::Messages;
use super::rules::FAULTY_THEME;
use crate::artifact::SitePath;
use crate::diagnostic::{Finding, Findings, Place};
use crate::source::{AssetSource, Digest, Digester, SourceFile, SourceState, SourceTree, Span};

const TEMPLATES: &str = "theme/templates";
const ASSETS: &str = "theme/assets";

/// A file that pages of every kind need.
#[derive(Debug, Clone)]
pub struct ThemeAsset {
    /// Where it is published, with a digest in its name.
    pub path: SitePath,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Templates and assets, ready to use.
pub struct Theme {
    pub(super) tera: Tera,
    /// The words of the interface.
    pub(super) messages: Arc<Messages>,
    /// Assets, ordered by name.
    pub assets: Vec<ThemeAsset>,
    /// From an asset's name to its path from the site's root.
    pub(super) asset_paths: BTreeMap<String, String>,
    /// Whether the book has templates of its own.
    pub(super) has_own_templates: bool,
    /// The digest of all templates.
    pub(super) templates: Digest,
    /// What pages see of the site that do not change from one build to the next.
    pub(super) lasting_site: Option<LastingSite>,
}

impl Theme {
    /// Overlays `builtin` by the folder `theme/` of `tree`; its interface speaks `language`
    /// if there are words for it.
    ///
    /// Adds `outdated-theme`, and `faulty-theme` for a template that cannot be parsed or an asset that
    /// cannot be read; the built-in one then stands in.
    pub fn load(
        builtin: &SourceTree,
        tree: &SourceTree,
        bytes: &dyn AssetSource,
        language: &str,
        findings: &mut Findings,
    ) -> Self {
        let own = templates(tree);
        let all = with_builtin(builtin, &own);
        let mut digester = Digester::default();
        all.iter().for_each(|(name, text)| {
            digester.part(name, text.as_bytes());
        });
        let messages = Arc::new(Messages::load(builtin, tree, language, findings));
        let mut theme = Self {
            tera: engine(&messages),
            messages: Arc::clone(&messages),
            assets: Vec::new(),
            asset_paths: BTreeMap::new(),
            has_own_templates: !own.is_empty(),
            templates: digester.finish(),
            lasting_site: None,
        };
        for file in tree.below(TEMPLATES) {
            if let SourceState::Unreadable(reason) = file.state() {
                let finding = Finding::new(&FAULTY_THEME, format!("`{}` cannot be used: {reason}", file.path()));
                findings.add(
                    finding
                        .at(Place::whole(file.path()))
                        .hint("mend or remove the file; the built-in one was used instead"),
                );
            }
        }
        if let Err(error) = theme.tera.add_raw_templates(all) {
            theme.report(&error.to_string(), tree, &own, findings);
            theme.tera = engine(&messages);
            let fallback = theme.tera.add_raw_templates(with_builtin(builtin, &BTreeMap::new()));
            fallback.expect("the built-in templates are valid: every build of this program uses them");
        }
        theme.load_assets(builtin, tree, bytes, findings);
        report(builtin, tree, findings);
        theme
    }

    /// Says which of the book's templates is at fault: the one that the message
    /// names, else the first.
    fn report(&self, message: &str, tree: &SourceTree, own: &BTreeMap<String, String>, findings: &mut Findings) {
        let named = own.keys().find(|name| message.contains(name.as_str())).or_else(|| own.keys().next());
        let file = named.and_then(|name| tree.below(TEMPLATES).find(|file| file.path().below(TEMPLATES) == Some(name)));
        let first_line =
            message.trim().lines().next().unwrap_or_default().trim_start_matches("error: ").trim_end_matches('.');
        let finding = Finding::new(&FAULTY_THEME, format!("the templates cannot be used: {first_line}"))
            .hint("mend the template; the built-in ones were used instead");
        findings.add(match file {
            Some(file) => finding.at(place_in(file, message)),
            None => finding,
        });
    }

    fn load_assets(
        &mut self,
        builtin: &SourceTree,
        tree: &SourceTree,
        bytes: &dyn AssetSource,
        findings: &mut Findings,
    ) {
        let mut files: BTreeMap<&str, &SourceFile> = BTreeMap::new();
        for file in builtin.below(ASSETS).chain(tree.below(ASSETS)) {
            if let Some(name) = file.path().below(ASSETS) {
                files.insert(name, file);
            }
        }
        for (name, file) in files {
            let read = match file.state() {
                SourceState::Text(text) => Ok(text.as_bytes().to_vec()),
                SourceState::Asset => bytes.read(file.path()),
                SourceState::Unreadable(reason) => Err(std::io::Error::other(reason.clone())),
            };
            let path = read.as_ref().ok().and_then(|bytes| SitePath::new(fingerprinted(name, bytes)).ok());
            match (read, path) {
                (Ok(bytes), Some(path)) => {
                    self.asset_paths.insert(name.to_owned(), path.as_str().to_owned());
                    self.assets.push(ThemeAsset { path, bytes });
                }
                (Err(error), _) => {
                    let finding = Finding::new(&FAULTY_THEME, format!("the asset `{name}` cannot be read: {error}"));
                    findings.add(finding.at(Place::whole(file.path())).hint("mend or remove the file"));
                }
                (Ok(_), None) => {}
            }
        }
        self.add_words_of_scripts();
    }

    /// Adds the words that scripts say, when these are not English.
    fn add_words_of_scripts(&mut self) {
        if self.messages.is_empty() {
            return;
        }
        let is_script = |asset: &&ThemeAsset| asset.path.as_str().ends_with(".js");
        let scripts = self.assets.iter().filter(is_script).map(|asset| String::from_utf8_lossy(&asset.bytes));
        let bytes = self.messages.script(&scripts.collect::<String>()).into_bytes();
        let name = "messages.js";
        if let Ok(path) = SitePath::new(fingerprinted(name, &bytes)) {
            self.asset_paths.insert(name.to_owned(), path.as_str().to_owned());
            self.assets.push(ThemeAsset { path, bytes });
        }
    }
}

/// Returns an engine without templates.
fn engine(messages: &Arc<Messages>) -> Tera {
    let mut tera = Tera::default();
    tera.autoescape_on(vec![".html", ".xml"]);
    let (messages, words) = (Arc::clone(messages), Arc::clone(messages));
    tera.register_filter("t", move |english: StringInput<'_>, values: Kwargs, state: &State<'_>| {
        messages.translate(&english, &values, state)
    });
    tera.register_filter("word", move |english: StringInput<'_>, _: Kwargs, _: &State<'_>| words.word(&english));
    tera
}

/// Returns the place that the engine names in its report, ` --> name:line:column`,
/// or the beginning of the file.
fn place_in(file: &SourceFile, message: &str) -> Place {
    let named = message.lines().find_map(|line| {
        let mut parts = line.trim_start().strip_prefix("--> ")?.rsplit(':');
        let column: usize = parts.next()?.trim().parse().ok()?;
        let line: usize = parts.next()?.parse().ok()?;
        Some((line.checked_sub(1)?, column.checked_sub(1)?))
    });
    let Some((line_index, column_index)) = named else { return Place::whole(file.path()) };
    let text = file.text();
    let line_start: usize = text.split_inclusive('\n').take(line_index).map(str::len).sum();
    let line = text[line_start..].lines().next().unwrap_or_default();
    let column_start = line.char_indices().nth(column_index).map_or(line.len(), |(at, _)| at);
    Place::new(file, Span::new(line_start + column_start, line_start + column_start))
}

/// Returns the book's own templates by name.
fn templates(tree: &SourceTree) -> BTreeMap<String, String> {
    let is_template = |file: &&Arc<SourceFile>| {
        matches!(file.path().extension(), "html" | "xml" | "txt") && matches!(file.state(), SourceState::Text(_))
    };
    let files = tree.below(TEMPLATES).filter(is_template);
    files.filter_map(|file| Some((file.path().below(TEMPLATES)?.to_owned(), file.text().to_owned()))).collect()
}

/// The file of components. Components have one name for all templates, so that it
/// cannot stand under two names; a book replaces it whole.
const COMPONENTS: &str = "components.html";

/// Returns all templates: every built-in one as `builtin/NAME` and, unless the
/// book has its own, as `NAME`.
fn with_builtin(builtin: &SourceTree, own: &BTreeMap<String, String>) -> Vec<(String, Cow<'static, str>)> {
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for (name, text) in templates(builtin) {
        if name != COMPONENTS {
            all.insert(format!("builtin/{name}"), text.clone());
        }
        all.insert(name, text);
    }
    all.extend(own.clone());
    all.into_iter().map(|(name, text)| (name, Cow::Owned(text))).collect()
}

/// Returns where an asset is published: `style.css` becomes
/// `theme/style-0123456789.css`, so that it can be cached for ever.
fn fingerprinted(name: &str, bytes: &[u8]) -> String {
    let digest = Digest::of(bytes).to_hex();
    let short = &digest[..10];
    match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => format!("theme/{stem}-{short}.{ending}"),
        _ => format!("theme/{name}-{short}"),
    }
}
