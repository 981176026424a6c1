//! The kinds of records.

use std::fmt;

/// What a record says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A person confirmed a text.
    Acknowledgement,
    /// Somebody recorded that another person confirmed a text, on paper or in a meeting.
    OnBehalf,
    /// A person declined, or raised a question.
    Decline,
    /// A person need not acknowledge a document, for a reason and a time.
    Exemption,
    /// An earlier record does not count any more.
    Withdrawal,
    /// Who had to acknowledge what, at a moment.
    Obligations,
    /// The people and their groups, at a moment.
    Roster,
    /// Reminders were sent.
    Reminder,
    /// The values that name a person were removed.
    Erasure,
    /// The key that signs from the next record on.
    Key,
    /// The clock of a node went back, or jumped.
    ClockStep,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 11] = [
        Self::Acknowledgement,
        Self::OnBehalf,
        Self::Decline,
        Self::Exemption,
        Self::Withdrawal,
        Self::Obligations,
        Self::Roster,
        Self::Reminder,
        Self::Erasure,
        Self::Key,
        Self::ClockStep,
    ];

    /// Returns the word for it in a record.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Acknowledgement => "ack",
            Self::OnBehalf => "on_behalf",
            Self::Decline => "decline",
            Self::Exemption => "exempt",
            Self::Withdrawal => "withdraw",
            Self::Obligations => "obligation",
            Self::Roster => "roster",
            Self::Reminder => "remind",
            Self::Erasure => "erase",
            Self::Key => "key",
            Self::ClockStep => "clock_step",
        }
    }

    /// Reads the word of a record.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
