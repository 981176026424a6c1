//! Rosters from the exports of other systems: everybody, or every fault.

use policybook::model::Date;
use policybook::roster::{Fault, Form, Member, Roster, read};

fn people(text: &str, form: Form, id: Option<&str>) -> Vec<Member> {
    read(text.as_bytes(), form, id).unwrap_or_else(|faults| panic!("{faults:?}")).people
}

fn faults(text: &str, form: Form) -> Vec<String> {
    read(text.as_bytes(), form, None).unwrap_err().iter().map(Fault::to_string).collect()
}

/// Returns a member in one line: id, name, address, groups, days.
fn line(member: &Member) -> String {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let day = |value: Option<Date>| value.map_or(String::new(), |day| day.to_string());
    let groups: Vec<&str> = member.groups.iter().map(String::as_str).collect();
    let state = if member.is_active { "" } else { " inactive" };
    let (name, email, groups) = (text(&member.name), text(&member.email), groups.join("+"));
    format!("{}|{name}|{email}|{groups}|{}|{}{state}", member.id, day(member.joined), day(member.left))
}

fn lines(text: &str, form: Form, id: Option<&str>) -> Vec<String> {
    people(text, form, id).iter().map(line).collect()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn rows_in_any_order_and_with_any_separator() {
    let expected = ["a1|Ann Lee|ann@example.org|it+staff|2024-02-01|", "b2|Bob, Jr.|||2020-01-01|2026-03-31"];
    let comma = "id,name,email,groups,joined,left\na1,Ann Lee,ann@example.org,staff;it,2024-02-01,\n\
                 b2,\"Bob, Jr.\",,,2020-01-01,2026-03-31\n";
    assert_eq!(lines(comma, Form::Csv, None), expected);
    let semicolon = "\u{feff}Leave date;Hire Date;Team;Display Name;E-Mail;Cost centre;Employee_ID\r\n\
                     ;2024-02-01;staff, it;Ann Lee;ann@example.org;7;a1\r\n\r\n\
                     2026-03-31;2020-01-01;;Bob, Jr.;;;b2\r\n";
    assert_eq!(lines(semicolon, Form::Csv, None), expected);
    let tabs = comma.replace("\"Bob, Jr.\"", "Bob+ Jr.").replace(',', "\t").replace('+', ",");
    assert_eq!(lines(&tabs, Form::Csv, None), expected);
    // Without an identifier the address is one; a column can be named.
    assert_eq!(lines("mail,name\nann@example.org,Ann\n", Form::Csv, None), ["ann@example.org|Ann|ann@example.org|||"]);
    assert_eq!(lines("id,badge\n1,x9\n", Form::Csv, Some("Badge")), ["x9|||||"]);
    // `id` is the identifier wherever it stands.
    assert_eq!(lines("user,id\nann,7\n", Form::Csv, None), ["7|||||"]);
}

#[test]
fn one_fault_keeps_everybody_out_and_all_are_named() {
    let rows = "id,name,joined,left\na1,Ann,2024-02-30,\n,Bea,,\nc3,Cy,2026-01-01,2025-01-01\na1,Ann again,,\nd4,Dee\n";
    assert_eq!(
        faults(rows, Form::Csv),
        [
            "line 2: `joined` of `a1` is `2024-02-30`, not a date (write it as 2026-03-01)",
            "line 3: a person has no identifier: Bea (give everybody the identifier that the sign-in gives)",
            "line 4: `c3` left on 2025-01-01, before they joined on 2026-01-01 (correct one of the two days)",
            "line 5: `a1` is there twice, first in line 2 (keep one row for each person)",
            "line 6: the row has 2 values, and there are 4 columns (quote values that hold the separator)",
        ]
    );
    for (text, words) in [
        ("name,town\nAnn,Ulm\n", "there is no column of identifiers; there are `name`, `town`"),
        ("id,name\n", "there is nobody in it"),
        ("", "there is no column"),
    ] {
        assert!(faults(text, Form::Csv)[0].contains(words), "{:?}", faults(text, Form::Csv));
    }
    let latin = read(b"id,name\na1,Ann\nb2,J\xf6rg\n", Form::Csv, None).unwrap_err();
    assert_eq!(latin[0].to_string(), "line 3: the file is not UTF-8 (save it as UTF-8)");
}

#[test]
fn a_quote_that_is_not_closed_swallows_nobody() {
    let found = faults("id,name,groups\na1,Ann,\"it\nb2,Bob,staff\nc3,Cy,staff\n", Form::Csv);
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("line 2: a value of `a1` holds a line break"), "{found:?}");
}

#[test]
fn users_of_scim() {
    let list = r#"{"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 3, "Resources": [
      {"id": "1", "externalId": "e-1", "userName": "ann", "displayName": "Ann Lee", "active": true,
       "emails": [{"value": "old@example.org"}, {"value": "ann@example.org", "primary": true}],
       "groups": [{"value": "g1", "display": "Staff"}],
       "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"department": "IT", "employeeNumber": "701"}},
      {"id": "2", "userName": "bob", "name": {"givenName": "Bob", "familyName": "Ray"}, "active": false},
      {"id": "3", "userName": "cy", "name": {"formatted": "Cy Fox"}, "groups": [{"value": "board"}]}]}"#;
    assert_eq!(
        lines(list, Form::Scim, None),
        ["ann|Ann Lee|ann@example.org|IT+Staff||", "bob|Bob Ray|||| inactive", "cy|Cy Fox||board||"]
    );
    let only = r#"[{"userName": "ann", "externalId": "e-1",
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"employeeNumber": "701"}}]"#;
    assert_eq!(people(only, Form::Scim, Some("externalId"))[0].id, "e-1");
    assert_eq!(people(only, Form::Scim, Some("employeeNumber"))[0].id, "701");
    let page = list.replace("\"totalResults\": 3", "\"totalResults\": 300");
    assert!(faults(&page, Form::Scim)[0].contains("one page: 3 of 300 users"));
    assert!(faults("{\"a\": 1}", Form::Scim)[0].contains("no list of users"));
    assert!(faults("[{\n\"userName\": }]", Form::Scim)[0].starts_with("line 2: this is no JSON"));
    assert_eq!(faults("[7, {\"displayName\": \"Ann\"}]", Form::Scim).len(), 2);
}

#[test]
fn entries_of_a_directory() {
    let export = "version: 1\n# people\ndn: uid=ann,ou=People,dc=example,dc=org\nobjectClass: inetOrgPerson\nuid: ann\n\
                  cn: Ann\n  Lee\nmail: ann@example.org\nmemberOf: CN=Board\\, small,OU=Groups,DC=example,DC=org\n\n\
                  dn: uid=joerg,ou=People,dc=example,dc=org\nobjectClass: inetOrgPerson\nuid: joerg\ncn:: SsO2cmc=\n\
                  jpegPhoto:: /9j/4AAQ\n\n\
                  dn: CN=old,DC=example,DC=org\nobjectClass: user\nsAMAccountName: old\nuserAccountControl: 514\n\n\
                  dn: CN=PC7,DC=example,DC=org\nobjectClass: user\nobjectClass: computer\nsAMAccountName: PC7$\n\n\
                  dn: cn=staff,ou=Groups,dc=example,dc=org\nobjectClass: groupOfNames\ncn: staff\n\
                  member: UID=ann, OU=People, DC=example, DC=org\nmember: uid=joerg,ou=People,dc=example,dc=org\n\n\
                  dn: cn=ops,ou=Groups,dc=example,dc=org\nobjectClass: posixGroup\ncn: ops\nmemberUid: joerg\n";
    assert_eq!(
        lines(export, Form::Ldif, None),
        ["ann|Ann Lee|ann@example.org|Board, small+staff||", "joerg|Jörg||ops+staff||", "old||||| inactive"]
    );
    let wrong = "dn: uid=a,dc=x\nobjectClass: person\nuid:: ***\nno line\n\ndn: uid=b,dc=x\nchangetype: delete\n";
    let found = faults(wrong, Form::Ldif);
    assert!(found[0].contains("a person has no identifier") || found[1].contains("no base64"), "{found:?}");
    assert!(found.iter().any(|fault| fault.starts_with("line 3: the value of `uid` is no base64")), "{found:?}");
    assert!(found.iter().any(|fault| fault.starts_with("line 4: `no line` is no line of LDIF")), "{found:?}");
    assert!(found.iter().any(|fault| fault.starts_with("line 7: the entry is a change (`delete`)")), "{found:?}");
}

#[test]
fn who_is_there_on_a_day_and_for_whom_a_text_is() {
    let roster = Roster {
        people: people("id,groups,joined,left\na,Staff,2026-03-01,\nb,Board,,2026-02-28\nc,,,\n", Form::Csv, None),
    };
    let present = |text: &str| roster.present(day(text)).map(|member| member.id.as_str()).collect::<Vec<_>>();
    assert_eq!(present("2026-02-28"), ["b", "c"], "the last day is one of theirs");
    assert_eq!(present("2026-03-01"), ["a", "c"], "and so is the first");
    let audience = |groups: &[&str]| -> Vec<&str> {
        let groups: Vec<String> = groups.iter().map(|group| (*group).to_owned()).collect();
        roster.people.iter().filter(|member| member.is_in(&groups)).map(|member| member.id.as_str()).collect()
    };
    assert_eq!(audience(&["staff", "board"]), ["a", "b"]);
    assert_eq!(audience(&[]), ["a", "b", "c"], "a text for nobody in particular is for everybody");
    assert_eq!(audience(&["nobody"]), [] as [&str; 0]);
    let inactive = people("[{\"userName\": \"x\", \"active\": false}]", Form::Scim, None);
    assert!(!inactive[0].is_present(day("2026-03-01")));
}
