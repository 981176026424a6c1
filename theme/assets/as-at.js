// The book as at the end of any day, from data/as-at.js: on the page for it, and on pages
// that were opened from there and have the day in their address (`?as-at=2024-03-01`).
// What is unknown is shown as unknown.
"use strict";

(() => {
  const data = globalThis.policybookAsAt;
  const { root = "", path = "" } = document.body.dataset;
  const STANDINGS = {
    "in-force": ["In force", "good", "full"],
    "to-come": ["Approved, its day to come", "fair", "half"],
    draft: ["Draft", "fair", "hollow"],
    "in-review": ["In review", "fair", "half"],
    incomplete: ["Approval incomplete", "poor", "half"],
    changed: ["Changed since its approval", "poor", "half"],
    retired: ["Retired", "quiet", "dash"],
    unknown: ["Unknown: its text cannot be read", "poor", "hollow"],
  };
  const STATES = {
    covered: ["Covered", "good", "full"],
    "draft-only": ["Draft only", "fair", "half"],
    uncovered: ["Uncovered", "poor", "hollow"],
    excluded: ["Excluded", "quiet", "dash"],
    unknown: ["Unknown", "poor", "hollow"],
  };

  // ---- The data: lists of what held from which day on.

  // The last row of a list that holds on the day at this place of `data.days`.
  function held(list, place) {
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (list[middle][0] <= place) low = middle + 1;
      else high = middle;
    }
    return low > 0 ? list[low - 1] : undefined;
  }

  function placeOf(day) {
    let [low, high] = [0, data.days.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (data.days[middle] <= day) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  // Where the day stands and which commit the branch held, or why nothing can be told.
  function find(day) {
    if (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(Date.parse(day))) return { why: `“${day}” is no day.` };
    if (data.state !== "complete") return { why: `What was in force on ${day} is unknown: ${data.reason}.` };
    if (day > data.last) return { why: `${day} had not come when this site was built, on ${data.last}.` };
    if (data.branch.length === 0) return { why: "No commit of the branch has a file of this book." };
    const first = data.days[data.branch[0][0]];
    if (day < first && data.is_beginning_undated) return { why: `What was in force on ${day} is unknown: commits of that time give no date that can be true.` };
    if (day < first) return { why: `On ${day} the branch had no file of this book: its first commit with one is of ${first}.` };
    const place = placeOf(day);
    const commit = held(data.branch, place)?.[1];
    if (!commit) return { why: `What was in force on ${day} is unknown: commits of that time give no date that can be true.` };
    return { place, commit };
  }

  // How a document stood; nothing when it was not there.
  function standing(document, place) {
    const row = held(document.rows, place)?.[1];
    if (!row) return undefined;
    const [state, inForce, onBranch, from, until, later] = row;
    const text = (at) => (at === null ? undefined : data.texts[at]);
    return { state, inForce: text(inForce), onBranch: text(onBranch), shown: text(inForce ?? onBranch), from, until, later };
  }

  // ---- Elements. Texts of the book are only ever set as text.

  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children.filter((child) => child !== undefined && child !== null));
    return element;
  }

  const quiet = (words) => make("span", { class: "quiet" }, words);

  function mark(table, name) {
    const [words, tone, shape] = table[name] ?? [name, "quiet", "dash"];
    return make("span", { class: `mark mark-${tone} mark-${shape}` }, words);
  }

  // The file of a page, in such a form that it stays in the day.
  const file = (url) => `${root}${url.slice(1).split("/").map(encodeURIComponent).join("/")}index.html`;
  const inDay = (url, day, fragment = "") => `${file(url)}?as-at=${day}${fragment}`;
  const register = (day) => `${root}as-at/index.html#${day}`;

  function titleOf(text, day) {
    const words = `${text.id} ${text.title}`;
    return text.url ? make("a", { href: inDay(text.url, day) }, words) : words;
  }

  function table(caption, heads, rows) {
    const head = make("tr", {}, ...heads.map((words) => make("th", { scope: "col" }, words)));
    return make("div", { class: "table-scroll", tabindex: "0", role: "group", "aria-label": caption },
      make("table", { class: "data" },
        make("caption", { class: "visually-hidden" }, caption),
        make("thead", {}, head),
        make("tbody", {}, ...rows)));
  }

  // What is printed says of which day it is, on every sheet.
  function markSheets(day) {
    const line = document.querySelector(".running-line");
    line?.querySelector("[data-as-at-line]")?.remove();
    if (day) line?.prepend(make("span", { "data-as-at-line": "" }, `As at ${day}`), " ");
  }

  // ---- The page of a day.

  function documentRow(row, day) {
    const { shown, inForce, onBranch } = row;
    const period = inForce ? `${row.from ?? "unknown"} – ${row.until ?? "open"}` : quiet("no");
    const approved = shown.approved_on || shown.approved_by
      ? [shown.approved_on ?? quiet("no date"), make("br"), quiet(shown.approved_by ?? "nobody named")]
      : [quiet("no")];
    const other = inForce && onBranch ? `${onBranch.version ?? "a text"}, ${onBranch.status}` : quiet("the same");
    const later = row.later ? quiet(`Recorded later: ${row.later}`) : undefined;
    return make("tr", {},
      make("th", { scope: "row" }, titleOf(shown, day), later && make("br"), later),
      make("td", {}, shown.type[0].toUpperCase() + shown.type.slice(1)),
      make("td", {}, shown.version ?? quiet("none")),
      make("td", {}, mark(STANDINGS, row.state)),
      make("td", { class: "nowrap" }, period),
      make("td", {}, ...approved),
      make("td", {}, shown.owner ?? quiet("not named")),
      make("td", {}, inForce ? other : quiet("this text")));
  }

  function documentsOf(place) {
    const rows = data.documents.map((document) => standing(document, place)).filter((row) => row?.shown);
    return rows.sort((a, b) => (a.shown.id < b.shown.id ? -1 : a.shown.id > b.shown.id ? 1 : 0));
  }

  function claimants(rows) {
    const found = new Map();
    const add = (text, at, kind) => {
      for (const entry of text?.claims ?? []) {
        if (!found.has(entry)) found.set(entry, { inForce: [], others: [] });
        const list = found.get(entry);
        if (kind === "inForce" || !list.inForce.includes(at)) list[kind].push(at);
      }
    };
    rows.forEach((row) => add(row.inForce, row, "inForce"));
    rows.filter((row) => row.state !== "retired").forEach((row) => add(row.onBranch, row, "others"));
    return found;
  }

  function frameworkPart(edition, place, rows, claims, day) {
    const counts = {};
    const lines = edition.entries.map(([entry, title, kind]) => {
      const state = held(data.states[entry], place)?.[1] ?? "unknown";
      counts[state] = (counts[state] ?? 0) + 1;
      const { inForce = [], others = [] } = claims.get(entry) ?? {};
      const links = (list) => list.flatMap((row, at) => [at > 0 ? ", " : "", titleOf(row.shown, day)]);
      return make("tr", {},
        make("th", { scope: "row" }, make("span", { class: "id" }, data.entries[entry][1]), ` ${title}`, kind === "control" ? undefined : quiet(` ${kind}`)),
        make("td", {}, mark(STATES, state)),
        make("td", {}, ...(inForce.length ? links(inForce) : [quiet("none")])),
        make("td", {}, ...(others.length ? links(others) : [quiet("none")])));
    });
    const words = Object.keys(STATES).filter((state) => counts[state]).map((state) => `${counts[state]} ${STATES[state][0].toLowerCase()}`);
    return make("details", {},
      make("summary", {}, `${edition.title}: ${words.join(", ") || "no entries"}`),
      table(`Coverage of ${edition.title}`, ["Entry", "State", "Claimed by texts in force", "Claimed by other texts"], lines));
  }

  function statementPart(place, editions) {
    const row = held(data.statement, place)?.[1];
    if (!row) return [make("p", {}, "There was no statement of applicability.")];
    const [state, inForce, onBranch, from] = row;
    const at = inForce ?? onBranch;
    const said = {
      "in-force": `In force from ${from}.`,
      "not-approved": "It was not approved, so that it excluded nothing. What it proposed:",
      unknown: "The statement of applicability cannot be read: what it excluded is unknown.",
    }[state] ?? state;
    const parts = [make("p", {}, said)];
    if (at === null) return parts;
    const statement = data.statements[at];
    const edition = editions.find((one) => one.id === statement.framework);
    const titles = new Map(edition?.entries);
    if (statement.approved_by) parts.push(make("p", {}, `Approved by ${statement.approved_by}${statement.approved_on ? ` on ${statement.approved_on}` : ""}${statement.version ? `, version ${statement.version}` : ""}, as declared.`));
    if (statement.scope) parts.push(make("p", {}, `Scope: ${statement.scope}`));
    const lines = statement.decisions.map((number) => {
      const decision = data.decisions[number];
      const applies = decision.applicable === null ? quiet("not decided") : decision.applicable ? "Yes" : "No";
      return make("tr", {},
        make("th", { scope: "row" }, make("span", { class: "id" }, data.entries[decision.entry][1]), ` ${titles.get(decision.entry) ?? ""}`),
        make("td", {}, applies),
        make("td", {}, decision.reasons.join(", ").replaceAll("-", " ") || quiet("none")),
        make("td", {}, decision.justification ?? quiet("none")),
        make("td", {}, decision.status?.replaceAll("-", " ") ?? quiet("not given")));
    });
    parts.push(table("Statement of applicability", ["Control", "Applicable", "Reasons", "Justification", "Implementation"], lines));
    if (inForce !== null && onBranch !== null) parts.push(make("p", { class: "small quiet" }, "The branch had another text of it already, which was not in force."));
    return parts;
  }

  function show(day) {
    const answer = document.querySelector("[data-as-at-answer]");
    const status = document.querySelector("[data-as-at-status]");
    const input = document.querySelector("[data-as-at-form] input");
    answer.replaceChildren();
    status.replaceChildren();
    document.querySelector("[data-as-at-days]")?.toggleAttribute("hidden", Boolean(day));
    if (!day) return markSheets();
    if (/^\d{4}-\d\d-\d\d$/.test(day)) input.value = day;
    const found = find(day);
    markSheets(found.why ? undefined : day);
    if (found.why) {
      status.append(make("strong", {}, found.why));
      return;
    }
    const rows = documentsOf(found.place);
    const inForce = rows.filter((row) => row.inForce).length;
    const editions = (held(data.shown, found.place)?.[1] ?? []).map((at) => data.frameworks[at]);
    const claims = claimants(rows);
    status.append(`${rows.length} ${rows.length === 1 ? "document" : "documents"}, ${inForce} with a text in force.`);
    answer.append(
      make("h2", {}, `As at the end of ${day}`),
      make("p", { class: "small quiet" }, "The branch held commit ", make("code", {}, found.commit.slice(0, 10)), ". Links lead to the texts of that day. ", make("a", { href: "#" }, "All days on which something changed"), "."),
      make("h3", {}, "Register"),
      rows.length ? table(`Controlled documents as at ${day}`, ["Document", "Type", "Version", "Standing", "In force", "Approved, as declared", "Owner", "On the branch"], rows.map((row) => documentRow(row, day))) : make("p", {}, "There was no controlled document."),
      make("h3", {}, "Coverage"),
      ...(editions.length ? editions.map((edition) => frameworkPart(edition, found.place, rows, claims, day)) : [make("p", {}, "The book showed no framework.")]),
      make("h3", {}, "Statement of applicability"),
      ...statementPart(found.place, editions));
  }

  function dayForm({ first, last }) {
    const input = make("input", { id: "pb-day", type: "date", min: first, max: last, required: "" });
    const label = make("label", { for: "pb-day" }, "Day");
    return make("form", { class: "day-form" }, label, input, make("button", { type: "submit" }, "Show this day"));
  }

  function setUpPage(place) {
    document.querySelector("[data-without-script]")?.remove();
    const form = dayForm(place.dataset);
    place.append(form);
    if (!data) {
      document.querySelector("[data-as-at-status]").append("The data of this page, data/as-at.js, could not be loaded.");
      return;
    }
    for (const name of document.querySelectorAll("[data-day]")) {
      const link = make("a", { href: `#${name.dataset.day}` });
      link.append(...name.childNodes);
      name.append(link);
    }
    const day = () => decodeURIComponent(location.hash.slice(1));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const { value } = form.querySelector("input");
      if (day() === value) show(value);
      else location.hash = value;
    });
    addEventListener("hashchange", () => show(day()));
    show(day());
  }

  // ---- Pages that were opened from a day.

  // The document that a page shows, today or in one of its texts.
  function documentsByUrl() {
    const found = new Map();
    for (const document of data.documents) {
      for (const [, row] of document.rows) {
        const url = row && row[1] !== null && data.texts[row[1]].url;
        if (url) found.set(url, document);
      }
    }
    // An address of today names its document of today.
    for (const document of data.documents) if (document.url) found.set(document.url, document);
    return found;
  }

  function bandFor(day, found, documents) {
    const say = [make("strong", {}, `You are reading the book as at the end of ${day}.`), " "];
    const here = `/${path.replace(/index\.html$/, "")}`;
    const row = documents.has(here) ? standing(documents.get(here), found.place) : undefined;
    if (!documents.has(here)) say.push("This page is of today, not of that day.");
    else if (!row) say.push("This document was not there on that day.");
    else if (row.inForce?.url === here) say.push("This text was in force on that day.");
    else if (row.inForce) say.push("This text is not the one that was in force on that day: that was ", titleOf(row.inForce, day), row.inForce.version ? `, version ${row.inForce.version}.` : ".");
    else say.push(`No text of this document was in force on that day: ${(STANDINGS[row.state] ?? [row.state])[0].toLowerCase()}.`);
    say.push(" Links in the text stay in that day; the menu leads to the book of today. ", make("a", { href: register(day) }, `Register of ${day}`), ", ", make("a", { href: location.pathname.split("/").pop() || "index.html" }, "leave the day"), ".");
    return make("p", { class: "band band-info", role: "note" }, ...say);
  }

  function setUpFollowed(day) {
    const main = document.querySelector("main");
    const found = data ? find(day) : { why: "The data of the days, data/as-at.js, could not be loaded." };
    const bands = make("div", { class: "bands", lang: "en", "data-as-at-band": "" });
    main.prepend(bands);
    if (found.why) {
      bands.append(make("p", { class: "band band-poor", role: "note" }, found.why));
      return;
    }
    const documents = documentsByUrl();
    const base = new URL(root || "./", location.href).href.replace(/[?#].*$/, "");
    for (const link of main.querySelectorAll(".prose a[href]")) {
      const target = link.href.replace(/[?#].*$/, "");
      const fragment = new URL(link.href).hash;
      if (!target.startsWith(base) || !target.endsWith("index.html") || link.getAttribute("href").startsWith("#")) continue;
      const url = `/${target.slice(base.length).split("/").map(decodeURIComponent).join("/").replace(/index\.html$/, "")}`;
      const document = documents.get(url);
      const row = document && standing(document, found.place);
      if (row?.inForce?.url) link.setAttribute("href", inDay(row.inForce.url, day, fragment));
      else if (document || /^\/(frameworks|soa|documents|as-at)\//.test(url)) link.setAttribute("href", register(day));
    }
    bands.append(bandFor(day, found, documents));
    markSheets(day);
    document.title = `${document.title} (as at ${day})`;
  }

  const place = document.querySelector("[data-as-at-form]");
  const followed = new URLSearchParams(location.search).get("as-at");
  if (place) setUpPage(place);
  else if (followed) setUpFollowed(followed);
})();
