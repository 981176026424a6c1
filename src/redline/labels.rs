//! The words that a redline adds to the authors'.

/// Words that the writers of a redline add. A caller may translate them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Labels<'a> {
    /// Said before words that were inserted.
    pub inserted: &'a str,
    /// Said behind words that were inserted.
    pub insertion_end: &'a str,
    /// Said before words that were deleted.
    pub deleted: &'a str,
    /// Said behind words that were deleted.
    pub deletion_end: &'a str,
    /// Begins the note at the new place of what was moved.
    pub moved_from: &'a str,
    /// Begins the note at the old place of what was moved.
    pub moved_to: &'a str,
    /// Of the other end of a move: it stands before this one.
    pub further_up: &'a str,
    /// Of the other end of a move: it stands behind this one.
    pub further_down: &'a str,
    /// Blocks that moved together; the number stands before it.
    pub blocks: &'a str,
    /// What stayed between changes; the number stands before it.
    pub unchanged: &'a str,
    /// A link that leads elsewhere; its words stand before this.
    pub link_changed: &'a str,
    /// Where it led; the address follows.
    pub link_before: &'a str,
    /// A heading of another level; the old level follows.
    pub level_before: &'a str,
    /// A list that got numbers.
    pub numbered: &'a str,
    /// A list that got bullets in place of numbers.
    pub bulleted: &'a str,
    /// A numbered list that begins with another number; the old one follows.
    pub start_before: &'a str,
    /// A task that was ticked.
    pub ticked: &'a str,
    /// A task that is no longer ticked.
    pub unticked: &'a str,
    /// A dividing line.
    pub rule: &'a str,
    /// What stands over changes outside every section.
    pub no_heading: &'a str,
    /// What a length limit left out; the number stands before it.
    pub left_out: &'a str,
}

impl Labels<'static> {
    /// The words in English.
    pub const ENGLISH: Self = Self {
        inserted: "inserted:",
        insertion_end: "end of insertion",
        deleted: "deleted:",
        deletion_end: "end of deletion",
        moved_from: "Moved here from",
        moved_to: "Moved",
        further_up: "further up",
        further_down: "further down",
        blocks: "parts together",
        unchanged: "unchanged paragraphs",
        link_changed: "now leads to",
        link_before: "before:",
        level_before: "heading level before:",
        numbered: "now a numbered list",
        bulleted: "now a list without numbers",
        start_before: "numbers before began with",
        ticked: "now ticked",
        unticked: "no longer ticked",
        rule: "dividing line",
        no_heading: "Before the first heading",
        left_out: "more changes are not shown",
    };
}
