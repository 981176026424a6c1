//! SCIM users as JSON (RFC 7643): a list response, or a plain list of users.

use serde_json::Value;

use super::collect::{Collection, Written};

const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

/// Reads users. `id` names the attribute of the identifier; without it, it is `userName`,
/// which every user has and no two share.
pub(super) fn read_scim(text: &str, id: Option<&str>, into: &mut Collection) {
    let file: Value = match serde_json::from_str(text) {
        Ok(file) => file,
        Err(error) => {
            let line = u64::try_from(error.line()).ok().filter(|line| *line > 0);
            return into.fault(line, format!("this is no JSON: {error}"), "export the users again");
        }
    };
    let users = file.get("Resources").or(file.get("resources")).unwrap_or(&file);
    let Some(users) = users.as_array() else {
        let hint = "give a SCIM list response with `Resources`, or a list of users";
        return into.fault(None, "there is no list of users in it", hint);
    };
    // A list response may be one page of several: the people of the others would be lost.
    let total = file.get("totalResults").and_then(Value::as_u64);
    if let Some(total) = total.filter(|total| *total > users.len() as u64) {
        let message = format!("this is one page: {} of {total} users", users.len());
        into.fault(None, message, "join all pages into one list");
    }
    for (index, user) in users.iter().enumerate() {
        if !user.is_object() {
            let message = format!("entry {} of the list is no user", index + 1);
            into.fault(None, message, "give objects with `userName`");
            continue;
        }
        let text = |name: &str| user.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let groups = user.get("groups").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let group = |group: &Value| {
            let named = group.get("display").or(group.get("value")).unwrap_or(group);
            named.as_str().map(str::to_owned)
        };
        let department = user.get(ENTERPRISE).and_then(|more| more.get("department")).and_then(Value::as_str);
        into.add(&Written {
            line: None,
            id: identifier(user, id.unwrap_or("userName")),
            name: name(user, &text),
            email: email(user),
            groups: groups.iter().filter_map(group).chain(department.map(str::to_owned)).collect(),
            is_inactive: user.get("active").and_then(Value::as_bool) == Some(false),
            ..Written::default()
        });
    }
}

fn identifier(user: &Value, name: &str) -> String {
    let more = user.get(ENTERPRISE).and_then(|more| more.get(name));
    match user.get(name).or(more) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn name(user: &Value, text: &dyn Fn(&str) -> String) -> String {
    let shown = text("displayName");
    if !shown.is_empty() {
        return shown;
    }
    let part = |part: &str| user.get("name").and_then(|name| name.get(part)).and_then(Value::as_str);
    part("formatted").map_or_else(
        || [part("givenName"), part("familyName")].into_iter().flatten().collect::<Vec<_>>().join(" "),
        str::to_owned,
    )
}

/// The primary address, or the first one.
fn email(user: &Value) -> String {
    let emails = user.get("emails").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let primary = emails.iter().find(|email| email.get("primary").and_then(Value::as_bool) == Some(true));
    let chosen = primary.or(emails.first());
    chosen.and_then(|email| email.get("value").unwrap_or(email).as_str()).unwrap_or_default().to_owned()
}
