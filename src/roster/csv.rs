//! Rows with a head: what personnel systems and spreadsheets export.

use csv::{ReaderBuilder, StringRecord, Trim};

use super::collect::{Collection, Written};

/// The names of columns, in lower case and without spaces, `_` and `-`.
const COLUMNS: [(Column, &[&str]); 6] = [
    (Column::Id, &["id", "userid", "user", "username", "employeeid", "employeenumber", "sub", "subject", "login"]),
    (Column::Name, &["name", "displayname", "fullname"]),
    (Column::Email, &["email", "mail", "emailaddress"]),
    (Column::Groups, &["groups", "group", "departments", "department", "teams", "team", "roles", "role"]),
    (Column::Joined, &["joined", "joinedon", "start", "startdate", "hiredate", "entrydate"]),
    (Column::Left, &["left", "lefton", "end", "enddate", "terminationdate", "leavedate", "exitdate"]),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Id,
    Name,
    Email,
    Groups,
    Joined,
    Left,
}

/// Reads rows. `id` names the column of the identifier; without it, one of the known names
/// does, or else the e-mail address is the identifier.
pub(super) fn read_csv(text: &str, id: Option<&str>, into: &mut Collection) {
    let head = text.lines().next().unwrap_or_default();
    let count = |delimiter: &u8| head.bytes().filter(|byte| byte == delimiter).count();
    let delimiter = [b',', b';', b'\t'].into_iter().rev().max_by_key(count).unwrap_or(b',');
    let mut reader =
        ReaderBuilder::new().delimiter(delimiter).trim(Trim::All).flexible(true).from_reader(text.as_bytes());
    let Ok(names) = reader.headers().cloned() else {
        return into.fault(Some(1), "the first row cannot be read", "begin with a row of column names");
    };
    // The order of the known names decides, not that of the columns.
    let places = |column: Column| -> Vec<usize> {
        let known = COLUMNS.iter().find(|(known, _)| *known == column).map_or(&[][..], |(_, names)| names);
        known.iter().flat_map(|known| (0..names.len()).filter(|at| plain(&names[*at]) == **known)).collect()
    };
    let id_place = match id {
        Some(wanted) => names.iter().position(|name| plain(name) == plain(wanted)),
        None => places(Column::Id).first().or(places(Column::Email).first()).copied(),
    };
    let Some(id_place) = id_place else {
        let found: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let wanted = id.map_or_else(|| "of identifiers".to_owned(), |wanted| format!("`{wanted}`"));
        let hint = "name the column of the identifier `id`, or say which one it is";
        return into.fault(Some(1), format!("there is no column {wanted}; there are {}", found.join(", ")), hint);
    };
    for row in reader.records() {
        match row {
            Ok(row) if row.iter().all(str::is_empty) => {}
            Ok(row) => add(&row, names.len(), id_place, &places, into),
            Err(error) => {
                let line = error.position().map(csv::Position::line);
                into.fault(line, format!("the row cannot be read: {error}"), "save the file as CSV in UTF-8");
            }
        }
    }
}

fn add(
    row: &StringRecord,
    width: usize,
    id_place: usize,
    places: &dyn Fn(Column) -> Vec<usize>,
    into: &mut Collection,
) {
    let line = row.position().map(csv::Position::line);
    if row.len() != width {
        let message = format!("the row has {} values, and there are {width} columns", row.len());
        return into.fault(line, message, "quote values that hold the separator");
    }
    let value = |column: Column| places(column).first().map_or("", |at| &row[*at]).to_owned();
    let groups = places(Column::Groups).into_iter().flat_map(|at| row[at].split([';', '|', ',']).map(str::to_owned));
    into.add(&Written {
        line,
        id: row[id_place].to_owned(),
        name: value(Column::Name),
        email: value(Column::Email),
        groups: groups.collect(),
        joined: value(Column::Joined),
        left: value(Column::Left),
        is_inactive: false,
    });
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, ' ' | '_' | '-')).flat_map(char::to_lowercase).collect()
}
