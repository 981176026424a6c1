// The search of the site: loaded when a reader first asks for it. It reads the index in
// data/search/, a few small files for each question; see docs/reference/search.md.
// Everything is put into the page as text, never as HTML.
"use strict";

(() => {
  const root = document.body.dataset.root ?? "";
  const SHOWN = 8;

  // The words of the interface in the site's language; see theme/messages.
  const messages = globalThis.policybookMessages ?? {};
  const t = (text, values = {}) => (messages[text] ?? text).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

  // ---- The files of the index. They are scripts, since a page that is opened from a
  // disk can load nothing else. Each carries its digest: a browser may hold an old one.

  class Outdated extends Error {}

  const ownScripts = globalThis.trustedTypes?.createPolicy("policybook-search", { createScriptURL: (address) => address });

  const arrived = new Map();
  let asked = new Map();

  globalThis.policybookSearch = (name, digest, data) => arrived.set(name, { digest, data });

  function load(name, digest) {
    const known = asked.get(name);
    if (known) return known;
    const answer = new Promise((resolve, reject) => {
      const script = document.createElement("script");
      const address = `${root}data/search/${name}.js?v=${digest}`;
      script.src = ownScripts?.createScriptURL(address) ?? address;
      script.onload = () => {
        script.remove();
        const file = arrived.get(name);
        arrived.delete(name);
        if (file && (name === "index" || file.digest === digest)) resolve(file.data);
        else reject(new Outdated(name));
      };
      script.onerror = () => {
        script.remove();
        reject(new Outdated(name));
      };
      document.head.append(script);
    });
    asked.set(name, answer);
    // What failed is asked for again the next time.
    answer.catch(() => { if (asked.get(name) === answer) asked.delete(name); });
    return answer;
  }

  // The table of files. `isNew` is set when the site was published again meanwhile.
  async function openIndex(isNew) {
    if (isNew) asked = new Map();
    const index = await load("index", isNew ? Date.now() : "0");
    if (!index.starts) {
      index.starts = [0];
      for (const count of index.texts) index.starts.push(index.starts.at(-1) + count);
    }
    return index;
  }

  const digestAt = (digests, place) => digests.slice(place * 6, place * 6 + 6);
  const termsFile = (index, place) => load(`terms-${place}`, digestAt(index.term_digests, place));

  async function textOf(index, entry) {
    const place = lastNotAbove(index.starts, (start) => start - entry);
    const rows = await load(`texts-${place}`, digestAt(index.text_digests, place));
    return rows[entry - index.starts[place]];
  }

  // The place of the last item of an ordered list that does not come after what is
  // looked for; -1 when there is none.
  function lastNotAbove(list, compare) {
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(list[middle]) <= 0) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  // Orders terms as the index does: by code point, not by the halves of one.
  function order(a, b) {
    const [left, right] = [a[Symbol.iterator](), b[Symbol.iterator]()];
    for (;;) {
      const [x, y] = [left.next(), right.next()];
      if (x.done || y.done) return (x.done ? 0 : 1) - (y.done ? 0 : 1);
      const step = x.value.codePointAt(0) - y.value.codePointAt(0);
      if (step) return step;
    }
  }

  // ---- Words. The same steps as in the program, src/search/words.rs: change both.

  const OTHERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ł: "l", ı: "i" };
  const UNSPACED = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005-\\u3007\\u3040-\\u30ff\\u31f0-\\u31ff"
    + "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  const LETTER = `(?![${UNSPACED}])[\\p{Alphabetic}\\p{N}\\u0300-\\u036f]`;
  const UNSPACED_LETTER = `(?=[${UNSPACED}])[\\p{Alphabetic}\\p{N}]`;
  const RUN = `(?:${LETTER})+`;
  const SPAN = new RegExp(`(?:${UNSPACED_LETTER})+|${RUN}(?:[.\\-_:/]${RUN}|\\((?:${RUN})\\))*`, "gu");
  const PART = new RegExp(RUN, "gu");
  const IS_UNSPACED = new RegExp(`^[${UNSPACED}]`, "u");
  const TERM_CHARACTERS_MAX = 40;

  function fold(text) {
    return text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().normalize("NFC")
      .replace(/[ßæœøđðłı]/g, (letter) => OTHERS[letter]);
  }

  const isShort = (term) => term.length <= TERM_CHARACTERS_MAX || [...term].length <= TERM_CHARACTERS_MAX;
  const isTerm = (run) => isShort(run) && !/^[a-z]$/.test(run);

  // The terms of one span of folded text, as {whole, parts}: `whole` for spans that are
  // terms themselves, `parts` for what they consist of.
  function takeApart(span) {
    if (IS_UNSPACED.test(span)) {
      const letters = [...span];
      const pairs = letters.slice(1).map((letter, place) => letters[place] + letter);
      return { parts: letters.length === 1 ? letters : pairs };
    }
    const runs = span.match(PART) ?? [];
    const isCompound = /[^\p{Alphabetic}\p{N}]/u.test(span) && /[0-9]/.test(span) && isShort(span);
    if (!isCompound) return { parts: runs.filter(isTerm) };
    const isTelling = (run) => [...run].length > 2 || /^\p{Alphabetic}+$/u.test(run);
    return { whole: span, parts: runs.filter((run) => isTelling(run) && isTerm(run)) };
  }

  // What is asked for: units that a page must all have. The last one, while it is being
  // typed, stands for every word that begins with it.
  function unitsOf(question) {
    const folded = fold(question);
    const units = [];
    for (const match of folded.matchAll(SPAN)) {
      const end = match.index + match[0].length;
      // An opened parenthesis belongs to an id that is being typed: 164.308(a
      const tail = /^\([\p{Alphabetic}\p{N}]*$/u.exec(folded.slice(end))?.[0] ?? "";
      const isLast = end + tail.length === folded.length;
      const text = match[0] + tail;
      const { whole, parts } = tail ? { whole: text, parts: [] } : takeApart(match[0]);
      if (whole) units.push({ term: whole, parts, isLast });
      else if (IS_UNSPACED.test(text)) parts.forEach((term) => units.push({ term, parts: [], isLast: [...term].length === 1 }));
      else if (parts.length === 0 && isLast) units.push({ term: text, parts: [], isLast });
      else parts.forEach((term, place) => units.push({ term, parts: [], isLast: isLast && place === parts.length - 1 }));
      if (tail && isLast) break;
    }
    return units;
  }

  // ---- Which pages have a term.

  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const VALUES = new Map([...DIGITS].map((digit, value) => [digit, value]));

  // Adds the pages in `written` to `scores`, each with its best weight.
  function addPages(scores, written, factor) {
    let entry = 0;
    let place = written.startsWith("~") ? 1 : 0;
    while (place < written.length) {
      let step = 0;
      let shift = 1;
      for (;;) {
        const value = VALUES.get(written[place]);
        place += 1;
        step += (value & 31) * shift;
        if (value < 32) break;
        shift *= 32;
      }
      entry += step;
      const weight = VALUES.get(written[place]) * factor;
      place += 1;
      if (!(scores.get(entry) >= weight)) scores.set(entry, weight);
    }
  }

  const has = (terms, term) => Object.hasOwn(terms, term);

  async function lookUp(index, term) {
    const place = lastNotAbove(index.terms, (first) => order(first, term));
    if (place < 0) return undefined;
    const terms = await termsFile(index, place);
    return has(terms, term) ? terms[term] : undefined;
  }

  // The pages of the words that begin so. A very common beginning has an answer of its
  // own with the best pages alone: they are then not all.
  async function lookUpBeginning(index, beginning, scores, factor) {
    const best = await lookUp(index, `${beginning}*`);
    if (best !== undefined) {
      addPages(scores, best, factor);
      return true;
    }
    const first = Math.max(lastNotAbove(index.terms, (start) => order(start, beginning)), 0);
    const last = lastNotAbove(index.terms, (start) => (start.startsWith(beginning) ? -1 : order(start, beginning)));
    const places = [];
    for (let place = first; place <= last; place += 1) places.push(place);
    for (const terms of await Promise.all(places.map((place) => termsFile(index, place)))) {
      for (const term of Object.keys(terms)) {
        if (term.startsWith(beginning) && !term.endsWith("*")) addPages(scores, terms[term], factor);
      }
    }
    return false;
  }

  // Fills in which pages have a unit and how it is recognised in their text.
  async function answerUnit(index, unit) {
    const scores = new Map();
    const exact = await lookUp(index, unit.term);
    if (exact !== undefined) addPages(scores, exact, 1);
    const isPartial = unit.isLast && await lookUpBeginning(index, unit.term, scores, 0.8);
    const accepts = unit.isLast ? (term) => term.startsWith(unit.term) : (term) => term === unit.term;
    return { scores, isPartial, accepts };
  }

  async function answerMistyped(index, unit) {
    const scores = new Map();
    const terms = await likeWords(index, unit);
    await Promise.all(terms.map(async (term) => {
      const written = await lookUp(index, term);
      if (written !== undefined) addPages(scores, written, 0.6);
    }));
    return { scores, isPartial: false, accepts: (term) => terms.includes(term), isMistyped: true };
  }

  async function answer(index, units) {
    const answers = await Promise.all(units.map(async (unit) => {
      const direct = await answerUnit(index, unit);
      if (direct.scores.size > 0) return [direct];
      if (unit.parts.length > 0) {
        const last = unit.parts.length - 1;
        return answer(index, unit.parts.map((term, place) => ({ term, parts: [], isLast: unit.isLast && place === last })));
      }
      return [await answerMistyped(index, unit)];
    }));
    return answers.flat();
  }

  // ---- Words with one typing error.

  let words;

  async function allWords(index) {
    if (words?.of === index) return words.list;
    const text = await load("words", index.words);
    const list = [];
    let last = [];
    for (const [, shared, rest] of text.matchAll(/([A-Z])([^A-Z]*)/gu)) {
      last = [...last.slice(0, shared.charCodeAt(0) - 65), ...rest];
      list.push(last.join(""));
    }
    words = { of: index, list };
    return list;
  }

  async function likeWords(index, unit) {
    const typed = [...unit.term];
    if (typed.length < 4 || !/^\p{Alphabetic}+$/u.test(unit.term) || IS_UNSPACED.test(unit.term)) return [];
    const found = [];
    for (const word of await allWords(index)) {
      const letters = [...word];
      if (letters.length < typed.length - 1 || (!unit.isLast && letters.length > typed.length + 1)) continue;
      const distance = isOneApart(typed, letters, false) ? 0 : unit.isLast && isOneApart(typed, letters, true) ? 1 : 2;
      if (distance < 2) found.push([distance + (letters[0] === typed[0] ? 0 : 2), letters.length, word]);
    }
    found.sort((a, b) => a[0] - b[0] || a[1] - b[1] || order(a[2], b[2]));
    return found.slice(0, 6).map(([, , word]) => word);
  }

  // Whether one letter more, less or other, or two in the wrong order, make `typed` the
  // word, or the beginning of it.
  function isOneApart(typed, word, isBeginning) {
    let same = 0;
    while (same < typed.length && same < word.length && typed[same] === word[same]) same += 1;
    const agrees = (from, wordFrom) => {
      if (!isBeginning && typed.length - from !== word.length - wordFrom) return false;
      for (let step = 0; from + step < typed.length; step += 1) {
        if (typed[from + step] !== word[wordFrom + step]) return false;
      }
      return true;
    };
    return agrees(same + 1, same + 1) || agrees(same, same + 1) || agrees(same + 1, same)
      || (typed[same] === word[same + 1] && typed[same + 1] === word[same] && agrees(same + 2, same + 2));
  }

  // ---- The answer to a question, best page first.

  async function search(index, question, filters) {
    const units = unitsOf(question);
    const isFiltered = Object.values(filters).some((value) => value !== "");
    const admits = isFiltered ? admission(await load("facets", index.facets), filters) : () => true;
    if (units.length === 0) {
      if (!isFiltered) return { entries: [], answers: [], isAsked: false };
      const entries = [];
      for (let entry = 0; entry < index.entries; entry += 1) if (admits(entry)) entries.push(entry);
      return { entries, answers: [], isAsked: true };
    }
    const answers = await answer(index, units);
    const total = (entry) => answers.reduce((sum, { scores }) => sum + (scores.get(entry) ?? 0) * rarity(index, scores), 0);
    const required = answers.filter(({ isPartial }) => !isPartial);
    const [narrowest = answers[0]] = [...required].sort((a, b) => a.scores.size - b.scores.size);
    let found = [...narrowest.scores.keys()].filter((entry) => required.every(({ scores }) => scores.has(entry)));
    const isComplete = found.length > 0;
    // No page has all of it: those that have some are better than nothing.
    if (!isComplete) found = [...new Set(answers.flatMap(({ scores }) => [...scores.keys()]))];
    const ranked = found.filter(admits).map((entry) => [total(entry), entry]).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    return { entries: ranked.map(([, entry]) => entry), answers, isAsked: true, isComplete };
  }

  const rarity = (index, scores) => Math.log(1 + (index.entries + 1) / (scores.size + 1));

  function admission(facets, filters) {
    const place = (names, name) => (name === "" ? -1 : names.indexOf(name));
    const kind = place(facets.kinds, filters.kind);
    const status = place(facets.statuses, filters.status);
    const owner = place(facets.owners, filters.owner);
    const control = filters.control === "" ? -1 : facets.controls.findIndex((names) => names.join("\n") === filters.control);
    const wants = (name) => filters[name] !== "";
    return (entry) => (!wants("kind") || facets.kind_of[entry] === kind)
      && (!wants("status") || facets.status_of[entry] === status)
      && (!wants("owner") || facets.owner_of[entry] === owner)
      && (!wants("control") || facets.controls_of[entry].includes(control));
  }

  // ---- Where in a text the words are.

  // The places in `text` that answer the question: [start, end, which answer].
  function matches(text, answers) {
    const found = [];
    const add = (start, end, term) => {
      const which = answers.findIndex(({ accepts }) => accepts(term));
      if (which >= 0) found.push([start, end, which]);
      return which >= 0;
    };
    for (const span of text.matchAll(SPAN)) {
      const [written] = span;
      if (IS_UNSPACED.test(written)) {
        const letters = [...written];
        let at = span.index;
        letters.forEach((letter, place) => {
          const pair = letter + (letters[place + 1] ?? "");
          add(at, at + pair.length, fold(pair)) || add(at, at + letter.length, fold(letter));
          at += letter.length;
        });
      } else if (!add(span.index, span.index + written.length, fold(written))) {
        for (const run of written.matchAll(PART)) add(span.index + run.index, span.index + run.index + run[0].length, fold(run[0]));
      }
    }
    return found;
  }

  const EXCERPT = 150;

  // The part of a text with the most different words asked for.
  function excerpt(text, answers) {
    const found = matches(text, answers);
    let best = 0;
    let most = -1;
    found.forEach(([start], place) => {
      const near = found.slice(place).filter(([, end]) => end <= start + EXCERPT);
      const kinds = new Set(near.map(([, , which]) => which)).size * 10 + Math.min(near.length, 9);
      if (kinds > most) [most, best] = [kinds, start];
    });
    let from = Math.max(0, best - 40);
    if (from > 0) from += /^\S{0,30}\s/u.exec(text.slice(from))?.[0].length ?? 0;
    if (from > best) from = best;
    let to = Math.min(text.length, from + EXCERPT + 40);
    if (to < text.length) to -= /\s\S{0,30}$/u.exec(text.slice(from, to))?.[0].length ?? 0;
    return { text, from, to, found };
  }

  function marked(parent, { text, from, to, found }) {
    if (from > 0) parent.append("…\u00a0");
    let done = from;
    for (const [start, end] of found) {
      if (end <= done || start >= to) continue;
      const begin = Math.max(start, done);
      parent.append(text.slice(done, begin));
      const mark = document.createElement("mark");
      mark.textContent = text.slice(begin, Math.min(end, to));
      parent.append(mark);
      done = Math.min(end, to);
    }
    parent.append(text.slice(done, to));
    if (to < text.length) parent.append("\u00a0…");
  }

  const whole = (text, answers) => ({ text, from: 0, to: text.length, found: matches(text, answers) });

  // The sections of a page that say most about the question, best first.
  function sectionsFor(page, answers) {
    const rated = (page.sections ?? []).map(([anchor, title, text], place) => {
      const inTitle = new Set(matches(title, answers).map(([, , which]) => which));
      const inText = matches(text, answers);
      const kinds = new Set([...inTitle, ...inText.map(([, , which]) => which)]);
      return { anchor, title, text, place, rate: kinds.size * 100 + inTitle.size * 30 + Math.min(inText.length, 20) };
    });
    const telling = rated.filter(({ rate }) => rate > 0).sort((a, b) => b.rate - a.rate || a.place - b.place);
    const [best] = telling;
    return telling.filter(({ rate }) => Math.floor(rate / 100) === Math.floor(best.rate / 100)).slice(0, 3);
  }

  // ---- The window.

  const KINDS = {
    policy: "Policy", standard: "Standard", procedure: "Procedure", guideline: "Guideline", plan: "Plan",
    register: "Register", record: "Record", page: "Page", control: "Control", requirement: "Requirement",
  };
  const STATUSES = {
    approved: ["Approved", "mark-good mark-full"], incomplete: ["Approval incomplete", "mark-poor mark-half"],
    changed: ["Changed since its approval", "mark-poor mark-half"], draft: ["Draft", "mark-fair mark-hollow"],
    "in-review": ["In review", "mark-fair mark-half"], retired: ["Retired", "mark-quiet mark-dash"],
  };

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function makeWindow() {
    const input = element("input", {
      type: "search", id: "pb-search-question", autocomplete: "off", autocapitalize: "off", spellcheck: "false",
      enterkeyhint: "go", placeholder: t("Title, words, or an id such as A.5.15"), "aria-describedby": "pb-search-state",
    });
    const close = element("button", { type: "button", class: "search-close" }, t("Close"));
    const state = element("p", { id: "pb-search-state", class: "search-state", role: "status" });
    const results = element("ol", { class: "search-results" });
    const more = element("button", { type: "button", class: "show-all", hidden: "" });
    const filters = element("details", { class: "search-filters" }, element("summary", {}, t("Filters")));
    const dialog = element("dialog", { class: "search", "aria-label": t("Search"), lang: document.body.dataset.interface ?? "en" },
      element("div", { class: "search-head" },
        element("label", { for: input.id, class: "visually-hidden" }, t("Search this site")), input, close),
      filters, state, element("div", { class: "search-body" }, results, more));
    document.body.append(dialog);
    return { dialog, input, close, state, results, more, filters };
  }

  const view = makeWindow();
  const chosen = { kind: "", status: "", owner: "", control: "" };
  let turn = 0;
  let pending = Promise.resolve();

  function resultOf(page, answers) {
    const href = `${root}${page.href}`;
    const title = element("span", { lang: page.language });
    marked(title, whole(page.title, answers));
    const link = element("a", { href, class: "search-title" });
    if (page.id) link.append(element("span", { class: "id" }, page.id), " ");
    link.append(title);
    const about = element("span", { class: "search-about" }, [t(KINDS[page.kind] ?? page.kind), page.place].filter(Boolean).join(" · "));
    if (page.version) about.append(` · ${t("version {label}", { label: page.version })}`);
    if (page.status) {
      const [words, marks] = STATUSES[page.status] ?? [page.status, "mark-quiet"];
      about.append(" ", element("span", { class: `mark ${marks}` }, t(words)));
    }
    const satisfied = (page.controls ?? []).filter((id) => answers.some(({ accepts }) => accepts(fold(id))));
    if (satisfied.length > 0) about.append(` · ${t("satisfies {ids}", { ids: satisfied.slice(0, 5).join(", ") + (satisfied.length > 5 ? ", …" : "") })}`);
    const item = element("li", {}, link, about);
    const sections = answers.length > 0 ? sectionsFor(page, answers) : [];
    if (sections.length > 0) {
      const list = element("ul", { lang: page.language });
      sections.forEach((section, place) => {
        const part = element("li");
        if (section.title) {
          const heading = element("a", { href: section.anchor ? `${href}#${encodeURIComponent(section.anchor)}` : href });
          marked(heading, whole(section.title, answers));
          part.append(heading);
        }
        const text = place === 0 && section.text ? excerpt(section.text, answers) : null;
        if (text) {
          const paragraph = element("p");
          marked(paragraph, text);
          part.append(paragraph);
        }
        if (part.hasChildNodes()) list.append(part);
      });
      item.append(list);
    }
    return item;
  }

  async function show(index, found, from) {
    const entries = found.entries.slice(from, from + SHOWN);
    const pages = await Promise.all(entries.map((entry) => textOf(index, entry)));
    return pages.map((page) => resultOf(page, found.answers));
  }

  function tell(found) {
    const count = found.entries.length;
    if (!found.isAsked) return "";
    if (count === 0) return t("Nothing found.");
    const said = [count === 1 ? t("1 page.") : t("{n} pages.", { n: count })];
    if (found.answers.some(({ isMistyped }) => isMistyped)) said.push(t("These have words spelled like yours."));
    if (found.isComplete === false && found.answers.length > 1) said.unshift(t("No page has all of these words."));
    if (found.answers.length > 0 && found.answers.every(({ isPartial }) => isPartial)) said.push(t("More letters find more."));
    return said.join(" ");
  }

  async function ask(isNew = false) {
    turn += 1;
    const mine = turn;
    const question = view.input.value;
    try {
      const index = await openIndex(isNew);
      const found = await search(index, question, chosen);
      const items = mine === turn ? await show(index, found, 0) : [];
      if (mine !== turn) return;
      view.results.replaceChildren(...items);
      view.state.textContent = tell(found);
      let shown = SHOWN;
      const offer = () => {
        view.more.hidden = found.entries.length <= shown;
        view.more.textContent = t("Show {n} more", { n: Math.min(SHOWN, found.entries.length - shown) });
      };
      view.more.onclick = async () => {
        const added = await show(index, found, shown);
        if (mine !== turn) return;
        shown += SHOWN;
        view.results.append(...added);
        added[0]?.querySelector("a").focus();
        offer();
      };
      offer();
    } catch (error) {
      if (mine !== turn) return;
      // The site was published again since this page was opened: once more, with its new index.
      if (error instanceof Outdated && !isNew) return void ask(true);
      if (!(error instanceof Outdated)) throw error;
      view.results.replaceChildren();
      view.state.textContent = t("The index of the search could not be loaded. Load the page again, or use the list of all pages.");
    }
  }

  // ---- Filters.

  async function fillFilters() {
    if (view.filters.querySelector("select")) return;
    const index = await openIndex(false);
    const facets = await load("facets", index.facets);
    if (view.filters.querySelector("select")) return;
    const option = (value, words) => element("option", { value }, words);
    const choice = (name, label, options) => {
      const id = `pb-search-${name}`;
      const select = element("select", { id }, option("", t("any")), ...options);
      select.addEventListener("change", () => {
        chosen[name] = select.value;
        ask();
      });
      return element("div", {}, element("label", { for: id }, label), select);
    };
    const named = (names) => names.filter((name) => name !== "");
    const groups = new Map();
    for (const [framework, id] of facets.controls) groups.set(framework, [...(groups.get(framework) ?? []), id]);
    const controls = [...groups].map(([framework, ids]) => {
      const ordered = ids.sort(new Intl.Collator(document.documentElement.lang || "en", { numeric: true }).compare);
      return element("optgroup", { label: framework }, ...ordered.map((id) => option(`${framework}\n${id}`, id)));
    });
    const reset = element("button", { type: "button", class: "show-all" }, t("Clear filters"));
    reset.addEventListener("click", () => {
      for (const select of view.filters.querySelectorAll("select")) select.value = "";
      for (const name of Object.keys(chosen)) chosen[name] = "";
      ask();
    });
    view.filters.append(element("div", { class: "search-choices" },
      choice("kind", t("Kind"), named(facets.kinds).map((kind) => option(kind, t(KINDS[kind] ?? kind)))),
      choice("status", t("Status"), named(facets.statuses).map((status) => option(status, t(STATUSES[status]?.[0] ?? status)))),
      choice("owner", t("Owner"), named(facets.owners).map((owner) => option(owner, owner))),
      choice("control", t("Satisfies"), controls), reset));
  }

  view.filters.addEventListener("toggle", () => {
    if (view.filters.open) fillFilters().catch(() => { view.state.textContent = t("The filters could not be loaded."); });
  });

  // ---- Keys. Arrows go from result to result, and from the first back to the question.

  const links = () => [...view.results.querySelectorAll("a")];

  view.input.addEventListener("input", () => { pending = ask(); });
  view.input.addEventListener("keydown", async (event) => {
    if (event.isComposing || event.key !== "Enter") return;
    event.preventDefault();
    // The answer to what is typed now, not to what was typed before.
    await pending;
    links()[0]?.click();
  });
  view.dialog.addEventListener("keydown", (event) => {
    // A search field would first clear itself.
    if (event.key === "Escape" && !event.isComposing) {
      event.preventDefault();
      view.dialog.close();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.isComposing || event.target.tagName === "SELECT") return;
    const all = links();
    const place = all.indexOf(document.activeElement) + step;
    event.preventDefault();
    if (place < 0) view.input.focus();
    else all[Math.min(place, all.length - 1)]?.focus();
  });
  view.close.addEventListener("click", () => view.dialog.close());
  view.dialog.addEventListener("click", (event) => {
    if (event.target === view.dialog) view.dialog.close();
    // A link to a place on this page closes the window too.
    if (event.target.closest?.("a") && !event.ctrlKey && !event.metaKey && !event.shiftKey) view.dialog.close();
  });

  function open() {
    if (!view.dialog.open) view.dialog.showModal();
    view.input.focus();
    view.input.select();
    openIndex(false).catch(() => {});
  }

  document.addEventListener("policybook:search", open);
  open();
})();
