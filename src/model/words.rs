//! The closed lists of words: types, statuses, reasons.

use std::fmt;
use std::str::FromStr;

/// A text is not one of the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a known word")]
pub struct UnknownWord;

/// Declares an enum whose values are words, in their order.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$value_doc:meta])* $value:ident = $word:literal $(| $other:literal)*),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$value_doc])* $value),+ }

        impl $name {
            /// All values, in order.
            pub const ALL: &'static [$name] = &[$($name::$value),+];

            /// Returns the word.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$value => $word),+ }
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            /// Reads the word in any case, with spaces or underscores for hyphens.
            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                let text = text.trim().to_lowercase().replace([' ', '_'], "-");
                match text.as_str() {
                    $($word $(| $other)* => Ok($name::$value),)+
                    _ => Err(UnknownWord),
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// What kind of document a file is.
    DocumentType {
        /// Says what the organisation wants and requires.
        Policy = "policy",
        /// Says how much or which: measurable requirements.
        Standard = "standard",
        /// Says how it is done, step by step.
        Procedure = "procedure" | "process",
        /// Advice.
        Guideline = "guideline" | "guide",
        /// What will be done, by whom, by when.
        Plan = "plan",
        /// A list that is kept up to date.
        Register = "register",
        /// Evidence of something done.
        Record = "record",
        /// Not controlled: no version, approval or review is asked of it.
        Page = "page",
    }
}

words! {
    /// Where a document stands in its life.
    Status {
        /// Being written.
        Draft = "draft" | "wip",
        /// Being reviewed before approval.
        InReview = "in-review" | "review" | "proposed",
        /// Approved: in force from its date.
        Approved = "approved" | "published" | "active" | "in-force" | "final",
        /// No longer in force.
        Retired = "retired" | "withdrawn" | "obsolete" | "superseded" | "archived",
    }
}

words! {
    /// What a review concluded.
    ReviewOutcome {
        /// The text stays as it is.
        Unchanged = "unchanged" | "no-change" | "no-changes",
        /// The text was changed.
        Changed = "changed" | "updated",
        /// The text has to be changed.
        ChangeNeeded = "change-needed" | "needs-change",
        /// The document is no longer needed.
        Retire = "retire",
    }
}

words! {
    /// Why a control is in the statement of applicability.
    Reason {
        /// The risk assessment calls for it.
        Risk = "risk" | "risk-assessment",
        /// A law or regulation calls for it.
        Legal = "legal" | "regulatory" | "legal-or-regulatory",
        /// A contract calls for it.
        Contractual = "contractual" | "contract",
        /// The business wants it, or it is good practice.
        Business = "business" | "best-practice",
    }
}

words! {
    /// How far a control is implemented.
    Implementation {
        /// Fully.
        Implemented = "implemented" | "yes" | "done",
        /// In part.
        Partial = "partial" | "partially-implemented",
        /// Decided and dated, not begun.
        Planned = "planned",
        /// Nothing done yet.
        NotStarted = "not-started" | "no",
    }
}

words! {
    /// Which kind of entry of a framework.
    ControlKind {
        /// A requirement that cannot be excluded, such as an ISO 27001 clause.
        Requirement = "requirement" | "clause",
        /// A control that a statement of applicability decides on.
        Control = "control",
    }
}

impl ReviewOutcome {
    /// Returns whether it means that the text may stay in force, as it is or as it
    /// was changed.
    pub fn lets_text_stand(self) -> bool {
        matches!(self, ReviewOutcome::Unchanged | ReviewOutcome::Changed)
    }
}

impl DocumentType {
    /// Returns whether documents of this type are controlled: have a version, an
    /// approval and reviews.
    pub fn is_controlled(self) -> bool {
        self != DocumentType::Page
    }

    /// Returns the plural for headings: `policies`.
    pub fn plural(self) -> &'static str {
        match self {
            DocumentType::Policy => "policies",
            DocumentType::Standard => "standards",
            DocumentType::Procedure => "procedures",
            DocumentType::Guideline => "guidelines",
            DocumentType::Plan => "plans",
            DocumentType::Register => "registers",
            DocumentType::Record => "records",
            DocumentType::Page => "pages",
        }
    }
}
