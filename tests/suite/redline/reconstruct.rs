//! Whoever leaves out what was deleted reads the new text, and whoever leaves
//! out what was inserted the old one, whatever was changed.

use html5ever::tendril::TendrilSink;
use html5ever::{Attribute, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use policybook::redline::{Folding, Labels, Redline};

use super::html_of;
use super::robust::check;

/// Which text is read out of a redline.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Old,
    New,
    Plain,
}

/// Returns the words as a browser shows them, in order.
fn words(html: &str, reading: Reading) -> Vec<String> {
    let dom = parse_document(RcDom::default(), Default::default()).one(html);
    let mut text = String::new();
    collect(&dom.document, reading, &mut text);
    text.split_whitespace().map(str::to_owned).collect()
}

fn collect(node: &Handle, reading: Reading, text: &mut String) {
    match &node.data {
        NodeData::Text { contents } => text.push_str(&contents.borrow()),
        NodeData::Element { name, attrs, .. } => {
            let name = name.local.as_ref();
            if is_left_out(name, &attrs.borrow(), reading) {
                return;
            }
            let is_block = !matches!(name, "a" | "strong" | "em" | "del" | "s" | "ins" | "code" | "span" | "sup");
            text.push_str(if is_block { " " } else { "" });
            node.children.borrow().iter().for_each(|child| collect(child, reading, text));
            text.push_str(if is_block { " " } else { "" });
        }
        _ => node.children.borrow().iter().for_each(|child| collect(child, reading, text)),
    }
}

fn is_left_out(name: &str, attributes: &[Attribute], reading: Reading) -> bool {
    let class = attributes.iter().find(|attribute| &*attribute.name.local == "class");
    let has = |wanted: &str| class.is_some_and(|class| class.value.split(' ').any(|class| class == wanted));
    // Numbers of footnotes are the new text's; links of the page's own are no words.
    if ["footnote-ref", "footnote-back", "heading-anchor", "visually-hidden", "redline-note"].iter().any(|c| has(c)) {
        return true;
    }
    match reading {
        Reading::Plain => false,
        Reading::New => name == "del" || has("redline-removed") || has("redline-moved-away"),
        Reading::Old => name == "ins" || has("redline-added") || has("redline-moved-here"),
    }
}

fn assert_reconstructs(old: &str, new: &str) {
    let (old_html, new_html) = (html_of(old), html_of(new));
    let redline = Redline::compare(&old_html, &new_html);
    let html = redline.html(&Labels::ENGLISH, Folding::Off);
    let context = || format!("from\n{old}\nto\n{new}\n{html}");
    assert_eq!(words(&html, Reading::New), words(&new_html, Reading::Plain), "new: {}", context());
    assert_eq!(words(&html, Reading::Old), words(&old_html, Reading::Plain), "old: {}", context());
    let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|part| part.split('"').next()).collect();
    let expected: Vec<&str> = new_html.split(" id=\"").skip(1).filter_map(|part| part.split('"').next()).collect();
    assert_eq!(ids, expected, "ids: {}", context());
    check(&old_html, &new_html);
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % sides
    }
}

const WORDS: [&str; 34] = [
    "access",
    "password",
    "the",
    "a",
    "of",
    "must",
    "review",
    "**bold**",
    "*soft* ",
    "`code`",
    "[link](a.md)",
    "[other](b.md)",
    "3.2",
    "2024-01-02",
    "(see",
    "below)",
    "end.",
    "e.g.,",
    "パスワード",
    "は",
    "日本語。",
    "~~gone~~",
    "un**bold**ed",
    "\\*",
    "x<y",
    "&",
    "owner",
    "risk",
    "quarterly",
    "\u{a0}",
    "don't",
    "note[^1]",
    "note[^2]",
    "—",
];

fn sentence(dice: &mut Dice) -> String {
    (0..1 + dice.roll(14)).map(|_| WORDS[dice.roll(WORDS.len())]).collect::<Vec<_>>().join(" ")
}

fn block(dice: &mut Dice) -> String {
    let mut line = || sentence(dice);
    let (one, two, three, four) = (line(), line(), line(), line());
    match dice.roll(10) {
        0 => format!("# {one}"),
        1 => format!("## {one}"),
        2 => format!("- {one}\n- {two}\n  - {three}\n  - {four}"),
        3 => format!("2. {one}\n3. [ ] {two}\n\n   {three}"),
        4 => format!("> [!NOTE]\n> {one}\n>\n> {two}"),
        5 => format!("| {one} | {two} |\n|---|---|\n| {three} | {four} |\n| a | {one} |"),
        6 => format!("```\n{one}\n{two}\n```"),
        7 => format!("> {one}\n> - {two}"),
        8 if dice.roll(4) == 0 => "---".to_owned(),
        _ => format!("{one}\n{two}"),
    }
}

/// Changes a text here and there, as an author would.
fn edited(blocks: &[String], dice: &mut Dice) -> Vec<String> {
    let mut blocks = blocks.to_vec();
    for _ in 0..1 + dice.roll(5) {
        let at = dice.roll(blocks.len());
        match dice.roll(7) {
            0 => blocks.insert(at, block(dice)),
            1 if blocks.len() > 1 => drop(blocks.remove(at)),
            2 => {
                let moved = blocks.remove(at);
                blocks.insert(dice.roll(blocks.len() + 1), moved);
            }
            _ => {
                let mut words: Vec<&str> = blocks[at].split(' ').collect();
                let place = dice.roll(words.len());
                match dice.roll(3) {
                    0 => words[place] = WORDS[dice.roll(WORDS.len())],
                    1 => words.insert(place, WORDS[dice.roll(WORDS.len())]),
                    _ => drop(words.remove(place)),
                }
                blocks[at] = words.join(" ");
            }
        }
    }
    blocks
}

fn text_of(blocks: &[String]) -> String {
    format!("{}\n\n[^1]: First note here.\n[^2]: Second note there.\n", blocks.join("\n\n"))
}

#[test]
fn both_texts_can_be_read_out_of_a_redline() {
    for seed in 0..400 {
        let mut dice = Dice(seed);
        let old: Vec<String> = (0..1 + dice.roll(10)).map(|_| block(&mut dice)).collect();
        let new = edited(&old, &mut dice);
        assert_reconstructs(&text_of(&old), &text_of(&new));
    }
}

#[test]
fn both_texts_can_be_read_out_of_a_redline_of_strangers() {
    for seed in 1000..1100 {
        let mut dice = Dice(seed);
        let text = |dice: &mut Dice| (0..dice.roll(8)).map(|_| block(dice)).collect::<Vec<_>>();
        let (old, new) = (text(&mut dice), text(&mut dice));
        assert_reconstructs(&text_of(&old), &text_of(&new));
    }
}

#[test]
fn both_texts_can_be_read_out_of_hard_cases() {
    let cases = [
        ("foo (bar)", "foo"),
        ("foo (bar", "foo(bar"),
        ("foo(bar)", "foo x"),
        ("x(b c", "x(c"),
        ("x(b c", "x(y c"),
        ("a b (c", "a x(c"),
        ("A 社", "A社"),
        ("end.", "end. More words"),
        ("- tight\n- list", "- tight\n\n- list"),
        ("- item", "- item\n  - nested"),
        ("- item\n\n  second", "- item"),
        ("| a |\n|---|", "| a |\n|---|\n| b |"),
        ("> quote", "> [!TIP]\n> quote"),
        ("# A\n\ntext one two three", "text one two three\n\n# A"),
    ];
    for (one, other) in cases {
        assert_reconstructs(one, other);
        assert_reconstructs(other, one);
    }
}
