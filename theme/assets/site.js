// What a page cannot know when it is built: the reader's date, language and colours.
// Also sorting and filtering of tables. Every page is complete without this file.
"use strict";

(() => {
  const root = document.documentElement;
  const THEME_KEY = "policybook-theme";
  const THEMES = ["automatic", "light", "dark"];

  // The words of the interface in the site's language; see theme/messages.
  const messages = globalThis.policybookMessages ?? {};
  const t = (text, values = {}) => (messages[text] ?? text).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

  // ---- Scripts of the site's own. Under a policy that asks for trusted types, a browser
  // wants to know where the address of a script comes from.

  const ownScripts = globalThis.trustedTypes?.createPolicy("policybook", { createScriptURL: (address) => address });

  function loadScript(address, options = {}) {
    const script = Object.assign(document.createElement("script"), options);
    script.src = ownScripts?.createScriptURL(address) ?? address;
    document.head.append(script);
  }

  // ---- Colours: set before the page is drawn, so that it does not flash.

  function savedTheme() {
    try {
      const saved = localStorage.getItem(THEME_KEY);
      return THEMES.includes(saved) ? saved : THEMES[0];
    } catch {
      return THEMES[0];
    }
  }

  function applyTheme(theme) {
    if (theme === THEMES[0]) delete root.dataset.theme;
    else root.dataset.theme = theme;
  }

  let theme = savedTheme();
  applyTheme(theme);

  function setUpThemeSwitch() {
    const button = document.querySelector("[data-theme-switch]");
    if (!button) return;
    const show = () => { button.textContent = t("Colours: {theme}", { theme: t(theme) }); };
    button.addEventListener("click", () => {
      theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
      applyTheme(theme);
      show();
      try {
        localStorage.setItem(THEME_KEY, theme);
      } catch {
        // The choice then holds for this page only.
      }
    });
    show();
    button.hidden = false;
  }

  // ---- Dates.

  // The reader's own form of the page's language, if there is one: a page in
  // "en" read in Britain shows "16 Nov 2026".
  function dateLanguage() {
    const page = root.lang || "en";
    const primary = page.split("-")[0].toLowerCase();
    if (page.includes("-")) return page;
    return navigator.languages.find((tag) => tag.split("-")[0].toLowerCase() === primary) ?? page;
  }

  function formatDates() {
    const language = dateLanguage();
    const format = (options) => {
      try {
        return new Intl.DateTimeFormat(language, { timeZone: "UTC", ...options });
      } catch {
        return new Intl.DateTimeFormat("en", { timeZone: "UTC", ...options });
      }
    };
    const day = format({ year: "numeric", month: "short", day: "numeric" });
    const month = format({ year: "numeric", month: "long" });
    for (const time of document.querySelectorAll("time[datetime]")) {
      const text = time.getAttribute("datetime");
      if (/^\d{4}-\d\d-\d\d$/.test(text)) time.textContent = day.format(new Date(`${text}T00:00:00Z`));
      else if (/^\d{4}-\d\d$/.test(text)) time.textContent = month.format(new Date(`${text}-01T00:00:00Z`));
    }
  }

  // Days from the reader's calendar day to `text`, an ISO date.
  function daysUntil(text) {
    const now = new Date();
    return Math.round((Date.parse(text) - Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())) / 86400000);
  }

  function addMark(time, className, words) {
    const mark = document.createElement("span");
    mark.className = `due ${className}`;
    mark.textContent = words;
    time.after(" ", mark);
  }

  function markDueDates() {
    const window = Number(document.body.dataset.dueSoonDays) || 30;
    let overdue = 0;
    let soon = 0;
    for (const time of document.querySelectorAll("time[data-due]")) {
      const days = daysUntil(time.getAttribute("datetime"));
      if (days < 0) {
        overdue += 1;
        addMark(time, "due-overdue", t("overdue"));
      } else if (days <= window) {
        soon += 1;
        addMark(time, "due-soon", t("due soon"));
      }
    }
    for (const time of document.querySelectorAll("time[data-in-force]")) {
      if (daysUntil(time.getAttribute("datetime")) > 0) addMark(time, "due-soon", t("not yet in force"));
    }
    const summary = document.querySelector("[data-due-summary]");
    if (summary) {
      summary.textContent = t("Today: {overdue} overdue, {soon} due within {days} days.", { overdue, soon, days: window });
      summary.hidden = false;
    }
  }

  // ---- Pictures of time: the reader's day on them.

  function markToday() {
    const now = new Date();
    const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
    for (const picture of document.querySelectorAll("svg[data-from]")) {
      const from = Date.parse(picture.dataset.from);
      const until = Date.parse(picture.dataset.until);
      if (today < from || today > until) continue;
      const x = `${((today - from) / (until - from) * 100).toFixed(2)}%`;
      const make = (name, attributes, ...children) => {
        const made = document.createElementNS("http://www.w3.org/2000/svg", name);
        for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
        made.append(...children);
        return made;
      };
      const anchor = today > (from + until) / 2 ? "end" : "start";
      const height = picture.height.baseVal.value;
      picture.append(make("g", { class: "now" },
        make("line", { x1: x, x2: x, y1: 14, y2: height - 16 }),
        make("text", { x, y: 10, "text-anchor": anchor }, t("today"))));
    }
  }

  // ---- Tables. How a table is sorted and filtered stands in the address, so that it can
  // be sent to somebody as it is.

  const collator = new Intl.Collator(root.lang || "en", { numeric: true, sensitivity: "base" });
  const wanted = new URLSearchParams(location.search);

  function remember(key, value) {
    const query = new URLSearchParams(location.search);
    if (value) query.set(key, value);
    else query.delete(key);
    const text = query.toString();
    try {
      history.replaceState(null, "", `${location.pathname}${text ? `?${text}` : ""}${location.hash}`);
    } catch {
      // Some browsers keep the address of a page from a disk as it is.
    }
  }

  // What a cell is sorted by: what it says itself, its date, or its words.
  function sortKey(cell) {
    if (!cell) return "";
    if (cell.dataset.sort !== undefined) return cell.dataset.sort;
    const time = cell.querySelector("time[datetime]");
    return time ? time.getAttribute("datetime") : plainText(cell);
  }

  const oneLine = (text) => text.trim().replace(/\s+/g, " ");

  // The words of a cell as a table for programs has them: dates as such, lists with semicolons.
  function plainText(cell) {
    const copy = cell.cloneNode(true);
    copy.querySelectorAll(".due, kbd").forEach((mark) => mark.remove());
    copy.querySelectorAll("time[datetime]").forEach((time) => { time.textContent = time.getAttribute("datetime"); });
    copy.querySelectorAll("br").forEach((end) => end.replaceWith("; "));
    copy.querySelectorAll("li + li, p").forEach((part) => part.before("; "));
    return oneLine(copy.textContent).replace(/^(; )+/, "");
  }

  function setUpSorting(table, key) {
    const body = table.tBodies[0];
    if (!body || body.rows.length < 2) return;
    const order = [...body.rows];
    const headers = [...table.tHead.rows[0].cells].filter((cell) => cell.tagName === "TH");
    const sort = (header, direction) => {
      headers.forEach((other) => other.removeAttribute("aria-sort"));
      let rows = order;
      if (direction) {
        header.setAttribute("aria-sort", direction);
        const sign = direction === "ascending" ? 1 : -1;
        const keyed = order.map((row) => [sortKey(row.cells[header.cellIndex]), row]);
        rows = keyed.sort((a, b) => sign * collator.compare(a[0], b[0])).map(([, row]) => row);
      }
      body.append(...rows);
      table.dispatchEvent(new CustomEvent("policybook:sorted"));
    };
    for (const header of headers) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...header.childNodes);
      header.append(button);
      button.addEventListener("click", () => {
        // Up, down, and back to the order of the page.
        const next = { ascending: "descending", descending: null }[header.getAttribute("aria-sort")] ?? null;
        const direction = header.hasAttribute("aria-sort") ? next : "ascending";
        sort(header, direction);
        remember(key, direction && `${direction === "ascending" ? "" : "-"}${header.cellIndex + 1}`);
      });
    }
    const asked = /^(-?)(\d+)$/.exec(wanted.get(key) ?? "");
    const header = asked && headers.find((cell) => cell.cellIndex + 1 === Number(asked[2]));
    if (header) sort(header, asked[1] ? "descending" : "ascending");
  }

  // Hides the rows beyond the first few behind a button; all are printed.
  function setUpShortening(table) {
    const shown = Number(table.dataset.rowsShown);
    const body = table.tBodies[0];
    if (!body || body.rows.length <= shown + 2) return;
    const cut = () => [...body.rows].forEach((row, index) => row.classList.toggle("is-beyond", index >= shown));
    const button = document.createElement("button");
    button.type = "button";
    button.className = "show-all";
    button.textContent = t("Show all {n} rows", { n: body.rows.length });
    const showAll = () => {
      [...body.rows].forEach((row) => row.classList.remove("is-beyond"));
      table.removeEventListener("policybook:sorted", cut);
      button.remove();
    };
    button.addEventListener("click", () => {
      showAll();
      // The button is gone, so the focus goes on to what it revealed.
      const region = table.closest("[tabindex]");
      if (region) region.focus();
    });
    table.addEventListener("policybook:sorted", cut);
    table.addEventListener("policybook:filtered", showAll, { once: true });
    (table.closest(".table-scroll") ?? table).after(button);
    cut();
  }

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  function labelled(label, control, id) {
    const box = document.createElement("div");
    const name = document.createElement("label");
    name.htmlFor = control.id = id;
    name.textContent = label;
    box.append(name, control);
    return box;
  }

  // What a cell offers to choose by: its mark, or its words.
  const choiceOf = (cell) => oneLine((cell?.querySelector(".mark") ?? cell)?.textContent ?? "");

  // A box above a table, or above several that belong together: words and choices that
  // its rows must have, and what is left to take away.
  function setUpFilter(scope, number) {
    const tables = [...scope.querySelectorAll("table")];
    const rows = tables.flatMap((table) => [...table.tBodies].flatMap((body) => [...body.rows]));
    if (rows.length < 5) return;
    const key = (name) => `${name}${number > 1 ? number : ""}`;
    const box = document.createElement("div");
    box.className = "filter";
    box.setAttribute("role", "search");
    const filterLabel = t("Filter {what}", { what: scope.dataset.filter });
    box.setAttribute("aria-label", filterLabel);
    const input = document.createElement("input");
    input.type = "search";
    input.autocomplete = "off";
    input.spellcheck = false;
    input.value = wanted.get(key("filter")) ?? "";
    box.append(labelled(filterLabel, input, `pb-filter-${number}`));
    const choices = [...tables[0].tHead.rows[0].cells].filter((cell) => cell.dataset.choices !== undefined).map((header) => {
      const column = header.cellIndex;
      const select = document.createElement("select");
      const values = [...new Set(rows.map((row) => choiceOf(row.cells[column])))].filter(Boolean).sort(collator.compare);
      select.append(new Option(t("any"), ""), ...values.map((value) => new Option(value, value)));
      const name = key(oneLine(header.textContent).toLowerCase().replace(/\W+/g, "-"));
      select.value = values.includes(wanted.get(name)) ? wanted.get(name) : "";
      box.append(labelled(oneLine(header.textContent), select, `pb-filter-${number}-${column}`));
      return { column, select, name };
    });
    const count = document.createElement("output");
    count.htmlFor.add(input.id);
    const take = takeAway(scope, tables);
    box.append(take, count);
    scope.prepend(box);

    let texts = null;
    const apply = () => {
      const words = plain(input.value).split(/\s+/).filter(Boolean);
      const chosen = choices.filter(({ select }) => select.value);
      if (words.length > 0) texts ??= rows.map((row) => plain(row.textContent));
      tables.forEach((table) => table.dispatchEvent(new CustomEvent("policybook:filtered")));
      let found = 0;
      rows.forEach((row, index) => {
        const fits = words.every((word) => texts[index].includes(word))
          && chosen.every(({ column, select }) => choiceOf(row.cells[column]) === select.value);
        row.classList.toggle("is-filtered", !fits);
        found += fits ? 1 : 0;
      });
      for (const section of scope.querySelectorAll("[data-filter-section]")) {
        section.hidden = !section.querySelector("tbody tr:not(.is-filtered)");
      }
      count.textContent = words.length || chosen.length ? t("{n} of {all}", { n: found, all: rows.length }) : "";
    };
    input.addEventListener("input", () => {
      apply();
      remember(key("filter"), input.value.trim());
    });
    for (const { select, name } of choices) {
      select.addEventListener("change", () => {
        apply();
        remember(name, select.value);
      });
    }
    if (input.value || choices.some(({ select }) => select.value)) apply();
  }

  // Buttons that copy or save the rows as they are shown.
  function takeAway(scope, tables) {
    const table = () => {
      const heads = [...tables[0].tHead.rows[0].cells].map(plainText);
      const shown = tables.flatMap((one) => [...one.tBodies[0].rows]).filter((row) => !row.classList.contains("is-filtered"));
      return [heads, ...shown.map((row) => [...row.cells].map(plainText))];
    };
    const box = document.createElement("div");
    box.className = "take";
    const button = (words, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = words;
      made.addEventListener("click", () => act(made));
      box.append(made);
    };
    button(t("Copy"), async (made) => {
      const text = table().map((row) => row.join("\t")).join("\n");
      made.textContent = await copyText(text) ? t("Copied") : t("Not allowed here");
      setTimeout(() => { made.textContent = t("Copy"); }, 2000);
    });
    button(t("Download CSV"), () => {
      // A cell that begins like a formula would be one in a spreadsheet.
      const safe = (cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);
      const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
      const text = table().map((row) => row.map((cell) => quoted(safe(cell))).join(",")).join("\r\n");
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([`\ufeff${text}\r\n`], { type: "text/csv" }));
      link.download = `${scope.dataset.filter.replace(/[^\p{L}\p{N}]+/gu, "-")}.csv`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    });
    return box;
  }

  async function copyText(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Pages from a disk or without encryption have no clipboard of their own.
      const area = document.createElement("textarea");
      area.value = text;
      area.className = "visually-hidden";
      document.body.append(area);
      const focused = document.activeElement;
      area.select();
      const isCopied = document.execCommand("copy");
      area.remove();
      focused?.focus();
      return isCopied;
    }
  }

  // ---- Code can be copied.

  function setUpCopying() {
    for (const code of document.querySelectorAll(".prose pre:not(.raw-html)")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = t("Copy");
      button.addEventListener("click", async () => {
        button.textContent = await copyText(code.querySelector("code")?.textContent ?? code.textContent) ? t("Copied") : t("Not allowed here");
        setTimeout(() => { button.textContent = t("Copy"); }, 2000);
      });
      const frame = document.createElement("div");
      frame.className = "code-frame";
      code.replaceWith(frame);
      frame.append(code, button);
    }
  }

  // ---- Search: its script comes when it is first asked for. Without scripts the same
  // link leads to the list of all pages.

  function setUpSearch() {
    const link = document.querySelector("a[data-search]");
    if (!link) return;
    const isApple = /mac|iphone|ipad/i.test(navigator.userAgentData?.platform ?? navigator.platform ?? "");
    const button = document.createElement("button");
    button.type = "button";
    button.className = link.className;
    button.setAttribute("aria-keyshortcuts", isApple ? "Meta+K" : "Control+K");
    button.append(...link.childNodes);
    const keys = document.createElement("kbd");
    keys.textContent = isApple ? "⌘K" : t("Ctrl K");
    keys.setAttribute("aria-hidden", "true");
    button.append(" ", keys);
    link.replaceWith(button);
    let isAsked = false;
    const open = () => {
      if (isAsked) {
        document.dispatchEvent(new CustomEvent("policybook:search"));
        return;
      }
      isAsked = true;
      loadScript(link.dataset.search, { onerror: () => { location.href = link.href; } });
    };
    button.addEventListener("click", open);
    document.querySelectorAll("[data-search-open]").forEach((other) => other.addEventListener("click", open));
    addEventListener("keydown", (event) => {
      const isShortcut = event.key.toLowerCase() === "k" && (isApple ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey);
      if (!isShortcut || event.altKey || event.shiftKey) return;
      event.preventDefault();
      open();
    });
  }

  // ---- What stands beside the text: open there, closed when it stands above.

  function setUpSides() {
    for (const side of document.querySelectorAll("[data-open-when-wide]")) {
      const wide = matchMedia(`(min-width: ${side.dataset.openWhenWide})`);
      const sync = () => { side.open = wide.matches; };
      wide.addEventListener("change", sync);
      sync();
      side.querySelector("summary").addEventListener("click", (event) => {
        if (wide.matches) event.preventDefault();
      });
    }
    const place = document.querySelector(".site-nav [aria-current]");
    const menu = place?.closest("ul");
    if (menu && menu.scrollWidth > menu.clientWidth) menu.scrollLeft = place.offsetLeft - menu.clientWidth / 2;
    const current = document.querySelector(".tree [aria-current]");
    const tree = current?.closest(".tree");
    if (tree && tree.scrollHeight > tree.clientHeight) {
      tree.scrollTop = current.offsetTop - tree.offsetTop - tree.clientHeight / 3;
    }
  }

  // Marks in the table of contents where the reader is: the last heading that has come
  // into the upper third of the window.
  function setUpContents() {
    const links = [...document.querySelectorAll(".contents a[href^='#']")];
    const places = links.flatMap((link) => {
      const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      return heading ? [[heading, link]] : [];
    });
    if (places.length === 0) return;
    let isAwaited = false;
    const follow = () => {
      isAwaited = false;
      const line = innerHeight / 3;
      const isAtEnd = innerHeight + scrollY >= root.scrollHeight - 2;
      const passed = places.filter(([heading]) => heading.getBoundingClientRect().top <= line);
      const [, here] = (isAtEnd && scrollY > 0 ? places : passed).at(-1) ?? [];
      for (const link of links) {
        if (link === here) link.setAttribute("aria-current", "location");
        else link.removeAttribute("aria-current");
      }
      here?.scrollIntoView?.call(here, { block: "nearest", container: "nearest" });
    };
    const wait = () => {
      if (isAwaited) return;
      isAwaited = true;
      requestAnimationFrame(follow);
    };
    addEventListener("scroll", wait, { passive: true });
    addEventListener("resize", wait, { passive: true });
    follow();
  }

  // ---- Printing: everything is shown, with the day of printing.

  function setUpPrinting() {
    let opened = [];
    addEventListener("beforeprint", () => {
      opened = [...document.querySelectorAll("main details:not([open])")];
      opened.forEach((details) => { details.open = true; });
      const line = document.querySelector(".running-line");
      if (!line || line.querySelector("[data-printed]")) return;
      const printed = document.createElement("span");
      printed.dataset.printed = "";
      const now = new Date();
      const pad = (number) => String(number).padStart(2, "0");
      const day = `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
      printed.textContent = t("Printed {day}", { day });
      line.lastElementChild.before(printed, " ");
    });
    addEventListener("afterprint", () => {
      opened.forEach((details) => { details.open = false; });
      document.querySelector("[data-printed]")?.remove();
    });
    // An address that is its own text need not be printed twice.
    for (const link of document.querySelectorAll(".prose a[href^='http']")) {
      if (link.textContent.trim() === link.getAttribute("href")) link.classList.add("is-bare");
    }
  }

  // ---- The page of a day of the past, and pages that were opened from one.

  function followDay() {
    const { root, asAt } = document.body.dataset;
    const isOfDay = document.querySelector("[data-as-at-form]") || new URLSearchParams(location.search).has("as-at");
    if (!asAt || !isOfDay) return;
    for (const source of [`${root}data/as-at.js`, asAt]) loadScript(source, { async: false });
  }

  document.addEventListener("DOMContentLoaded", () => {
    followDay();
    setUpThemeSwitch();
    setUpSearch();
    formatDates();
    markDueDates();
    markToday();
    document.querySelectorAll("table[data-sortable]").forEach((table, place) => setUpSorting(table, place > 0 ? `sort${place + 1}` : "sort"));
    document.querySelectorAll("table[data-rows-shown]").forEach(setUpShortening);
    document.querySelectorAll("[data-filter]").forEach((scope, place) => setUpFilter(scope, place + 1));
    setUpCopying();
    setUpSides();
    setUpContents();
    setUpPrinting();
  });
})();
