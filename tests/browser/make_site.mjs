// Makes the book that the browser tests read and builds its site: the starter documents
// with a past of two releases, a version that replaced another, a draft, a retired
// document, texts in Japanese and German, and every element that a text may have.
//
//   node make_site.mjs PROGRAM FOLDER
//
// FOLDER/book is the book, FOLDER/site its site. Dates are fixed, so that the same
// program makes the same site.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const [program, folder] = process.argv.slice(2).map((path) => resolve(path));
const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const book = join(folder, "book");
const site = join(folder, "site");
for (const old of [book, site, join(folder, "site-ja")]) rmSync(old, { recursive: true, force: true });
mkdirSync(book, { recursive: true });
for (const part of ["content", "controls", "book.toml"]) cpSync(join(repository, part), join(book, part), { recursive: true });

function git(day, ...words) {
  const environment = {
    ...process.env,
    GIT_AUTHOR_NAME: "Ada Author", GIT_AUTHOR_EMAIL: "ada@example.org", GIT_AUTHOR_DATE: `${day}T10:00:00Z`,
    GIT_COMMITTER_NAME: "Ada Author", GIT_COMMITTER_EMAIL: "ada@example.org", GIT_COMMITTER_DATE: `${day}T10:00:00Z`,
    GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null",
  };
  execFileSync("git", ["-C", book, ...words], { env: environment, stdio: ["ignore", "ignore", "inherit"] });
}

function commit(day, message, tag) {
  git(day, "add", "--all");
  git(day, "commit", "--quiet", "--message", message);
  if (tag) git(day, "tag", "--annotate", tag, "--message", `Release ${tag}`);
}

const path = (name) => join(book, "content", name);
const write = (name, text) => {
  mkdirSync(dirname(path(name)), { recursive: true });
  writeFileSync(path(name), text);
};
const change = (name, changes) => {
  let text = readFileSync(path(name), "utf8");
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`${name} does not have: ${from}`);
    text = text.replace(from, to);
  }
  writeFileSync(path(name), text);
};

const frontMatter = (rows) => `---\n${Object.entries(rows).map(([key, value]) => `${key}: ${value}`).join("\n")}\n---\n\n`;
const approved = {
  version: '"1.0"', status: "approved", owner: "Head of IT", approved_by: "Dana Whitfield", approved_on: "2026-11-16",
  review_every: "6 months", classification: "internal",
};

git("2026-11-16", "init", "--quiet", "--initial-branch", "main");
write("policies/old-passwords.md", `${frontMatter({ id: "POL-090", title: "Former password rules", type: "policy", ...approved })}## Rules\n\nA xylophone password is changed monthly.\n`);
write("languages/kanri.md", `${frontMatter({ id: "POL-081", title: "情報セキュリティ方針", type: "policy", language: "ja", ...approved })}## 目的 {#mokuteki}\n\n当社は情報資産を保護し、アクセス制御を行います。バックアップは毎日取得します。\n\n## 適用範囲\n\n全従業員に適用します。\n`);
write("languages/richtlinie.md", `${frontMatter({ id: "POL-082", title: "Richtlinie für mobile Geräte", type: "policy", language: "de", ...approved })}## Maßnahmen\n\nGeräte werden verschlüsselt. Die Größe der Schlüssel steht im Verzeichnis der Straßenbahnen.\n`);
write("elements.md", `# Every element

A page that is not controlled, with <b>HTML that is shown</b>, a [link](https://example.org/path), a footnote[^one] and \`code\`.

> [!WARNING]
> Mind the gap.

> A quotation.

## A table that is wide

| One | Two | Three | Four | Five | Six | Seven | Eight |
| --- | --- | --- | ---: | --- | --- | --- | --- |
| a long cell that needs room | another long cell | third | 4 | fifth of all | sixth of all | seventh of all | eighth |

## Code

\`\`\`yaml
key: [1, 2]
other: "text"
\`\`\`

- [x] done
- [ ] open

### Deeper

1. First
   - inner

#### Deepest

The end.

[^one]: A note.
`);
// Texts whose terms the program and the script of the search must take apart alike.
const terms = JSON.parse(readFileSync(join(repository, "tests/cases/search/terms.json"), "utf8"));
terms.forEach(([text], number) => write(`terms/t${number}.md`, `# Terms of case ${number}\n\n${text.replace(/[-_()<*]/g, "\\$&")}\n`));
commit("2026-11-16", "First issue of the book", "v1.0");

change("policies/access-control.md", [
  ['version: "1.0"', 'version: "1.1"'], ["approved_on: 2026-11-16", "approved_on: 2026-11-20"],
  ["effective_from: 2026-11-16", "effective_from: 2026-11-20"],
  ["changes:\n", 'changes:\n  - { version: "1.1", summary: Visitors are named, material: true }\n'],
  ["review_every: 12 months\n", "review_every: 12 months\nreviews:\n  - { on: 2026-11-24, by: Jane Doe, outcome: unchanged }\n"],
  ["2. People get the least access", "2. Guests are people too. People get the least access"],
]);
change("policies/old-passwords.md", [["status: approved", "status: retired"]]);
write("policies/drafted.md", `${frontMatter({ id: "POL-091", title: "Drones over the yard", type: "policy", version: '"0.1"', status: "draft", owner: "Head of IT" })}## Secret plan\n\nThe zeppelin is withheld.\n`);
commit("2026-11-20", "Name visitors; retire the old rules", "v1.1");

// Findings do not matter here: the draft and the retired document are there to be seen.
execFileSync(program, ["build", "--quiet", "--date", "2026-11-26", "--fail-on", "never", "--dest-dir", site], { cwd: book, stdio: ["ignore", "ignore", "inherit"] });
// The same in another language: its interface has other words, the texts stay as they are.
const settings = readFileSync(join(book, "book.toml"), "utf8");
writeFileSync(join(book, "book.toml"), settings.replace(/^(\[book\]\n)(language = .*\n)?/m, '$1language = "ja"\n').replace(/^language = "en"\n/m, ""));
execFileSync(program, ["build", "--quiet", "--date", "2026-11-26", "--fail-on", "never", "--dest-dir", join(folder, "site-ja")], { cwd: book, stdio: ["ignore", "ignore", "inherit"] });
writeFileSync(join(book, "book.toml"), settings);
console.log(site);
