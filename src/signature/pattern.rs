//! Lists of patterns as ssh_config(5) describes them: `*`, `?` and `!`.

/// A list of patterns, parted by commas. Case counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PatternList(Vec<Pattern>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern {
    is_negated: bool,
    text: String,
}

impl PatternList {
    /// Reads a list; any text is one.
    pub(super) fn new(text: &str) -> Self {
        let pattern = |part: &str| match part.strip_prefix('!') {
            Some(text) => Pattern { is_negated: true, text: text.to_owned() },
            None => Pattern { is_negated: false, text: part.to_owned() },
        };
        Self(text.split(',').map(pattern).collect())
    }

    /// Returns whether a pattern matches and no negated one does.
    pub(super) fn matches(&self, text: &str) -> bool {
        let matching = |is_negated| {
            let patterns = self.0.iter().filter(move |pattern| pattern.is_negated == is_negated);
            patterns.map(|pattern| &pattern.text).any(|pattern| is_match(pattern.as_bytes(), text.as_bytes()))
        };
        matching(false) && !matching(true)
    }

    /// Returns the first pattern that is not negated, as written.
    pub(super) fn first(&self) -> Option<&str> {
        let mut named = self.0.iter().filter(|pattern| !pattern.is_negated && !pattern.text.is_empty());
        named.next().map(|pattern| pattern.text.as_str())
    }
}

/// Matches the whole text. Going back to the last `*` only, it cannot explode.
fn is_match(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut next) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while next < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, next));
                at += 1;
            }
            Some(&byte) if byte == b'?' || byte == text[next] => {
                at += 1;
                next += 1;
            }
            _ => match star {
                Some((star_at, matched)) => {
                    star = Some((star_at, matched + 1));
                    (at, next) = (star_at + 1, matched + 1);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|&byte| byte == b'*')
}
