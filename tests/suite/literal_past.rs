//! A history as a literal: commits that follow each other, each changing one file.

use std::sync::Arc;

use policybook::history::{
    BlobId, Change, Chronicle, Commit, HistoryState, Landing, Line, Log, Step, StepChange, Texts, chronicle,
    is_document_name,
};
use policybook::model::{CommitId, Date, Person};
use policybook::signature::SignatureState;
use policybook::source::{BookPath, Digest};
use policybook::version::{Witness, Witnesses};

/// One commit.
#[derive(Clone)]
struct LiteralCommit {
    id: CommitId,
    path: String,
    text: String,
    date: Date,
    author: Person,
    message: Vec<String>,
}

/// The commits, oldest first.
#[derive(Clone, Default)]
pub struct LiteralPast {
    steps: Vec<LiteralCommit>,
}

impl LiteralPast {
    /// Adds a commit; `title` is `DATE AUTHOR`, and behind semicolons lines of its message.
    pub fn commit(&mut self, path: &str, title: &str, text: &str) {
        let mut parts = title.split(';').map(str::trim);
        let (date, author) = parts.next().and_then(|who| who.split_once(' ')).expect("a date and an author");
        let author = Person { name: author.to_owned(), email: None };
        self.steps.push(LiteralCommit {
            // Ids that a reader of a page can tell apart.
            id: CommitId::new(format!("{:010}{}", self.steps.len() + 1, "0".repeat(30))),
            path: path.to_owned(),
            text: text.to_owned(),
            date: date.parse().expect("a date"),
            author,
            message: parts.map(str::to_owned).collect(),
        });
    }

    /// Returns the text that was committed last at `path`.
    pub fn last(&self, path: &str) -> Option<&str> {
        self.steps.iter().rfind(|step| step.path == path).map(|step| step.text.as_str())
    }

    /// Returns what the program makes of it.
    pub fn chronicle(&self) -> Chronicle {
        let mut log = Log::empty(HistoryState::Complete);
        let count = self.steps.len();
        log.head = self.steps.last().map(|step| step.id.clone());
        for (at, step) in self.steps.iter().enumerate().rev() {
            let before = self.steps[..at].iter().rfind(|other| other.path == step.path);
            log.commits.push(Commit {
                id: step.id.clone(),
                parents: if at == 0 { Vec::new() } else { vec![count - at] },
                is_boundary: false,
                author: Arc::new(step.author.clone()),
                date: Some(step.date),
                committed_at: i64::try_from(at).expect("a small number"),
                summary: "A change.".to_owned(),
                changes: vec![Change {
                    path: step.path.as_str().into(),
                    old: before.map(|before| self.id_of(before.text.as_bytes())),
                    new: Some(self.id_of(step.text.as_bytes())),
                    merged: Vec::new(),
                }],
                vanished: Vec::new(),
            });
        }
        for step in self.steps.iter().filter(|step| is_document_name(step.path.as_bytes())) {
            let path = BookPath::new(&step.path).expect("a path of a book");
            log.documents.insert(path, self.id_of(step.text.as_bytes()));
        }
        chronicle(log, self)
    }
}

impl Texts for LiteralPast {
    fn text(&self, id: BlobId) -> Option<Vec<u8>> {
        let found = self.steps.iter().find(|step| self.id_of(step.text.as_bytes()) == id);
        found.map(|step| step.text.clone().into_bytes())
    }

    fn id_of(&self, bytes: &[u8]) -> BlobId {
        BlobId::new(Digest::of(bytes).as_bytes()[..20].try_into().expect("twenty bytes"))
    }

    fn file_at(&self, commit: &CommitId, path: &str) -> Option<BlobId> {
        let at = self.steps.iter().position(|step| step.id == *commit)?;
        let found = self.steps[..=at].iter().rfind(|step| step.path == path)?;
        Some(self.id_of(found.text.as_bytes()))
    }

    fn line(&self, head: &CommitId, _: &str) -> Option<Arc<Line>> {
        let end = self.steps.iter().position(|step| step.id == *head)?;
        let step = |step: &LiteralCommit| Step {
            commit: step.id.clone(),
            date: Some(step.date),
            joined: Arc::new([]),
            changes: vec![StepChange {
                path: BookPath::new(&step.path).expect("a path of a book"),
                text: Some(self.id_of(step.text.as_bytes())),
            }],
        };
        Some(Arc::new(Line::new(self.steps[..=end].iter().map(step).collect())))
    }
}

impl Witnesses for LiteralPast {
    fn witness(&self, commit: &CommitId, _: &Landing) -> Option<Arc<Witness>> {
        let step = self.steps.iter().find(|step| step.id == *commit)?;
        let named = |key: &str| -> Vec<String> {
            let lines = step.message.iter().filter_map(|line| line.strip_prefix(key));
            lines.map(|name| name.trim().to_owned()).collect()
        };
        Some(Arc::new(Witness {
            commit: step.id.clone(),
            is_merge: false,
            date: Some(step.date),
            author: step.author.clone(),
            committer: step.author.clone(),
            approved_by: named("Approved-by:"),
            reviewed_by: named("Reviewed-by:"),
            signature: SignatureState::Unsigned,
        }))
    }
}
