//! A book of another day, bound as today's is, and kept in short.

use std::collections::BTreeMap;

use crate::book::{self, Snapshot};
use crate::config::Config;
use crate::diagnostic::Findings;
use crate::history::{HistoryState, Log, NoTexts, chronicle};
use crate::load::{self, Memo};
use crate::model::Date;
use crate::source::SourceTree;

/// Reads the book in `tree` as it stood on `day`, with the settings of its time.
/// Its texts are let go at once; `memo` should be one [`of_records`](Memo::of_records).
pub fn snapshot(tree: &SourceTree, config: &Config, day: Date, memo: &Memo) -> Snapshot {
    let mut findings = Findings::default();
    let manuscript = load::manuscript(tree, &load::builtin_controls(), config, memo, &mut findings);
    let past = book::Past {
        chronicle: &chronicle(Log::empty(HistoryState::NoRepository), &NoTexts),
        work: &BTreeMap::new(),
        lives: &BTreeMap::new(),
        releases: &[],
        release_records: &[],
    };
    Snapshot::of(&book::bind(&manuscript, past, tree, config, &mut findings), day)
}
