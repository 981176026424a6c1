//! How the book was set up at each commit of the branch: settings and frameworks.

use std::collections::BTreeMap;

use crate::book::records::Reading;
use crate::config::{Config, read_config};
use crate::diagnostic::Findings;
use crate::history::{BlobId, Step, Texts};
use crate::load::{Manuscript, Memo, builtin_controls, manuscript};
use crate::model::{Date, Statement};
use crate::source::{BookPath, SourceFile, SourceState, SourceTree};

const STATEMENT: &str = "controls/applicability.toml";

/// Where git could not give a text: its path and the step.
#[derive(Debug)]
pub(super) struct MissingText {
    pub(super) path: BookPath,
    pub(super) step: usize,
}

/// What the steps set up, each thing once.
#[derive(Debug, Default)]
pub(super) struct Epochs {
    /// The settings that there were.
    pub(super) settings: Vec<Config>,
    /// For each of them, the first that reads texts in the same way.
    pub(super) reads_as: Vec<usize>,
    /// The frameworks that there were; their manuscripts hold no document and no statement.
    pub(super) catalogues: Vec<Manuscript>,
    /// Settings and frameworks at each step.
    pub(super) at: Vec<(usize, usize)>,
    /// The statements, each from a step on: nothing where there was no file, and
    /// nothing within where it could not be read.
    pub(super) statements: Vec<(usize, Option<Option<Statement>>)>,
}

impl Epochs {
    /// Reads what the steps set up; `today` has the settings for steps without `book.toml`.
    pub(super) fn read(steps: &[Step], texts: &dyn Texts, config: &Config, today: Date) -> Result<Self, MissingText> {
        let mut epochs = Self::default();
        let mut known_settings: BTreeMap<Option<BlobId>, usize> = BTreeMap::new();
        let mut known_catalogues: BTreeMap<BTreeMap<BookPath, BlobId>, usize> = BTreeMap::new();
        let mut settings: Option<BlobId> = None;
        let mut controls: BTreeMap<BookPath, BlobId> = BTreeMap::new();
        for (at, step) in steps.iter().enumerate() {
            for change in &step.changes {
                let path = &change.path;
                if path.as_str() == "book.toml" {
                    settings = change.text;
                } else if path.as_str() == STATEMENT {
                    let read = change.text.map(|text| file(texts, path, text, at)).transpose()?;
                    epochs.statements.push((at, read.map(statement)));
                } else if path.as_str().starts_with("controls/") && path.extension() == "toml" {
                    match change.text {
                        Some(text) => controls.insert(path.clone(), text),
                        None => controls.remove(path),
                    };
                }
            }
            let setting = match known_settings.get(&settings) {
                Some(&known) => known,
                None => {
                    let read = read_settings(settings, texts, config, today, at)?;
                    known_settings.insert(settings, epochs.settings.len());
                    epochs.add_settings(read)
                }
            };
            let catalogue = match known_catalogues.get(&controls) {
                Some(&known) => known,
                None => {
                    let read = read_catalogue(&controls, texts, config, at)?;
                    known_catalogues.insert(controls.clone(), epochs.catalogues.len());
                    epochs.catalogues.push(read);
                    epochs.catalogues.len() - 1
                }
            };
            epochs.at.push((setting, catalogue));
        }
        Ok(epochs)
    }

    fn add_settings(&mut self, config: Config) -> usize {
        // Which files are documents counts as well.
        let key = |config: &Config| (Reading::of(config).key(), format!("{:?}", config.documents.exclude));
        let same = self.settings.iter().position(|other| key(other) == key(&config));
        self.reads_as.push(same.unwrap_or(self.settings.len()));
        self.settings.push(config);
        self.settings.len() - 1
    }
}

fn read_settings(
    text: Option<BlobId>,
    texts: &dyn Texts,
    config: &Config,
    today: Date,
    step: usize,
) -> Result<Config, MissingText> {
    let path = BookPath::new("book.toml").expect("a plain name is a path");
    let Some(text) = text else { return Ok(config.clone()) };
    let file = file(texts, &path, text, step)?;
    Ok(match file.state() {
        SourceState::Text(_) => read_config(&file, &[], today, &mut Findings::default()),
        SourceState::Asset | SourceState::Unreadable(_) => config.clone(),
    })
}

fn read_catalogue(
    controls: &BTreeMap<BookPath, BlobId>,
    texts: &dyn Texts,
    config: &Config,
    step: usize,
) -> Result<Manuscript, MissingText> {
    let mut tree = SourceTree::default();
    for (path, text) in controls {
        tree.insert(file(texts, path, *text, step)?);
    }
    Ok(manuscript(&tree, &builtin_controls(), config, &Memo::default(), &mut Findings::default()))
}

fn statement(file: SourceFile) -> Option<Statement> {
    let mut tree = SourceTree::default();
    tree.insert(file);
    let nothing = SourceTree::default();
    let config = Config::standard();
    manuscript(&tree, &nothing, &config, &Memo::default(), &mut Findings::default()).statement
}

fn file(texts: &dyn Texts, path: &BookPath, text: BlobId, step: usize) -> Result<SourceFile, MissingText> {
    let bytes = texts.text(text).ok_or_else(|| MissingText { path: path.clone(), step })?;
    Ok(match String::from_utf8(bytes) {
        Ok(text) => SourceFile::text_file(path.clone(), text.strip_prefix('\u{feff}').unwrap_or(&text)),
        Err(_) => SourceFile::new(path.clone(), 0, SourceState::Unreadable("it is not UTF-8".to_owned())),
    })
}
