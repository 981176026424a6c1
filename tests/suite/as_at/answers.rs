//! The answers of the data file for a day, found as its reference page says, and those
//! of `list --as-at`, in the same words.

use serde_json::Value;

use crate::harness::{TODAY, data, policybook, talk};
use crate::versions::world::World;

/// The data file of a site.
pub struct DataFile(Value);

impl DataFile {
    /// Reads the data file of a world that has been built.
    pub fn of(world: &World) -> Self {
        Self(serde_json::from_str(&world.source("data/as-at.json")).expect("JSON"))
    }

    /// Returns a value.
    pub fn value(&self) -> &Value {
        &self.0
    }

    /// Returns the place of the last day that is not after `day`.
    fn place(&self, day: &str) -> Option<u64> {
        let days = self.0["days"].as_array().expect("days");
        let count = days.iter().take_while(|known| known.as_str().expect("a day") <= day).count();
        (count as u64).checked_sub(1)
    }

    fn held<'a>(&self, list: &'a Value, day: &str) -> &'a Value {
        let Some(place) = self.place(day) else { return &Value::Null };
        let rows = list.as_array().expect("a list").iter();
        rows.take_while(|row| row[0].as_u64() <= Some(place)).last().map_or(&Value::Null, |row| &row[1])
    }

    /// Returns how each document stood: `id standing version`, and behind it the text
    /// on the branch and what was recorded later; nothing when that is unknown.
    pub fn documents(&self, day: &str) -> Option<Vec<String>> {
        self.is_known(day)?;
        let line = |document: &Value| {
            let row = self.held(&document["rows"], day);
            let text = |at: &Value| at.as_u64().map(|at| &self.0["texts"][usize::try_from(at).unwrap()]);
            let shown = text(&row[1]).or_else(|| text(&row[2]))?;
            let other = row[1].as_u64().and_then(|_| text(&row[2]));
            let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
            let other = other.map(|other| format!("{} {}", word(&other["version"]), word(&other["status"])));
            Some(document_line(
                [&shown["id"], &row[0], &shown["version"], &row[3], &row[4], &row[5]].map(word),
                &other.unwrap_or_else(|| "-".to_owned()),
            ))
        };
        Some(self.0["documents"].as_array().expect("documents").iter().filter_map(line).collect())
    }

    /// Returns how each entry stood: `framework id state`; nothing when that is unknown.
    pub fn controls(&self, day: &str) -> Option<Vec<String>> {
        self.is_known(day)?;
        let mut lines = Vec::new();
        for edition in self.held(&self.0["shown"], day).as_array().into_iter().flatten() {
            let framework = &self.0["frameworks"][usize::try_from(edition.as_u64().unwrap()).unwrap()];
            for row in framework["entries"].as_array().expect("entries") {
                let number = usize::try_from(row[0].as_u64().unwrap()).unwrap();
                let state = self.held(&self.0["states"][number], day).as_str().expect("a state").to_owned();
                let [framework, control] = [0, 1].map(|at| self.0["entries"][number][at].as_str().unwrap().to_owned());
                lines.push(format!("{framework} {control} {state}"));
            }
        }
        Some(lines)
    }

    /// Returns the decision of the statement in force on a control: `applicable`,
    /// `excluded` or `none`.
    pub fn decision(&self, day: &str, control: &str) -> &'static str {
        let row = self.held(&self.0["statement"], day);
        let Some(statement) = row[1].as_u64() else { return "none" };
        let decisions = self.0["statements"][usize::try_from(statement).unwrap()]["decisions"].as_array().unwrap();
        let found = decisions.iter().find_map(|at| {
            let decision = &self.0["decisions"][usize::try_from(at.as_u64()?).unwrap()];
            let entry = &self.0["entries"][usize::try_from(decision["entry"].as_u64()?).unwrap()];
            (entry[1] == control).then_some(decision)
        });
        match found.and_then(|decision| decision["applicable"].as_bool()) {
            Some(true) => "applicable",
            Some(false) => "excluded",
            None => "none",
        }
    }

    fn is_known(&self, day: &str) -> Option<()> {
        let is_within = self.0["last"].as_str().is_some_and(|last| day <= last);
        (self.0["state"] == "complete" && is_within && self.held(&self.0["branch"], day).is_string()).then_some(())
    }
}

/// Returns how each document stood by `list documents --as-at`.
pub fn listed_documents(world: &World, day: &str) -> Option<Vec<String>> {
    let rows = listed(world, "documents", day)?;
    let line = |row: &Value| {
        let word = |key: &str| row[key].as_str().unwrap_or("-").to_owned();
        let columns = ["id", "standing", "version", "in_force_from", "in_force_until", "recorded_later"];
        document_line(columns.map(word), &word("on_branch"))
    };
    Some(rows.iter().map(line).collect())
}

/// Returns how each entry stood by `list controls --as-at`.
pub fn listed_controls(world: &World, day: &str) -> Option<Vec<String>> {
    let rows = listed(world, "controls", day)?;
    let line = |row: &Value| {
        let word = |key: &str| row[key].as_str().unwrap_or("-").to_owned();
        format!("{} {} {}", word("framework"), word("id"), word("state"))
    };
    Some(rows.iter().map(line).collect())
}

fn listed(world: &World, kind: &str, day: &str) -> Option<Vec<Value>> {
    let output = policybook(&world.root(), &["list", kind, "--json", "--as-at", day, "--date", TODAY]);
    if !output.status.success() {
        assert!([Some(2), Some(3)].contains(&output.status.code()), "{}", talk(&output));
        assert_eq!(data(&output), "", "what is unknown prints nothing");
        return None;
    }
    Some(serde_json::from_str(&data(&output)).expect("JSON"))
}

fn document_line([id, standing, version, from, until, later]: [String; 6], other: &str) -> String {
    format!("{id} {standing} {version} {from} {until} branch:{other} later:{later}")
}
