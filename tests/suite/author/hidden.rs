//! A12: characters that nobody sees, wherever a text or a name may hold them.

use crate::harness::{BookCase, findings_text};
use crate::scratch::Scratch;

/// Characters that change what a reader sees without being seen.
const HIDDEN: [char; 8] =
    ['\u{202e}', '\u{2066}', '\u{200b}', '\u{200e}', '\u{2060}', '\u{feff}', '\u{61c}', '\u{e0001}'];

#[test]
fn a12_hidden_characters_in_a_text_are_found_where_they_stand() {
    for character in HIDDEN {
        let book = BookCase::default().file("content/a.md", &format!("# A\n\nPay{character} nothing.\n"));
        let found = findings_text(&book.check());
        let expected =
            format!("error hidden-character content/a.md:3:4 the invisible character U+{:04X}", u32::from(character));
        assert!(found.contains(&expected), "{found}");
    }
}

#[test]
fn a12_hidden_characters_in_front_matter_are_found_where_they_stand() {
    for character in HIDDEN {
        for field in ["title", "owner", "approved_by", "version", "classification", "description"] {
            let text = format!("---\nid: P-1\n{field}: \"x{character}y\"\n---\n# A\n");
            let found = findings_text(&BookCase::default().file("content/a.md", &text).check());
            let expected = format!("error hidden-character content/a.md:3:{} ", field.len() + 3);
            assert!(found.contains(&expected), "{field} with U+{:04X}:\n{found}", u32::from(character));
        }
    }
    let framework = "id = \"own\"\ntitle = \"x\u{202e}y\"\n[[controls]]\nid = \"1\"\ntitle = \"T\"\n";
    let found = findings_text(&BookCase::default().file("controls/own.toml", framework).check());
    assert!(found.contains("error hidden-character controls/own.toml:2:9 "), "{found}");
    let escaped = "---\nid: P-1\ntitle: \"x\\u202Ey\"\n---\n";
    let found = findings_text(&BookCase::default().file("content/a.md", escaped).check());
    assert!(found.contains("error hidden-character content/a.md:3:8 "), "{found}");
}

#[test]
fn a12_hidden_characters_in_names_are_found() {
    for character in HIDDEN {
        let path = format!("content/a{character}b.md");
        let word = format!("U+{:04X}", u32::from(character));
        Scratch::refuses(|book| book.write(&path, "# A\n"), 1, &["error[unreadable-file]", &word]);
    }
}
