//! `review`: writes the record of a review into a document's front matter.

use super::args::{Common, ReviewArgs};
use super::failure::{Failure, Outcome};
use super::front_matter_edit::FrontMatterEdit;
use super::history::find_document;
use super::record::{as_strs, field_names, fingerprint_text, leaf_of, require_controlled, who, write};
use super::session::Session;
use super::terminal::Terminal;
use crate::book::BoundDocument;
use crate::load::{Leaf, Memo};
use crate::model::{Date, Review, ReviewOutcome, Status};

/// Runs the command.
pub(super) fn run(args: &ReviewArgs, common: &Common, terminal: Terminal) -> Result<Outcome, Failure> {
    let session = Session::open(common)?;
    session.require_config(terminal)?;
    let tree = session.read_tree()?;
    let book = session.prepare(&tree, &Memo::default()).book;
    let bound = find_document(&book, &args.id)?;
    require_controlled(bound)?;
    require_text_for(bound, args.outcome)?;
    let by = who(args.by.as_ref(), &session)?;
    let today = session.today;
    let fingerprint = bound.leaf.fingerprint;
    let is_this = |review: &&Review| {
        review.on == today
            && review.by.as_deref() == Some(by.as_str())
            && review.outcome == Some(args.outcome)
            && review.fingerprint == Some(fingerprint)
    };
    let before = &bound.document().reviews;
    if before.iter().any(|review| is_this(&review)) {
        let id = &bound.document().id;
        return Err(Failure::usage(format!("this review of {id} by {by} on {today} is on record already")));
    }
    let old = bound.leaf.file.text();
    let mut edit = FrontMatterEdit::new(old)?;
    let entries = [
        ("on", today.to_string()),
        ("by", by.clone()),
        ("outcome", args.outcome.to_string()),
        ("fingerprint", fingerprint_text(fingerprint)),
    ];
    edit.add_record(&as_strs(&field_names("reviews", &session)), &entries)?;
    let text = edit.into_text();
    let leaf = leaf_of(bound, &text, &session)?;
    let mut rest: Vec<&Review> = leaf.document.reviews.iter().collect();
    let added = rest.iter().position(is_this).map(|at| rest.remove(at));
    let is_kept = rest.len() == before.len() && before.iter().zip(rest).all(|(old, new)| old.is_same_record(new));
    let is_as_meant = added.is_some() && is_kept && leaf.fingerprint == fingerprint && is_insertion(old, &text);
    write(bound, &text, is_as_meant, &session)?;
    let document = &leaf.document;
    let (id, outcome, path) = (&document.id, args.outcome, bound.leaf.file.path());
    terminal.say(&format!("{id} reviewed by {by} on {today}: {outcome}; {}", what_follows(&leaf, outcome, today)));
    terminal.say(&format!("commit {path} to put it on record, with a message such as \"Review {id}: {outcome}\""));
    Ok(Outcome::Clean)
}

/// Fails when there is no text in force that could be reviewed, or when it is not the
/// one that was approved and is to be found unchanged.
fn require_text_for(bound: &BoundDocument, outcome: ReviewOutcome) -> Result<(), Failure> {
    let document = bound.document();
    let (id, status) = (&document.id, document.status);
    match status {
        Status::Retired => Err(Failure::usage(format!("{id} is retired: no review of it is due any more"))),
        Status::Draft | Status::InReview => {
            let state = if status == Status::Draft { "a draft" } else { "in review" };
            Err(Failure::usage(format!(
                "{id} is {state}, and a review is of a text in force; have it approved, which starts the cycle: \
                 `policybook approve {id}`"
            )))
        }
        Status::Approved if outcome == ReviewOutcome::Unchanged && bound.is_changed_since_approval() => {
            Err(Failure::usage(format!(
                "the text of {id} is not the one that was approved, so that no review can find it unchanged; \
                 have it approved (`policybook approve {id}`), or take the change back"
            )))
        }
        Status::Approved => Ok(()),
    }
}

/// Says when the next review is due, and what the outcome asks for.
fn what_follows(leaf: &Leaf, outcome: ReviewOutcome, today: Date) -> String {
    let document = &leaf.document;
    let id = &document.id;
    let next = match leaf.next_review(today) {
        Some(due) if document.next_review_override.is_some() => {
            format!("`next_review` says {due}: set another day or take it out")
        }
        Some(due) if outcome.lets_text_stand() => format!("next review by {due}"),
        Some(due) => format!("it stays due on {due}"),
        None => "no review is due: it names no approval".to_owned(),
    };
    match outcome {
        ReviewOutcome::Unchanged => next,
        ReviewOutcome::Changed if leaf.is_changed_since_approval() || document.approved_on != Some(today) => {
            format!("{next}; a text that was changed has to be approved (`policybook approve {id}`)")
        }
        ReviewOutcome::Changed => next,
        ReviewOutcome::ChangeNeeded => {
            format!("{next}; change the text and have it approved (`policybook approve {id}`)")
        }
        ReviewOutcome::Retire => format!("{next}; set its status to retired when that is decided"),
    }
}

/// Returns whether `new` is `old` with one piece put in, and nothing else.
fn is_insertion(old: &str, new: &str) -> bool {
    let (old, new) = (old.as_bytes(), new.as_bytes());
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let end = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    new.len() > old.len() && start + end >= old.len()
}
