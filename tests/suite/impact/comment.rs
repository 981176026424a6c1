//! The comment: nobody's words do anything in it, and it fits.

use super::{begun, impact, policy};
use crate::harness::{data, talk};

#[test]
fn words_of_a_hostile_author_stay_words() {
    let (book, _repository) = begun();
    let title = "'<img src=x onerror=alert(1)> @everyone [a](http://evil.example) `x` #12 | www.evil.example'";
    let text = "</details>\n\n## <b>@all</b>\n\n[click](https://evil.example) ![](https://evil.example/x.png) !7 \
                &lt;script&gt; http://evil.example\n\n| a | b |\n| --- | --- |\n| @you | 2 |\n\n- one\n- two\n- three @me\n";
    book.write("content/evil.md", policy("POL-666", title, "1.0", "A.5.99", text));
    book.write("content/access.md", policy("POL-001", title, "1.0", "A.5.15", text));
    book.write("content/@everyone #12.md", "[x](nowhere-@all.md)\n");
    let output = impact(&book, &["--format", "markdown"]);
    assert!(output.status.success(), "{}", talk(&output));
    let comment = data(&output);
    assert!(comment.contains("POL\\-666"), "{comment}");
    let plain = comment.replace("<details><summary>What changed</summary>", "").replace("\n</details>\n", "");
    assert!(!plain.contains('<'), "{comment}");
    for word in ["@everyone", "@all", "@you", "@me", "](http", "](https", "://", "#12", "!7", "www.evil"] {
        assert!(!comment.replace("\\]", "").contains(word), "`{word}` works in\n{comment}");
    }
    let ticks = comment.replace("\\`", "").replace("`policybook impact`", "");
    assert!(!ticks.contains('`'), "{comment}");
}

#[test]
fn a_comment_fits_and_says_what_it_leaves_out() {
    let (book, repository) = begun();
    let long = |words: &str| (0..200).map(|at| format!("Rule {at} of {words} is kept.\n\n")).collect::<String>();
    for at in 0..80 {
        book.write(format!("content/{at}.md"), policy(&format!("STD-{at}"), "Long", "1.0", "A.5.1", &long("old")));
    }
    book.commit(&repository, "Ann <ann@example.org>", "Two.");
    for at in 0..80 {
        let text = format!("{} [x](nowhere-{at}.md)", long("new & <odd>"));
        book.write(
            format!("content/{at}.md"),
            policy(&format!("STD-{at}"), &"Long ".repeat(60), "1.1", "A.5.1", &text),
        );
    }
    let output = impact(&book, &["--format", "markdown"]);
    let comment = data(&output);
    let length = comment.chars().count();
    assert!((30_000..=60_000).contains(&length), "{length}");
    assert!(comment.contains("more that would make this comment too long; `policybook impact` shows all"), "{comment}");
    assert!(comment.contains("more changes are not shown"), "{comment}");
    assert_eq!(comment.matches("<details>").count(), comment.matches("</details>").count());
}
