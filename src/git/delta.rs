//! Applies a delta of a pack to its base.

/// Writes to `target` what `delta` makes of `base`; nothing when the delta is
/// damaged or its result would be larger than `size_max` bytes.
pub(super) fn apply(base: &[u8], delta: &[u8], size_max: usize, target: &mut Vec<u8>) -> Option<()> {
    let (base_size, delta) = size(delta)?;
    let (target_size, mut delta) = size(delta)?;
    if base_size != base.len() || target_size > size_max {
        return None;
    }
    target.clear();
    target.reserve_exact(target_size);
    while let [instruction, rest @ ..] = delta {
        delta = rest;
        let piece = if instruction & 0x80 == 0 {
            // The next bytes of the delta itself; zero is reserved.
            let (literal, rest) = delta.split_at_checked(usize::from(*instruction))?;
            if literal.is_empty() {
                return None;
            }
            delta = rest;
            literal
        } else {
            let (offset, rest) = number(delta, instruction & 0x0f)?;
            let (length, rest) = number(rest, (instruction >> 4) & 0x07)?;
            delta = rest;
            let length = if length == 0 { 0x1_0000 } else { length };
            base.get(offset..offset.checked_add(length)?)?
        };
        if target.len() + piece.len() > target_size {
            return None;
        }
        target.extend_from_slice(piece);
    }
    (target.len() == target_size).then_some(())
}

/// Reads a size in groups of seven bits, the lowest first.
fn size(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0_usize;
    for (at, &byte) in bytes.iter().enumerate().take(9) {
        value |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((value, &bytes[at + 1..]));
        }
    }
    None
}

/// Reads a number of which `mask` says which bytes are written, the lowest first.
fn number(mut bytes: &[u8], mask: u8) -> Option<(usize, &[u8])> {
    let mut value = 0;
    for place in 0..4 {
        if mask & (1 << place) != 0 {
            let (&byte, rest) = bytes.split_first()?;
            value |= usize::from(byte) << (8 * place);
            bytes = rest;
        }
    }
    Some((value, bytes))
}
