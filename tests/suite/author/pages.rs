//! A1 to A4: hostile text in every field, in the body, in names and in the
//! history, and every page read back as a browser reads it.

use std::collections::BTreeMap;
use std::fs;

use super::html::seen;
use crate::harness::{BookCase, repository, talk};
use crate::scratch::{Scratch, files};

/// Spellings that try to become something else than text, one on each line.
fn payloads() -> Vec<String> {
    let text = fs::read_to_string(repository().join("tests/cases/author/payloads.txt")).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// Returns `text` in quotes, as YAML, TOML and JSON read it.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// Returns the front matter of a policy in which `text` stands wherever text may stand.
fn front_matter(id: &str, text: &str) -> String {
    let q = quoted(text);
    format!(
        "---\nid: {id}\ntitle: {q}\ntype: policy\nversion: {q}\nstatus: approved\nowner: {q}\napproved_by: {q}\n\
         approved_on: 2026-03-01\nclassification: {q}\naudience: [{q}]\ndescription: {q}\nlanguage: {q}\n\
         reviews:\n  - {{ on: 2026-09-01, by: {q} }}\nchanges:\n  - {{ version: {q}, summary: {q} }}\n\
         supersedes: [{q}]\ntags: [{q}]\nsatisfies:\n  own: [E.1]\n---\n"
    )
}

/// Returns a framework, a statement and settings in which `text` stands.
fn frame(text: &str) -> [(&'static str, String); 3] {
    let q = quoted(text);
    let framework = format!(
        "id = \"own\"\ntitle = {q}\nshort-title = {q}\nnotice = {q}\n[[groups]]\nid = \"E\"\ntitle = {q}\n\
         [[requirements]]\nid = \"1\"\ntitle = {q}\ngroup = \"E\"\nnote = {q}\n\
         [[controls]]\nid = \"E.1\"\ntitle = {q}\ngroup = \"E\"\nnote = {q}\nattributes = {{ kind = [{q}] }}\n\
         [[controls]]\nid = \"E.2\"\ntitle = {q}\ngroup = \"E\"\n"
    );
    let statement = format!(
        "[statement]\nframework = \"own\"\nversion = {q}\napproved-by = {q}\napproved-on = 2026-03-01\nscope = {q}\n\
         [controls.\"E.1\"]\napplicable = true\nreasons = [\"risk\"]\njustification = {q}\nstatus = \"planned\"\nowner = {q}\n\
         evidence = [{q}]\nrisks = [{q}]\n[controls.\"E.2\"]\napplicable = false\njustification = {q}\n"
    );
    let settings = format!(
        "[book]\ntitle = {q}\ndescription = {q}\nauthors = [{q}]\nlanguage = {q}\n[organisation]\nname = {q}\n\
         [variables]\nvalue = {q}\n[history]\nemails = true\n[frameworks]\nuse = [\"own\"]\n"
    );
    [("controls/own.toml", framework), ("controls/applicability.toml", statement), ("book.toml", settings)]
}

fn assert_harmless(site: &BTreeMap<String, Vec<u8>>) {
    let mut faults = Vec::new();
    let mut pages = 0;
    for (path, bytes) in site.iter().filter(|(path, _)| path.ends_with(".html")) {
        pages += 1;
        let html = std::str::from_utf8(bytes).unwrap();
        assert!(html.starts_with("<!DOCTYPE html>\n<html "), "{path}");
        faults.extend(seen(html).faults.iter().map(|fault| format!("{path}: {fault}")));
    }
    assert!(pages > 10, "{pages} pages");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a1_a2_hostile_text_anywhere_makes_no_hostile_page() {
    let book = Scratch::new();
    let all = payloads();
    let mut bodies = String::new();
    for (number, text) in all.iter().enumerate() {
        let body = format!(
            "# {text}\n\n## {text}\n\n{text}\n\n[{text}](https://example.org/ \"{text}\") [{text}][ref] ![{text}](pic.png \"{text}\")\n\n\
             [x](<{text}>) ![x](<{text}>) <{text}> [[{text}]] {{{{ value }}}} `{text}`\n\n## S {{#s satisfies=\"{text}\"}}\n\n\
             | {text} |\n|---|\n| {text} |\n\n> [!NOTE]\n> {text}\n\n- [ ] {text}[^1]\n\n[^1]: {text}\n\n[ref]: {text}\n\n\
             ```{text}\n{text}\n```\n\n    {text}\n"
        );
        bodies.push_str(&format!("{text}\n\n"));
        book.write(
            format!("content/policies/p{number}.md"),
            format!("{}{body}", front_matter(&format!("P-{number}"), text)),
        );
    }
    for corpus in ["hostile-html.txt", "destinations.txt"] {
        let text = fs::read_to_string(repository().join("tests/cases/markdown").join(corpus)).unwrap();
        book.write(format!("content/corpus/{corpus}.md"), format!("# Corpus\n\n{text}"));
    }
    for name in [
        "a' onclick='alert(1)",
        "b {{ 7 * 7 }} {% x %}",
        "c&lt;script&gt;",
        "%3Cscript%3E",
        "javascript%3aalert(1)",
        "`d` onerror=x",
    ] {
        book.write(format!("content/{name}/{name}.md"), format!("# Page\n\n{bodies}"));
        book.write(format!("content/{name}/index.md"), format!("[next](<{name}.md>)\n"));
    }
    book.write("content/policies/pic.png", "no picture");
    for (path, text) in frame("\"><script>alert(1)</script>{{ 7 * 7 }}") {
        book.write(path, text);
    }
    let repository = book.repository();
    repository.reference_symbolic("HEAD", "refs/heads/\"'><svg/onload=alert(1)>", true, "").unwrap();
    for (number, text) in all.iter().enumerate() {
        let path = book.root().join(format!("content/policies/p{number}.md"));
        let old = fs::read_to_string(&path).unwrap();
        fs::write(path, format!("{old}\nMore.\n")).unwrap();
        book.commit(&repository, &format!("{text} <{text}>"), text);
    }
    let output = book.build(&["--fail-on", "never", "--drafts"]);
    assert_eq!(output.status.code(), Some(0), "{}", talk(&output));
    assert_harmless(&files(&book.site()));
}

/// A book in which `text` stands in every field that is no Markdown.
fn fields_book(text: &str) -> BookCase {
    let mut book = BookCase::default().file("content/index.md", "# Welcome\n\n{{ value }}\n");
    for (path, text) in frame(text) {
        book = book.file(path, &text);
    }
    book.file("content/a.md", &format!("{}Text.\n\n{{{{ value }}}}\n", front_matter("A-1", text))).file(
        "content/b.md",
        "---\nid: B-1\ntype: policy\nversion: \"1\"\nstatus: draft\nowner: X\ntitle: B\n---\n[[A-1]] [[own:E.1]]\n",
    )
}

#[test]
fn a3_a4_a_field_is_text_and_changes_no_page_around_it() {
    const PLAIN: &str = "Zqxword";
    let plain = fields_book(PLAIN).run().1;
    for text in payloads() {
        let site = fields_book(&text).run().1;
        assert_eq!(site.keys().collect::<Vec<_>>(), plain.keys().collect::<Vec<_>>(), "{text}");
        for (path, html) in site.iter().filter(|(path, _)| path.ends_with(".html")) {
            let (mut page, mut expected) = (seen(html), seen(&plain[path]));
            if path == "a-z/index.html" {
                // Titles choose their place there: the same elements, in another order.
                page.shape.sort();
                expected.shape.sort();
            }
            assert_eq!(page.faults, [""; 0], "{path} with `{text}`");
            assert_eq!(page.shape, expected.shape, "{path} with `{text}`");
            let count = |words: &str, text: &str| words.to_lowercase().matches(&text.to_lowercase()).count();
            assert_eq!(
                count(&page.words, &text),
                count(&expected.words, PLAIN),
                "how often {path} says `{text}`:\n{}",
                page.words
            );
        }
        for (path, json) in site.iter().filter(|(path, _)| path.ends_with(".json")) {
            serde_json::from_str::<serde_json::Value>(json)
                .unwrap_or_else(|error| panic!("{path} with `{text}`: {error}"));
        }
    }
}

#[test]
fn a4_template_words_in_a_body_stay_words() {
    let spelled = "{{ 7 * 7 }} {% if true %}yes{% endif %} {# gone #} {{ site.title }} {{ nowhere }}";
    let book = BookCase::default().file("content/a.md", &format!("# A\n\n{spelled}\n\n`{spelled}`\n"));
    let site = book.run().1;
    let page = seen(&site["a/index.html"]);
    assert_eq!(page.words.matches(spelled).count(), 2, "{}", page.words);
}
