//! Comparing secrets.

/// Compares to the end, so that the time does not tell how much is right.
pub(super) fn is_same(a: &str, b: &str) -> bool {
    let differs = a.bytes().zip(b.bytes()).fold(0, |differs, (a, b)| differs | (a ^ b));
    differs == 0 && a.len() == b.len()
}
