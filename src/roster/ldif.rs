//! Directory entries as LDIF (RFC 2849): people, and groups that name their members.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::collect::{Collection, Written};

/// Attributes of an identifier, the first that an entry has.
const ID: [&str; 4] = ["uid", "samaccountname", "employeenumber", "userprincipalname"];
/// Attributes whose presence makes an entry a group.
const MEMBERS: [&str; 2] = ["member", "uniquemember"];
/// The bit of `userAccountControl` that disables an account.
const DISABLED: u64 = 2;

/// One entry: its line, and its values by attribute in lower case, without options.
struct Entry {
    line: u64,
    values: BTreeMap<String, Vec<String>>,
}

impl Entry {
    fn all(&self, name: &str) -> &[String] {
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    fn first(&self, names: &[&str]) -> String {
        names.iter().find_map(|name| self.all(name).first()).cloned().unwrap_or_default()
    }

    fn has_class(&self, class: &str) -> bool {
        self.all("objectclass").iter().any(|own| own.eq_ignore_ascii_case(class))
    }
}

/// Reads entries. `id` names the attribute of the identifier; without it, it is the first
/// of `uid`, `sAMAccountName`, `employeeNumber` and `userPrincipalName` that an entry has.
/// Entries that are no people are passed over.
pub(super) fn read_ldif(text: &str, id: Option<&str>, into: &mut Collection) {
    let entries = entries(text, into);
    let wanted = id.map(str::to_lowercase);
    let mut by_name: BTreeMap<String, String> = BTreeMap::new();
    let is_group =
        |entry: &Entry| MEMBERS.iter().any(|name| !entry.all(name).is_empty()) || !entry.all("memberuid").is_empty();
    for entry in entries.iter().filter(|entry| !is_group(entry) && is_person(entry, wanted.as_deref())) {
        let identifier = wanted.as_ref().map_or_else(|| entry.first(&ID), |name| entry.first(&[name]));
        by_name.insert(plain_name(&entry.first(&["dn"])), identifier.trim().to_owned());
        let control = entry.first(&["useraccountcontrol"]).parse::<u64>().unwrap_or_default();
        let mut groups: Vec<String> = entry.all("memberof").iter().map(|name| common_name(name)).collect();
        groups.extend(entry.all("departmentnumber").iter().chain(entry.all("department")).cloned());
        into.add(&Written {
            line: Some(entry.line),
            id: identifier,
            name: entry.first(&["displayname", "cn"]),
            email: entry.first(&["mail"]),
            groups,
            is_inactive: control & DISABLED != 0,
            ..Written::default()
        });
    }
    for entry in entries.iter().filter(|entry| is_group(entry)) {
        let named = entry.first(&["cn"]);
        let group = if named.is_empty() { common_name(&entry.first(&["dn"])) } else { named };
        for member in MEMBERS.iter().flat_map(|name| entry.all(name)) {
            if let Some(identifier) = by_name.get(&plain_name(member)) {
                into.join(identifier, &group);
            }
        }
        for identifier in entry.all("memberuid") {
            into.join(identifier, &group);
        }
    }
}

/// A person is an entry that is called one and is no machine, or one that has the wanted
/// attribute or an identifier and an address.
fn is_person(entry: &Entry, wanted: Option<&str>) -> bool {
    if entry.has_class("computer") {
        return false;
    }
    let is_called = ["person", "inetorgperson", "user", "posixaccount"].iter().any(|class| entry.has_class(class));
    let has = |name: &str| !entry.all(name).is_empty();
    is_called || wanted.is_some_and(has) || (has("mail") && ID.iter().any(|name| has(name)))
}

fn entries(text: &str, into: &mut Collection) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut is_open = false;
    for (line, content) in unfolded(text) {
        if content.is_empty() {
            is_open = false;
            continue;
        }
        if content.starts_with('#') || content.to_ascii_lowercase().starts_with("version:") {
            continue;
        }
        let Some((name, value)) = content.split_once(':') else {
            into.fault(Some(line), format!("`{content}` is no line of LDIF"), "write `attribute: value`");
            continue;
        };
        let value = match value.strip_prefix(':') {
            None if value.starts_with('<') => continue, // A value in another file is not fetched.
            None => value.trim().to_owned(),
            Some(coded) => match STANDARD.decode(coded.trim()) {
                // Pictures and keys are no text, and nobody's name.
                Ok(bytes) => String::from_utf8(bytes).unwrap_or_default(),
                Err(_) => {
                    into.fault(Some(line), format!("the value of `{name}` is no base64"), "export the entry again");
                    continue;
                }
            },
        };
        let name = name.split(';').next().unwrap_or_default().trim().to_lowercase();
        if name == "changetype" && !value.eq_ignore_ascii_case("add") {
            let message = format!("the entry is a change (`{value}`), not a person");
            into.fault(Some(line), message, "export the entries themselves");
            continue;
        }
        if !is_open {
            entries.push(Entry { line, values: BTreeMap::new() });
            is_open = true;
        }
        if let Some(entry) = entries.last_mut() {
            entry.values.entry(name).or_default().push(value);
        }
    }
    entries
}

/// Returns the lines with those joined that go on: a line that begins with a space belongs
/// to the one before.
fn unfolded(text: &str) -> Vec<(u64, String)> {
    let mut lines: Vec<(u64, String)> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        match (line.strip_prefix(' '), lines.last_mut()) {
            (Some(more), Some((_, last))) if !last.is_empty() => last.push_str(more),
            _ => lines.push((number, line.to_owned())),
        }
    }
    lines
}

/// Returns the value of the first part of a distinguished name.
fn common_name(name: &str) -> String {
    let mut value = String::new();
    let mut characters = name.split_once('=').map_or(name, |(_, rest)| rest).chars();
    while let Some(character) = characters.next() {
        match character {
            ',' => break,
            '\\' => value.extend(characters.next()),
            other => value.push(other),
        }
    }
    value.trim().to_owned()
}

/// Distinguished names are compared without regard to case and to spaces around commas.
fn plain_name(name: &str) -> String {
    name.split(',').map(str::trim).collect::<Vec<_>>().join(",").to_lowercase()
}
