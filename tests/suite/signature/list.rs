//! The list of allowed signers: every faulty line is told, the others count.

use policybook::signature::AllowedSigners;

use crate::signing::{ANN, Signing};

const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti";

/// Returns how many lines count, and `number: message` of each problem.
fn read(text: &str) -> (usize, Vec<String>) {
    let (signers, problems) = AllowedSigners::parse(&text.replace("KEY", KEY));
    (signers.len(), problems.iter().map(|problem| format!("{}: {}", problem.number, problem.message)).collect())
}

#[test]
fn lines_of_every_form_count() {
    let text = "# who may sign\n\n  \t\r\n\
        ann@example.org KEY\n\
        \tann@example.org\t KEY with a comment\r\n\
        ann@example.org,bob@example.org,*@example.com,!eve@example.com KEY\n\
        \"ann@example.org,Bob the Builder\" KEY\n\
        ann@example.org NameSpaces=\"git,file\",valid-after=\"20240101\",VALID-BEFORE=\"20250101235959Z\" KEY\n\
        ann@example.org namespaces=\"a \\\"b\\\" c\" KEY\n\
        ann@example.org valid-before=\"202501012359z\" KEY # comment\n\
        ann@example.org KEY";
    assert_eq!(read(text), (8, Vec::new()));
    assert_eq!(read(""), (0, Vec::new()));
    assert!(AllowedSigners::parse("# nobody\n").0.is_empty());
}

#[test]
fn every_faulty_line_is_told_and_the_others_count() {
    let table = [
        ("ann@example.org", "there is no key after the principals"),
        (
            "KEY",
            "`AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti` is neither an option nor a kind of key",
        ),
        ("ann@example.org namespaces=\"git\"", "there is no key"),
        ("ann@example.org namespaces=\"git\" ", "there is no key"),
        ("ann@example.org namespaces=git KEY", "`namespaces` wants a value: `namespaces=\"…\"`"),
        ("ann@example.org namespaces KEY", "`namespaces` wants a value: `namespaces=\"…\"`"),
        ("ann@example.org namespaces=\"git KEY", "a quotation mark is not closed"),
        ("ann@example.org namespaces=\"a\",namespaces=\"b\" KEY", "`namespaces` is given twice"),
        ("ann@example.org valid-after=\"20240101\",valid-after=\"20240101\" KEY", "`valid-after` is given twice"),
        ("ann@example.org valid-after=\"soon\" KEY", "`soon` is no time"),
        ("ann@example.org valid-after=\"\" KEY", "`` is no time"),
        ("ann@example.org valid-after=\"2024\" KEY", "`2024` is no time"),
        ("ann@example.org valid-after=\"20240230\" KEY", "`20240230` is no time"),
        ("ann@example.org valid-after=\"202401012460\" KEY", "`202401012460` is no time"),
        ("ann@example.org valid-after=\"2024010１\" KEY", "`2024010１` is no time"),
        (
            "ann@example.org valid-after=\"20240102\",valid-before=\"20240101\" KEY",
            "`valid-before` is not later than `valid-after`",
        ),
        ("ann@example.org namespaces=\"git\", KEY", "`` is no option"),
        ("ann@example.org namespaces=\"git\",touch KEY", "`touch` is no option"),
        ("ann@example.org namespaces=\"git\"x KEY", "unexpected `x` after `namespaces`"),
        ("ann@example.org no-touch=\"x\" KEY", "`no-touch=\"x\"` is neither an option nor a kind of key"),
        ("\"ann@example.org KEY", "a quotation mark is not closed"),
        ("!ann@example.org KEY", "the line names no principal"),
        (", KEY", "the line names no principal"),
        (
            "*@example.org cert-authority KEY",
            "certificate authorities are not supported, nothing is verified by this line",
        ),
        ("ann@example.org ssh-ed25519", "there is no key after its kind"),
        ("ann@example.org ssh-ed25519 AAAA", "the key of the kind `ssh-ed25519` cannot be read"),
        (
            "ann@example.org ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAILM+rvN+ot98qgEN796jTiQfZfG1KaT0PtFDJ/XFSqti",
            "the key of the kind `ssh-rsa` cannot be read",
        ),
        ("ann@example.org ssh-ed25519-cert-v01@openssh.com AAAA", "a certificate stands where a key is expected"),
        ("ann@example.org ssh-new AAAAB3NzaC1uZXc=", "the key of the kind `ssh-new` cannot be read"),
    ];
    for (line, message) in table {
        let (count, problems) = read(&format!("# one\nann@example.org KEY\n{line}\nbob@example.org KEY\n"));
        assert_eq!((count, problems), (2, vec![format!("3: {message}")]), "{line}");
    }
}

#[test]
fn a_problem_has_the_place_of_its_line() {
    let text = "# one\r\nann@example.org\r\n";
    let (_, problems) = AllowedSigners::parse(text);
    assert_eq!(&text[problems[0].at.start..problems[0].at.end], "ann@example.org");
}

#[test]
fn weak_keys_are_told() {
    let signing = Signing::new();
    let key = signing.key("weak", &["rsa", "-b", "1024"]);
    let strong = signing.key("strong", &["rsa", "-b", "2048"]);
    let (count, problems) = read(&format!("{ANN} {key}\n{ANN} {strong}\n"));
    assert_eq!((count, problems), (1, vec!["1: an RSA key of 1024 bits is too weak".to_owned()]));
    if let Some(key) = signing.try_key("huge", &["rsa", "-b", "5120"]) {
        assert_eq!(read(&format!("{ANN} {key}\n")).1, ["1: an RSA key of 5120 bits is not supported"]);
    }
}

#[test]
fn no_text_makes_the_reader_panic() {
    let line = format!("\"ann@example.org,!b*\" namespaces=\"g\\\"it\",valid-after=\"20240101Z\" {KEY} é\u{202e}\n");
    let letters: Vec<char> = line.chars().collect();
    for cut in 0..letters.len() {
        for put in ["", "\"", ",", "=", "\\", "\0", "é", " ", "\n"] {
            let text: String =
                letters[..cut].iter().copied().chain(put.chars()).chain(letters[cut..].iter().copied()).collect();
            let (signers, problems) = AllowedSigners::parse(&text);
            assert!(signers.len() + problems.len() <= text.lines().count());
            AllowedSigners::parse(&letters[cut..].iter().collect::<String>());
        }
    }
    let stars = format!("{}b {KEY}\n", "*a".repeat(20_000));
    assert_eq!(AllowedSigners::parse(&stars).0.len(), 1);
}
