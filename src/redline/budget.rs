//! How much work one comparison may be.
//!
//! The finest difference costs time in proportion to the square of what
//! changed. Each step that does asks here first; when the budget is spent, the
//! difference becomes coarser, in the same way on every machine.

/// Work of one comparison, in the units that [`Budget::take`] is asked for.
const WORK_MAX: usize = 64 * 1024 * 1024;
/// Work of one step; a single pair of long texts must not take everything.
const STEP_MAX: usize = 16 * 1024 * 1024;

/// What is left.
#[derive(Debug)]
pub(super) struct Budget {
    left: usize,
}

impl Budget {
    /// Returns a full budget.
    pub(super) fn new() -> Self {
        Self { left: WORK_MAX }
    }

    /// Takes `cost`, or nothing when it is too much. Returns whether it did.
    pub(super) fn take(&mut self, cost: usize) -> bool {
        let is_affordable = cost <= STEP_MAX && cost <= self.left;
        if is_affordable {
            self.left -= cost;
        }
        is_affordable
    }
}
