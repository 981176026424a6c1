//! Changes of blocks: lists, tables, headings, callouts, and what moved.

use super::{excerpts, html, line_with, redline};

#[test]
fn an_item_is_changed_added_and_removed() {
    let html = html(
        "- Lock the door.\n- Old thing.\n- Feed the cat daily.\n",
        "- Lock the door.\n- Feed the cat weekly.\n- Also sleep.\n",
    );
    let expected = "<ul>\n<li>Lock the door.</li>\n<li class=\"redline-removed\"><del>Old thing.</del></li>\n\
                    <li class=\"redline-changed\">Feed the cat <del>daily</del><ins>weekly</ins>.</li>\n\
                    <li class=\"redline-added\"><ins>Also sleep.</ins></li>\n</ul>\n";
    assert_eq!(html, expected);
}

#[test]
fn removed_items_do_not_shift_the_numbers() {
    let html = html("3. Alpha beta\n4. Gamma delta\n5. Epsilon zeta\n", "3. Alpha beta\n4. Epsilon zeta\n");
    let expected = "<ol start=\"3\">\n<li value=\"3\">Alpha beta</li>\n\
                    <li value=\"4\" class=\"redline-removed\"><del>Gamma delta</del></li>\n\
                    <li value=\"4\">Epsilon zeta</li>\n</ol>\n";
    assert_eq!(html, expected);
}

#[test]
fn a_nested_list_is_compared_inwards() {
    let old = "- Fruit\n  - Apples are red.\n  - Pears\n- Bread\n";
    let new = "- Fruit\n  - Apples are green.\n  - Pears\n- Bread\n  - Toast\n";
    let html = html(old, new);
    assert_eq!(
        line_with(&html, "Apples"),
        "<li class=\"redline-changed\">Apples are <del>red</del><ins>green</ins>.</li>"
    );
    assert!(
        html.contains("<li>\nBread\n<ul class=\"redline-added\">\n<li><ins>Toast</ins></li>\n</ul>\n</li>"),
        "{html}"
    );
    assert!(html.contains("<li>Pears</li>"), "{html}");
}

#[test]
fn another_kind_of_list_is_said() {
    let html = html("- One thing\n- Another thing\n", "1. One thing\n2. Another thing\n");
    assert!(html.starts_with("<ol>\n<li><span class=\"redline-note\">now a numbered list</span> One"), "{html}");
    assert!(redline("- a\n", "1. a\n").has_changes());
}

#[test]
fn a_cell_is_changed_and_rows_come_and_go() {
    let old = "| Role | Days |\n|---|---|\n| Admin | 30 |\n| Guest | 1 |\n| User | 90 |\n";
    let new = "| Role | Days |\n|---|---|\n| Admin | 60 |\n| User | 90 |\n| Auditor | 7 |\n";
    let html = html(old, new);
    assert_eq!(
        line_with(&html, "Admin"),
        "<tr><td>Admin</td><td class=\"redline-changed\"><del>30</del><ins>60</ins></td></tr>"
    );
    assert_eq!(
        line_with(&html, "Guest"),
        "<tr class=\"redline-removed\"><td><del>Guest</del></td><td><del>1</del></td></tr>"
    );
    assert_eq!(
        line_with(&html, "Auditor"),
        "<tr class=\"redline-added\"><td><ins>Auditor</ins></td><td><ins>7</ins></td></tr>"
    );
    assert_eq!(line_with(&html, "User"), "<tr><td>User</td><td>90</td></tr>");
    assert!(excerpts(old, new).contains("  ~ Admin | [-30-]{+60+}\n  - [-Guest | 1-]\n"), "{}", excerpts(old, new));
}

#[test]
fn a_column_comes_in_between() {
    let old = "| Role | Days |\n|---|---|\n| Admin | 30 |\n| User | 90 |\n";
    let new = "| Role | Owner | Days |\n|---|---|---|\n| Admin | CISO | 30 |\n| User | HR | 80 |\n";
    let html = html(old, new);
    assert!(
        html.contains("<th scope=\"col\">Role</th><th scope=\"col\" class=\"redline-added\"><ins>Owner</ins></th>"),
        "{html}"
    );
    assert_eq!(
        line_with(&html, "HR"),
        "<tr><td>User</td><td class=\"redline-added\"><ins>HR</ins></td>\
         <td class=\"redline-changed\"><del>90</del><ins>80</ins></td></tr>"
    );
    let html = super::html(new, old);
    assert_eq!(
        line_with(&html, "CISO"),
        "<tr><td>Admin</td><td class=\"redline-removed\"><del>CISO</del></td><td>30</td></tr>"
    );
}

#[test]
fn a_heading_over_the_same_section_is_renamed() {
    let section = "\n\nThis policy applies to all employees and contractors.\n\nIt has no exceptions at all.\n";
    let (old, new) = (format!("# Scope{section}"), format!("# Applicability{section}"));
    assert_eq!(redline(&old, &new).counts().headings_renamed, 1);
    let html = html(&old, &new);
    let expected = "<h2 id=\"applicability\" class=\"redline-changed\"><del>Scope</del><ins>Applicability</ins> <a class=\"heading-anchor\"";
    assert!(html.starts_with(expected), "{html}");
    assert_eq!(excerpts(&old, &new), "Applicability\n  ~ [-Scope-]{+Applicability+}\n");
}

#[test]
fn a_section_moves_with_its_heading() {
    let first = "# First\n\nThe first section speaks of passwords and their length.\n\nAlso of keys and of tokens.\n\n";
    let second = "# Second\n\nThe second section speaks of visitors and badges.\n\n";
    let third = "# Third\n\nThe third section speaks of clean desks and screens.\n\n";
    let (old, new) = (format!("{first}{second}{third}"), format!("{second}{third}{first}"));
    let redline = redline(&old, &new);
    let counts = redline.counts();
    assert_eq!((counts.words_inserted, counts.words_deleted, counts.blocks_moved), (0, 0, 3));
    let html = html(&old, &new);
    assert!(html.contains("<h2 class=\"redline-moved-away\"><span class=\"redline-note\">Moved further down, 3 parts together</span> <del>First</del></h2>"), "{html}");
    assert!(html.contains("<h2 id=\"first\" class=\"redline-moved-here\"><span class=\"redline-note\">Moved here from further up, 3 parts together</span> First <a"), "{html}");
    assert_eq!(html.matches("id=\"first\"").count(), 1);
}

#[test]
fn a_paragraph_moves_and_is_edited_on_the_way() {
    let moved = |word: &str| format!("Visitors wear a badge and are {word} accompanied by an employee.\n\n");
    let stays = "Doors are locked at night.\n\nWindows are closed by the last one.\n\n";
    let old = format!("# Doors\n\n{}{stays}# Badges\n\nBadges are worn visibly by everybody.\n", moved("always"));
    let new = format!("# Doors\n\n{stays}# Badges\n\nBadges are worn visibly by everybody.\n\n{}", moved("never"));
    let html = html(&old, &new);
    assert!(html.contains("<p class=\"redline-moved-away\"><span class=\"redline-note\">Moved further down (“Badges”)</span> <del>Visitors"), "{html}");
    let expected = "<p class=\"redline-moved-here\"><span class=\"redline-note\">Moved here from further up (“Doors”)</span> \
                    Visitors wear a badge and are <del>always</del> <ins>never</ins> accompanied by an employee.</p>";
    assert!(html.contains(expected), "{html}");
    let text = excerpts(&old, &new);
    assert!(text.contains("  > Visitors wear a badge and are [-always-] {+never+} accompanied"), "{text}");
    let counts = redline(&old, &new).counts();
    assert_eq!((counts.words_inserted, counts.words_deleted, counts.blocks_moved), (1, 1, 1));
}

#[test]
fn another_callout_shows_its_title() {
    let html = html("> [!NOTE]\n> Mind the gap.\n", "> [!WARNING]\n> Mind the gap.\n");
    let expected = "<aside class=\"callout callout-warning\" role=\"note\">\n<p class=\"callout-title redline-changed\">\
                    <del>Note</del><ins>Warning</ins></p>\n<p>Mind the gap.</p>\n</aside>\n";
    assert_eq!(html, expected);
}

#[test]
fn a_level_and_a_rule_are_changes_without_words() {
    let (old, new) = ("# A\n\n# B\n\nText here.\n", "# A\n\n## B\n\nText here.\n");
    assert!(
        html(old, new).contains("<span class=\"redline-note\">(heading level before: 2)</span>"),
        "{}",
        html(old, new)
    );
    let with_rule = html("One.\n\nTwo.\n", "One.\n\n---\n\nTwo.\n");
    assert!(with_rule.contains("inserted: dividing line</p>\n<hr class=\"redline-added\">\n"), "{with_rule}");
    assert_eq!(redline("One.\n\nTwo.\n", "One.\n\n---\n\nTwo.\n").counts(), Default::default());
}

#[test]
fn deleted_headings_have_no_id() {
    let html = html("# Same name\n\nSome words here.\n\n# Other\n\nBye.\n", "# Same name\n\nSome words here.\n");
    assert!(html.contains("<h2 class=\"redline-removed\"><del>Other</del></h2>"), "{html}");
}
