//! The words of the interface in other languages: `theme/messages/LANGUAGE.toml`, from the
//! English words that stand in templates and scripts to those of the language. What a
//! language has no words for stays English.

use std::borrow::Cow;
use std::collections::BTreeMap;

use tera::{Kwargs, State, StringInput, TeraResult, Value};

use super::rules::FAULTY_THEME;
use crate::diagnostic::{Finding, Findings, Place};
use crate::fields::{self, parse_toml};
use crate::source::{Digest, Digester, SourceFile, SourceState, SourceTree};

const MESSAGES: &str = "theme/messages";

/// The words of one language.
#[derive(Debug, Clone, Default)]
pub(super) struct Messages {
    /// The language that they are in, as an interface names it.
    language: String,
    words: BTreeMap<String, String>,
}

impl Messages {
    /// Reads the words for `language`, such as `de` or `de-CH`: those of the language, then
    /// those of the region, the book's own after the built-in ones. English when there are none.
    ///
    /// Adds `faulty-theme` for what is not a text behind a text.
    pub(super) fn load(builtin: &SourceTree, tree: &SourceTree, language: &str, findings: &mut Findings) -> Self {
        let language = language.to_lowercase();
        let primary = language.split('-').next().unwrap_or_default();
        let mut words = BTreeMap::new();
        for name in [primary, &language] {
            let file_name = format!("{name}.toml");
            for file in builtin.below(MESSAGES).chain(tree.below(MESSAGES)) {
                if file.path().below(MESSAGES) == Some(&file_name) {
                    read(file, &mut words, findings);
                }
            }
        }
        let is_own = !words.is_empty() || primary == "en";
        Self { language: if is_own { language } else { "en".to_owned() }, words }
    }

    /// Returns the language of the interface.
    pub(super) fn language(&self) -> &str {
        &self.language
    }

    /// Returns whether there are words in place of the English ones.
    pub(super) fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Returns the digest of all words.
    pub(super) fn digest(&self) -> Digest {
        let mut digester = Digester::default();
        digester.part("language", self.language.as_bytes());
        for (english, word) in &self.words {
            digester.part("english", english.as_bytes()).part("word", word.as_bytes());
        }
        digester.finish()
    }

    /// Returns a script with those words that stand in `scripts` as texts.
    pub(super) fn script(&self, scripts: &str) -> String {
        let is_used = |english: &str| {
            let literal = serde_json::to_string(english).expect("a text is always JSON");
            scripts.contains(&literal)
        };
        let used: BTreeMap<&String, &String> = self.words.iter().filter(|(english, _)| is_used(english)).collect();
        let json = serde_json::to_string(&used).expect("texts are always JSON");
        format!("globalThis.policybookMessages = {json};\n")
    }

    /// Returns the words for `english`. A text with a number, such as `12 months`, takes
    /// those for `{n} months` unless it has its own.
    pub(super) fn find<'a>(&'a self, english: &'a str) -> Cow<'a, str> {
        if let Some(words) = self.words.get(english) {
            return Cow::Borrowed(words);
        }
        let Some(start) = english.find(|c: char| c.is_ascii_digit()) else { return Cow::Borrowed(english) };
        let length = english[start..].find(|c: char| !c.is_ascii_digit()).unwrap_or(english.len() - start);
        let number = &english[start..start + length];
        let pattern = format!("{}{{n}}{}", &english[..start], &english[start + length..]);
        match self.words.get(&pattern) {
            Some(words) => Cow::Owned(words.replace("{n}", number)),
            None => Cow::Borrowed(english),
        }
    }

    /// The filter `word` of the templates, for values of ours such as a type: nothing is put
    /// into them, so that one that is an author's after all stays as it is.
    pub(super) fn word(&self, english: &StringInput<'_>) -> Value {
        Value::normal_string(&self.find(english.as_str()))
    }

    /// The filter `t` of the templates: `{{ "Documents" | t }}`, and with values
    /// `{{ "{n} of {all} covered" | t(n=3, all=5) }}`. A value that is HTML already (`set` with
    /// a component in it) stays as it is.
    pub(super) fn translate(&self, english: &StringInput<'_>, values: &Kwargs, state: &State<'_>) -> TeraResult<Value> {
        let words = self.find(english.as_str());
        if !words.contains('{') {
            return Ok(Value::normal_string(&words));
        }
        let escaped = |text: &str| -> TeraResult<String> {
            if state.autoescaping_enabled() { state.escape(text) } else { Ok(text.to_owned()) }
        };
        let mut text = String::with_capacity(words.len() + 32);
        let mut rest: &str = &words;
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(&escaped(before)?);
            let Some((name, after)) = after.split_once('}') else {
                text.push('{');
                rest = after;
                continue;
            };
            if let Some(value) = values.get::<&Value>(name)? {
                let value_text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let is_html = value.as_str().is_some() && value.is_safe();
                text.push_str(&if is_html { value_text } else { escaped(&value_text)? });
            }
            rest = after;
        }
        text.push_str(&escaped(rest)?);
        Ok(if state.autoescaping_enabled() { Value::safe_string(&text) } else { Value::normal_string(&text) })
    }
}

fn read(file: &SourceFile, words: &mut BTreeMap<String, String>, findings: &mut Findings) {
    let SourceState::Text(text) = file.state() else { return };
    let parsed = parse_toml(text, 0);
    let mut fault = |span, message: String| {
        let finding = Finding::new(&FAULTY_THEME, message).at(Place::new(file, span));
        findings.add(finding.hint("write `\"English words\" = \"words of the language\"`"));
    };
    for found in parsed.faults {
        fault(found.span, found.message);
    }
    for (key, node) in parsed.entries {
        match node.value {
            fields::Value::Scalar(scalar) if scalar.is_quoted => {
                words.insert(key.text, scalar.text);
            }
            _ => fault(node.span, format!("the words for `{}` are no text", key.text)),
        }
    }
}
