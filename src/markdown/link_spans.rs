//! Where a link's destination stands in the source, as narrowly as can be said.

use std::ops::Range;

/// Returns the place of the destination of `[text](destination "title")`, whose
/// text ends at `text_end`; of the whole link if it cannot be found.
pub(super) fn inline(source: &str, link: &Range<usize>, text_end: usize) -> Range<usize> {
    let rest = source.get(text_end..link.end).unwrap_or_default();
    let Some(open) = rest.find("](") else { return link.clone() };
    // The link ends with its parenthesis.
    let inside = text_end + open + 2..link.end.saturating_sub(1);
    first_word(source, inside).unwrap_or_else(|| link.clone())
}

/// Returns the place of the destination in the definition `[label]: destination`.
pub(super) fn definition(source: &str, definition: &Range<usize>) -> Option<Range<usize>> {
    let text = source.get(definition.clone())?;
    let start = definition.start + text.find("]:")? + 2;
    first_word(source, start..definition.end)
}

/// Returns the place of the name in `[[name]]`, `[[name|text]]` or `![[name]]`.
pub(super) fn wiki(source: &str, link: &Range<usize>, is_image: bool) -> Range<usize> {
    let start = link.start + if is_image { 3 } else { 2 };
    let inside = source.get(start..link.end.saturating_sub(2)).unwrap_or_default();
    let name = inside.split('|').next().unwrap_or_default().trim_end_matches('\\');
    let start = start + (name.len() - name.trim_start().len());
    start..start + name.trim().len()
}

/// Returns the place between the angle brackets of `<https://…>`.
pub(super) fn angled(link: &Range<usize>) -> Range<usize> {
    link.start + 1..(link.end - 1).max(link.start + 1)
}

fn first_word(source: &str, inside: Range<usize>) -> Option<Range<usize>> {
    let text = source.get(inside.clone())?;
    let start = inside.start + (text.len() - text.trim_start().len());
    let word = &source[start..inside.end];
    match word.strip_prefix('<') {
        Some(angled) => Some(start + 1..start + 1 + angled.find('>')?),
        None => Some(start..start + word.find(char::is_whitespace).unwrap_or(word.len())),
    }
}
