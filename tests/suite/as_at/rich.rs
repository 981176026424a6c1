//! A past in which everything changes that can: texts, approvals, files, ids, settings,
//! frameworks and decisions.

use crate::versions::world::{Policy, World};

const LEAVE: &str = "content/leave.md";
const STATEMENT: &str = "controls/applicability.toml";
const OWN: &str = "controls/own.toml";

/// Makes a past of some months.
pub fn rich_past() -> World {
    let world = World::with(&settings(""));
    let claims = |controls: &str| format!("satisfies: {{ iso27001-2022: [{controls}] }}");
    world.on("2024-02-03").write(LEAVE, Policy::draft("0.1", "Words.").field(&claims("A.5.1"))).commit("Draft");
    let first = Policy::approved("1.0", "2024-02-08", "Words.").field(&claims("A.5.1, A.5.2"));
    world.on("2024-02-10").write(LEAVE, first).commit("Approve");
    world
        .write("content/b.md", Policy::approved("1.0", "2024-02-10", "B.").id("P-2").field(&claims("A.5.3")))
        .commit("B");
    world.on("2024-02-20").write(STATEMENT, statement("", "A.5.4")).commit("Propose exclusions");
    world.on("2024-03-01").write(STATEMENT, statement(&by("2024-03-05"), "A.5.4")).commit("Approve the statement");
    world.on("2024-03-12").write(STATEMENT, statement(&by("2024-03-05"), "A.5.5")).commit("Exclude another");
    world.on("2024-03-20").write(OWN, framework("X.1")).commit("An own framework");
    let next = Policy::draft("1.1", "Words and more.").field(&claims("A.5.1")).field("language: en");
    world.on("2024-03-25").write(LEAVE, next).commit("Go on");
    let own = "satisfies: { own: [X.1, X.2] }";
    let ahead = Policy::approved("1.1", "2024-04-01", "Words and more.").field("effective_from: 2024-04-15").field(own);
    world.on("2024-04-02").write(LEAVE, ahead).commit("Approve ahead");
    world.on("2024-04-08").write(OWN, framework("X.2")).commit("Another entry");
    world.git(&["mv", "content/b.md", "content/c.md"]);
    world.on("2024-04-20").commit("Move");
    world.branch("topic").on("2024-04-22");
    world
        .write("content/c.md", Policy::approved("2.0", "2024-04-22", "C.").id("P-2").field(&claims("A.5.3")))
        .commit("2.0");
    world.switch("main").on("2024-05-01").merge_as("Bea Boss", "topic");
    world.on("2024-05-10").write("book.toml", settings("[frameworks]\nuse = [\"own\"]\n")).commit("Show less");
    world.git(&["rm", "--quiet", LEAVE]);
    world.on("2024-05-20").commit("Take away");
    world.on("2024-06-01").write(LEAVE, Policy::draft("0.1", "Anew.").id("P-3").field(&claims("A.5.1"))).commit("Anew");
    let retired = Policy::approved("2.0", "2024-04-22", "C.").id("P-2").field(&claims("A.5.3")).status("retired");
    world.on("2024-06-10").write("content/c.md", retired).commit("Retire");
    world.git(&["rm", "--quiet", STATEMENT]);
    world.on("2024-06-15").commit("No statement");
    world
}

fn settings(more: &str) -> String {
    format!("[book]\ntitle = \"Book\"\n[documents]\nexclude = [\"drafts/**\"]\n{more}")
}

fn by(day: &str) -> String {
    format!("version = \"1\"\napproved-by = \"Carla Chief\"\napproved-on = {day}\n")
}

fn statement(approval: &str, excluded: &str) -> String {
    let decision = |control: &str, applicable: bool| {
        format!("[controls.\"{control}\"]\napplicable = {applicable}\njustification = \"Because.\"\n")
    };
    let all = ["A.5.1", "A.5.4", "A.5.5"].map(|control| decision(control, control != excluded));
    format!("[statement]\nframework = \"iso27001-2022\"\n{approval}{}", all.concat())
}

fn framework(last: &str) -> String {
    let entry = |id: &str| format!("[[controls]]\nid = \"{id}\"\ntitle = \"Entry {id}\"\n");
    let entries: Vec<String> = ["X.1", "X.2"].into_iter().filter(|id| *id <= last).map(entry).collect();
    format!("id = \"own\"\ntitle = \"Own rules\"\n{}", entries.concat())
}

/// Returns the days on which something changes, and those around the quiet ones.
pub fn telling_days() -> Vec<&'static str> {
    let mut days = vec![
        "2023-12-31",
        "2024-01-01",
        "2024-02-03",
        "2024-02-09",
        "2024-02-10",
        "2024-02-20",
        "2024-03-01",
        "2024-03-05",
        "2024-03-12",
        "2024-03-20",
        "2024-03-25",
        "2024-04-01",
        "2024-04-02",
        "2024-04-08",
        "2024-04-14",
        "2024-04-15",
        "2024-04-20",
        "2024-04-22",
        "2024-05-01",
        "2024-05-10",
        "2024-05-20",
        "2024-06-01",
        "2024-06-09",
        "2024-06-10",
        "2024-06-15",
        "2024-06-20",
    ];
    days.sort_unstable();
    days
}
