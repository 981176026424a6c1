//! `diff`: what changed in a document between two of its texts.

use std::sync::Arc;

use super::args::{Common, DiffArgs, DiffFormat};
use super::failure::{Failure, Outcome};
use super::history::find_document;
use super::session::Session;
use super::terminal::Terminal;
use crate::book::{Archive, BoundDocument};
use crate::diagnostic::Colours;
use crate::history::{BlobId, PastPath};
use crate::load::{Leaf, Memo};
use crate::model::{CommitId, Date};
use crate::redline::{Excerpt, Folding, Labels, Style, print_markdown, print_text};
use crate::view::{FindingIndex, PastText, TextChanges, Views};

/// Runs the command.
pub(super) fn run(args: &DiffArgs, common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
    let session = Session::open(common)?;
    session.require_config(terminal)?;
    let tree = session.read_tree()?;
    let prepared = session.prepare(&tree, &Memo::default());
    let bound = find_document(&prepared.book, &args.id)?;
    let archive = Archive::new(prepared.store.as_ref(), &prepared.folder, &session.config, session.today);
    let texts = Texts { bound, archive: &archive };
    let to = match &args.to {
        Some(name) => texts.named(name)?,
        None => texts.now(),
    };
    let from = match &args.from {
        Some(name) => texts.named(name)?,
        None => texts.before(&to)?,
    };
    let by_document = FindingIndex::default();
    let views = Views {
        book: &prepared.book,
        config: &session.config,
        settled: &prepared.settled,
        by_document: &by_document,
        archive: &archive,
        today: session.today,
    };
    let text = |named: &Named| PastText::new(&views, Arc::clone(&named.leaf), &bound.address);
    let changes = TextChanges::between(&views, &text(&from), &text(&to));
    let labels = &Labels::ENGLISH;
    let folding = if args.whole { Folding::Off } else { Folding::On };
    let text = match args.format {
        DiffFormat::Html => changes.redline.html(labels, folding),
        DiffFormat::Text => {
            let style = match terminal.data_colours() {
                Colours::On => Style::Colours,
                Colours::Off => Style::Marks,
            };
            let records = records(&changes, |before, after| format!("{before} -> {after}"));
            page(&records, &changes.redline.excerpts(labels), |excerpts| print_text(excerpts, style, labels, None))
        }
        DiffFormat::Markdown => {
            let plain = |text: &str| text.replace(['`', '\n'], " ");
            let records = records(&changes, |before, after| format!("`{}` → `{}`", plain(before), plain(after)));
            let records: Vec<String> = records.iter().map(|record| format!("- {record}")).collect();
            page(&records, &changes.redline.excerpts(labels), |excerpts| print_markdown(excerpts, labels, None))
        }
    };
    terminal.data(&format!("{}\n", text.trim_end()))?;
    if changes.is_empty() {
        terminal.say(&format!("{} and {} are the same", from.name, to.name));
    } else {
        let counts = changes.redline.counts();
        terminal.say(&format!(
            "{} from {} to {}: {} words inserted, {} deleted",
            bound.document().id,
            from.name,
            to.name,
            counts.words_inserted,
            counts.words_deleted
        ));
    }
    Ok(Outcome::Clean)
}

/// Says what changed in the record of the document, a line each.
fn records(changes: &TextChanges, step: impl Fn(&str, &str) -> String) -> Vec<String> {
    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "nothing".to_owned());
    let fields = changes.fields.iter();
    let fields = fields.map(|field| format!("{}: {}", field.name, step(&value(&field.before), &value(&field.after))));
    let gained = changes.claims_gained.iter().map(|claim| ("now satisfies", claim));
    let lost = changes.claims_lost.iter().map(|claim| ("no longer satisfies", claim));
    let claims =
        lost.chain(gained).map(|(what, claim)| format!("{what} {} {} {}", claim.framework, claim.control, claim.title));
    fields.chain(claims).collect()
}

fn page(records: &[String], excerpts: &[Excerpt], print: impl Fn(&[Excerpt]) -> String) -> String {
    let text = print(excerpts);
    let parts = [records.join("\n"), text.trim_end().to_owned()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// A text of the document, and what to call it.
struct Named {
    name: String,
    leaf: Arc<Leaf>,
}

/// The texts of one document.
struct Texts<'a> {
    bound: &'a BoundDocument,
    archive: &'a Archive<'a>,
}

impl Texts<'_> {
    /// Returns the text as it stands in the folder.
    fn now(&self) -> Named {
        Named { name: "the text as it stands".to_owned(), leaf: Arc::clone(&self.bound.leaf) }
    }

    /// Returns the text with that name: the label of a version, a day, or the
    /// beginning of a commit's id.
    fn named(&self, name: &str) -> Result<Named, Failure> {
        let life = &self.bound.life;
        if let Some(version) = life.versions.iter().find(|version| version.label == name) {
            let leaf = self.archive.leaf(self.bound, version).ok_or_else(|| unreadable(name))?;
            return Ok(Named { name: format!("version {name}"), leaf });
        }
        if let Ok(day) = name.parse::<Date>() {
            return self.on(day);
        }
        let is_id = name.len() >= 4 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        let lower = name.to_ascii_lowercase();
        let mut found = self.bound.revisions.iter().filter(|row| row.by.commit.as_str().starts_with(&lower));
        match (is_id, found.next(), found.next()) {
            (true, Some(row), None) => {
                let text = row.blob.ok_or_else(|| Failure::usage(format!("commit `{name}` deleted the file")))?;
                self.read(text, &row.path, &row.by.commit, format!("commit {}", row.by.commit.short()))
            }
            (true, Some(_), Some(_)) => Err(Failure::usage(format!("several commits begin with `{name}`"))),
            _ => Err(self.unknown(name)),
        }
    }

    /// Returns the text that the branch had at the end of a day.
    fn on(&self, day: Date) -> Result<Named, Failure> {
        let mut states = self.bound.life.states.iter();
        let state = states.find(|state| state.landing.date.is_some_and(|date| date <= day));
        let id = &self.bound.document().id;
        let state = state.ok_or_else(|| Failure::usage(format!("git has no text of `{id}` from {day} or before")))?;
        let gone = || Failure::usage(format!("`{id}` was not there on {day}"));
        self.read(state.text.ok_or_else(gone)?, &state.path, &state.landing.commit, format!("the text of {day}"))
    }

    /// Returns the version before `to`: the newest whose text is another.
    fn before(&self, to: &Named) -> Result<Named, Failure> {
        for version in &self.bound.life.versions {
            let leaf = self.archive.leaf(self.bound, version).ok_or_else(|| unreadable(&version.label))?;
            if leaf.file.text() != to.leaf.file.text() && version.label != to.name.trim_start_matches("version ") {
                return Ok(Named { name: format!("version {}", version.label), leaf });
            }
        }
        let id = &self.bound.document().id;
        Err(Failure::usage(format!("git has no earlier version of `{id}`; name a day or a commit to compare with")))
    }

    fn read(&self, text: BlobId, path: &PastPath, commit: &CommitId, name: String) -> Result<Named, Failure> {
        let path = path.in_book().unwrap_or_else(|| self.bound.leaf.file.path().clone());
        let leaf = self.archive.leaf_at(text, path, commit).ok_or_else(|| unreadable(&name))?;
        Ok(Named { name, leaf: Arc::new(leaf) })
    }

    fn unknown(&self, name: &str) -> Failure {
        let labels: Vec<&str> = self.bound.life.versions.iter().map(|version| version.label.as_str()).collect();
        let id = &self.bound.document().id;
        Failure::usage(match labels.is_empty() {
            true => format!(
                "`{name}` is no day and no commit of `{id}`, which has no versions; `policybook history {id}` lists its commits"
            ),
            false => format!("`{name}` is no version, day or commit of `{id}`; its versions are {}", labels.join(", ")),
        })
    }
}

fn unreadable(name: &str) -> Failure {
    Failure::impossible(format!("git cannot give the text of {name} any more"))
}
