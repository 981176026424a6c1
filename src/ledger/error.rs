//! Why a store could not do what it was asked.

/// A store could not do what it was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// Nothing was written, and it may be tried again: locked, full, not reachable.
    #[error("the store cannot write or read now: {0}")]
    Unavailable(String),
    /// It is not known whether it was written; the record's key tells.
    #[error("the store did not answer whether it wrote: {0}")]
    Unknown(String),
    /// What stands in the store is not what was written.
    #[error("the store is damaged: {0}")]
    Broken(String),
    /// The store is of another kind, purpose or program.
    #[error("{0}")]
    Foreign(String),
}
