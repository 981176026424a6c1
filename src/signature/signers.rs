//! The list of allowed signers, as ssh-keygen(1) describes it under ALLOWED SIGNERS.

use super::key::{Key, Unfit};
use super::pattern::PatternList;
use super::window::{Window, instant};
use super::words::shown;
use crate::source::Span;

const SPACE: [char; 3] = [' ', '\t', '\r'];

/// The keys that count, each with its principals, its time and its purposes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AllowedSigners {
    entries: Vec<Entry>,
}

/// A line of the list that does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignerProblem {
    /// The number of the line, from 1.
    pub number: usize,
    /// The bytes of the line in the text.
    pub at: Span,
    /// What is wrong, as a phrase in lower case.
    pub message: String,
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) principals: PatternList,
    pub(super) key: Key,
    /// What the key may sign; nothing when anything.
    namespaces: Option<PatternList>,
    pub(super) window: Window,
}

impl Entry {
    /// Returns whether the key may sign for a purpose.
    pub(super) fn is_for(&self, namespace: &str) -> bool {
        self.namespaces.as_ref().is_none_or(|list| list.matches(namespace))
    }
}

impl AllowedSigners {
    /// Reads a list. Blank lines and lines that begin with `#` are skipped; each
    /// faulty line is a problem, in the order of the lines, and the others count.
    ///
    /// Principals, `namespaces`, `valid-after` and `valid-before` mean what they
    /// mean to ssh-keygen, except that a time without `Z` is UTC. Certificate
    /// authorities are not supported: such a line is a problem.
    pub fn parse(text: &str) -> (Self, Vec<SignerProblem>) {
        let (mut entries, mut problems) = (Vec::new(), Vec::new());
        let mut start = 0;
        for (index, line) in text.split('\n').enumerate() {
            match entry(line) {
                Ok(entry) => entries.extend(entry),
                Err(message) => {
                    let at = Span::new(start, start + line.trim_end_matches(SPACE).len());
                    problems.push(SignerProblem { number: index + 1, at, message });
                }
            }
            start += line.len() + 1;
        }
        (Self { entries }, problems)
    }

    /// Returns whether no key counts.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns how many lines count.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns the lines that name a key, in their order.
    pub(super) fn of_key(&self, key: &Key) -> Vec<&Entry> {
        self.entries.iter().filter(|entry| entry.key == *key).collect()
    }
}

/// Reads a line; nothing when it is blank or a comment.
fn entry(line: &str) -> Result<Option<Entry>, String> {
    let line = line.trim_matches(SPACE);
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let (principals, rest) = principals(line)?;
    let principals = PatternList::new(&principals);
    if principals.first().is_none() {
        return Err("the line names no principal".to_owned());
    }
    let (options, rest) = match first_option(rest) {
        Some(_) => options(rest)?,
        None => (Options::default(), rest),
    };
    let key = key(rest)?;
    if options.is_authority {
        return Err("certificate authorities are not supported, nothing is verified by this line".to_owned());
    }
    if let (Some(after), Some(before)) = (options.window.after, options.window.before)
        && before <= after
    {
        return Err("`valid-before` is not later than `valid-after`".to_owned());
    }
    Ok(Some(Entry { principals, key, namespaces: options.namespaces, window: options.window }))
}

/// Takes the first field, which may be quoted as a whole or from some place on.
fn principals(line: &str) -> Result<(String, &str), String> {
    let end = line.find([' ', '\t', '\r', '"']).ok_or("there is no key after the principals")?;
    let (before, rest) = line.split_at(end);
    match rest.strip_prefix('"') {
        Some(quoted) => {
            let (inside, rest) = quoted.split_once('"').ok_or("a quotation mark is not closed")?;
            Ok((format!("{before}{inside}"), rest.trim_start_matches(SPACE)))
        }
        None => Ok((before.to_owned(), rest.trim_start_matches(SPACE))),
    }
}

/// Reads kind and base64 of a key; what follows is a comment.
fn key(text: &str) -> Result<Key, String> {
    let mut words = text.split(SPACE).filter(|word| !word.is_empty());
    let Some(kind) = words.next() else { return Err("there is no key".to_owned()) };
    if kind.ends_with("-cert-v01@openssh.com") {
        return Err("a certificate stands where a key is expected".to_owned());
    }
    let is_option = kind.contains(['=', ',', '"']) || !kind.contains('-');
    if is_option {
        return Err(format!("`{}` is neither an option nor a kind of key", shown(kind)));
    }
    let Some(base64) = words.next() else { return Err("there is no key after its kind".to_owned()) };
    let key = Key::from_words(kind, base64);
    let key = key.ok_or_else(|| format!("the key of the kind `{}` cannot be read", shown(kind)))?;
    match key.unfit() {
        None => Ok(key),
        Some(Unfit::Weak(what)) => Err(format!("{what} is too weak")),
        Some(Unfit::Unsupported(what)) => Err(format!("{what} is not supported")),
    }
}

#[derive(Debug, Default)]
struct Options {
    is_authority: bool,
    namespaces: Option<PatternList>,
    window: Window,
}

/// The names of the options; all but the first have a value.
const OPTIONS: [&str; 4] = ["cert-authority", "namespaces", "valid-after", "valid-before"];

/// Returns the name of the option that a text begins with, in whatever case.
fn first_option(text: &str) -> Option<&'static str> {
    let begins = |name: &&str| text.get(..name.len()).is_some_and(|head| head.eq_ignore_ascii_case(name));
    OPTIONS.into_iter().find(|name| begins(name))
}

/// Takes the options, parted by commas, and returns what follows them.
fn options(text: &str) -> Result<(Options, &str), String> {
    let mut options = Options::default();
    let mut rest = text;
    loop {
        let name = first_option(rest).ok_or_else(|| format!("`{}` is no option", first_word(rest)))?;
        rest = &rest[name.len()..];
        if name == "cert-authority" {
            options.is_authority = true;
        } else {
            let (value, after) = quoted(name, rest)?;
            rest = after;
            let time = || instant(&value).ok_or_else(|| format!("`{}` is no time", shown(&value)));
            let is_new = match name {
                "namespaces" => options.namespaces.replace(PatternList::new(&value)).is_none(),
                "valid-after" => options.window.after.replace(time()?).is_none(),
                _ => options.window.before.replace(time()?).is_none(),
            };
            if !is_new {
                return Err(format!("`{name}` is given twice"));
            }
        }
        match rest.strip_prefix(',') {
            Some(after) => rest = after,
            None if rest.starts_with(SPACE) => return Ok((options, rest.trim_start_matches(SPACE))),
            None if rest.is_empty() => return Err("there is no key".to_owned()),
            None => return Err(format!("unexpected `{}` after `{name}`", first_word(rest))),
        }
    }
}

/// Takes `="value"`; a backslash lets a quotation mark stand in the value.
fn quoted<'a>(name: &str, text: &'a str) -> Result<(String, &'a str), String> {
    let text = text.strip_prefix("=\"").ok_or_else(|| format!("`{name}` wants a value: `{name}=\"…\"`"))?;
    let mut value = String::new();
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Ok((value, &text[at + 1..])),
            '\\' if letters.next_if(|(_, next)| *next == '"').is_some() => value.push('"'),
            _ => value.push(letter),
        }
    }
    Err("a quotation mark is not closed".to_owned())
}

fn first_word(text: &str) -> String {
    shown(text.split(SPACE).next().unwrap_or_default())
}
