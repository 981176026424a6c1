//! Colours for code: syntect finds the words, we name them by eight classes.
//!
//! syntect's own HTML names every scope. That is ten times as much text, and a
//! set of classes that nobody can list.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::OnceLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};
use syntect::util::LinesWithEndings;

use super::escape::push_text;

/// Longer blocks stay plain.
const BLOCK_BYTES_MAX: usize = 64 * 1024;
/// What the blocks of one page may cost together, in the units of [`cost`].
pub(super) const PAGE_COST_MAX: usize = 32 * 1024;
/// Blocks with a longer line stay plain.
const LINE_BYTES_MAX: usize = 240;
/// Lines up to this length cost their bytes; longer ones cost more.
const LINE_BYTES_CHEAP: usize = 64;

/// The languages that are coloured, by the names that people write, and what
/// syntect calls them. Every grammar costs memory for good once it is used, so
/// a page cannot ask for all of them; and those of PHP, Scala, TypeScript and
/// Markdown take up to a millisecond for each byte of a hostile block.
const LANGUAGES: [(&str, &str); 62] = [
    ("bash", "sh"),
    ("sh", "sh"),
    ("shell", "sh"),
    ("zsh", "sh"),
    ("console", "sh"),
    ("bat", "bat"),
    ("cmd", "bat"),
    ("c", "c"),
    ("h", "c"),
    ("cpp", "cpp"),
    ("c++", "cpp"),
    ("cs", "cs"),
    ("csharp", "cs"),
    ("css", "css"),
    ("diff", "diff"),
    ("patch", "diff"),
    ("docker", "dockerfile"),
    ("dockerfile", "dockerfile"),
    ("containerfile", "dockerfile"),
    ("go", "go"),
    ("golang", "go"),
    ("graphql", "graphql"),
    ("groovy", "groovy"),
    ("hcl", "tf"),
    ("terraform", "tf"),
    ("tf", "tf"),
    ("html", "html"),
    ("http", "http"),
    ("ini", "ini"),
    ("conf", "ini"),
    ("properties", "properties"),
    ("java", "java"),
    ("javascript", "js"),
    ("js", "js"),
    ("jsx", "js"),
    ("typescript", "js"),
    ("ts", "js"),
    ("tsx", "js"),
    ("json", "json"),
    ("jsonc", "json"),
    ("kotlin", "kt"),
    ("kt", "kt"),
    ("make", "make"),
    ("makefile", "make"),
    ("nginx", "nginx"),
    ("nix", "nix"),
    ("proto", "proto"),
    ("protobuf", "proto"),
    ("puppet", "puppet"),
    ("python", "py"),
    ("py", "py"),
    ("rb", "rb"),
    ("ruby", "rb"),
    ("rust", "rs"),
    ("rs", "rs"),
    ("sql", "sql"),
    ("swift", "swift"),
    ("toml", "toml"),
    ("xml", "xml"),
    ("svg", "xml"),
    ("yaml", "yaml"),
    ("yml", "yaml"),
];

/// Which scopes get which class; the first that fits. An empty class ends the
/// search.
const CLASSES: [(&str, &str); 18] = [
    ("comment", "hl-comment"),
    ("meta.diff.header", "hl-comment"),
    ("string", "hl-string"),
    ("constant.character", "hl-string"),
    ("constant", "hl-number"),
    ("keyword.operator", ""),
    ("keyword", "hl-keyword"),
    ("storage", "hl-keyword"),
    ("entity.other.attribute-name", "hl-attribute"),
    ("variable.parameter", "hl-attribute"),
    ("entity.name", "hl-name"),
    ("support.function", "hl-name"),
    ("support.type", "hl-name"),
    ("markup.heading", "hl-name"),
    ("markup.inserted", "hl-inserted"),
    ("markup.deleted", "hl-deleted"),
    ("source", ""),
    ("text", ""),
];

struct Grammars {
    syntaxes: SyntaxSet,
    classes: Vec<(Scope, &'static str)>,
}

/// Loaded when the first block asks for it.
fn grammars() -> &'static Grammars {
    static GRAMMARS: OnceLock<Grammars> = OnceLock::new();
    GRAMMARS.get_or_init(|| {
        let scopes = CLASSES.iter().filter_map(|&(scope, class)| Some((Scope::new(scope).ok()?, class)));
        Grammars { syntaxes: two_face::syntax::extra_newlines(), classes: scopes.collect() }
    })
}

/// Returns the language that the words behind a fence name, if it is one that
/// a class may name.
pub(super) fn language(info: &str) -> Option<String> {
    let word = info.split([' ', '\t', ',', '{', ':', ';']).next().unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '-' | '_' | '.');
    let is_name = !word.is_empty() && word.len() <= 32 && word.chars().all(is_plain);
    is_name.then(|| word.to_ascii_lowercase())
}

/// Returns how long `code` may take. The grammars look ahead to the end of the
/// line at every word, so a line's cost grows with the square of its length.
pub(super) fn cost(code: &str) -> usize {
    code.lines().map(|line| line.len() * (line.len() / LINE_BYTES_CHEAP).max(1)).sum()
}

/// Appends `code` with classes. Returns whether it did; it leaves alone what it
/// does not know and what is too long.
pub(super) fn highlight(html: &mut String, language: &str, code: &str) -> bool {
    let Some(&(_, token)) = LANGUAGES.iter().find(|&&(name, _)| name == language) else {
        return false;
    };
    if code.len() > BLOCK_BYTES_MAX || code.lines().any(|line| line.len() > LINE_BYTES_MAX) {
        return false;
    }
    if LAST.with_borrow(|last| last.push_known(html, token, code)) {
        return true;
    }
    let grammars = grammars();
    let Some(syntax) = grammars.syntaxes.find_syntax_by_token(token) else { return false };
    let before = html.len();
    let is_done = push_lines(html, grammars, syntax, code).is_some();
    if is_done {
        LAST.with_borrow_mut(|last| last.add(token, code, &html[before..]));
    } else {
        html.truncate(before);
    }
    is_done
}

/// How many blocks a thread remembers.
const LAST_MAX: usize = 16;

thread_local! {
    static LAST: RefCell<Last> = RefCell::default();
}

/// The last blocks of a thread. The versions of a document follow each other, and
/// most of their code is the same.
#[derive(Default)]
struct Last(VecDeque<(&'static str, String, String)>);

impl Last {
    fn push_known(&self, html: &mut String, token: &str, code: &str) -> bool {
        let known = self.0.iter().find(|(known, text, _)| *known == token && text == code);
        known.is_some_and(|(_, _, done)| {
            html.push_str(done);
            true
        })
    }

    fn add(&mut self, token: &'static str, code: &str, html: &str) {
        if self.0.len() == LAST_MAX {
            self.0.pop_front();
        }
        self.0.push_back((token, code.to_owned(), html.to_owned()));
    }
}

fn push_lines(html: &mut String, grammars: &Grammars, syntax: &SyntaxReference, code: &str) -> Option<()> {
    let mut state = ParseState::new(syntax);
    let mut stack = ScopeStack::new();
    let mut open_class = "";
    for line in LinesWithEndings::from(code) {
        let operations = state.parse_line(line, &grammars.syntaxes).ok()?;
        let mut done = 0;
        for (at, operation) in &operations {
            push_span(html, &mut open_class, class_of(grammars, &stack), line.get(done..*at)?);
            done = *at;
            stack.apply(operation).ok()?;
        }
        push_span(html, &mut open_class, class_of(grammars, &stack), line.get(done..)?);
    }
    close(html, open_class);
    Some(())
}

fn push_span(html: &mut String, open_class: &mut &'static str, class: &'static str, text: &str) {
    if text.is_empty() {
        return;
    }
    // Blanks look the same in every colour.
    if class != *open_class && !text.trim().is_empty() {
        close(html, open_class);
        if !class.is_empty() {
            html.push_str("<span class=\"");
            html.push_str(class);
            html.push_str("\">");
        }
        *open_class = class;
    }
    push_text(html, text);
}

fn close(html: &mut String, open_class: &str) {
    if !open_class.is_empty() {
        html.push_str("</span>");
    }
}

fn class_of(grammars: &Grammars, stack: &ScopeStack) -> &'static str {
    let classes = || grammars.classes.iter();
    let found =
        stack.as_slice().iter().rev().find_map(|&scope| classes().find(|(prefix, _)| prefix.is_prefix_of(scope)));
    found.map_or("", |&(_, class)| class)
}
