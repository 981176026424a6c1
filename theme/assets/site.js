// What a page cannot know when it is built: the reader's date, language and colours.
// Also sorting and filtering of tables. Every page is complete without this file.
"use strict";

(() => {
  const root = document.documentElement;
  const THEME_KEY = "policybook-theme";
  const THEMES = ["automatic", "light", "dark"];

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
    const show = () => { button.textContent = `Colours: ${theme}`; };
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
        addMark(time, "due-overdue", "overdue");
      } else if (days <= window) {
        soon += 1;
        addMark(time, "due-soon", "due soon");
      }
    }
    for (const time of document.querySelectorAll("time[data-in-force]")) {
      if (daysUntil(time.getAttribute("datetime")) > 0) addMark(time, "due-soon", "not yet in force");
    }
    const summary = document.querySelector("[data-due-summary]");
    if (summary) {
      summary.textContent = `Today: ${overdue} overdue, ${soon} due within ${window} days.`;
      summary.hidden = false;
    }
  }

  // ---- Tables.

  const collator = new Intl.Collator(root.lang || "en", { numeric: true, sensitivity: "base" });

  // What a cell is sorted by: what it says itself, its date, or its words.
  function sortKey(cell) {
    if (!cell) return "";
    if (cell.dataset.sort !== undefined) return cell.dataset.sort;
    const time = cell.querySelector("time[datetime]");
    return time ? time.getAttribute("datetime") : cell.textContent.trim().replace(/\s+/g, " ");
  }

  function setUpSorting(table) {
    const body = table.tBodies[0];
    if (!body || body.rows.length < 2) return;
    const order = [...body.rows];
    const headers = [...table.tHead.rows[0].cells].filter((cell) => cell.tagName === "TH");
    for (const header of headers) {
      const column = header.cellIndex;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...header.childNodes);
      header.append(button);
      button.addEventListener("click", () => {
        // Up, down, and back to the order of the page.
        const next = { ascending: "descending", descending: null }[header.getAttribute("aria-sort")] ?? null;
        const direction = header.hasAttribute("aria-sort") ? next : "ascending";
        headers.forEach((other) => other.removeAttribute("aria-sort"));
        let rows = order;
        if (direction) {
          header.setAttribute("aria-sort", direction);
          const sign = direction === "ascending" ? 1 : -1;
          const keyed = order.map((row) => [sortKey(row.cells[column]), row]);
          rows = keyed.sort((a, b) => sign * collator.compare(a[0], b[0])).map(([, row]) => row);
        }
        body.append(...rows);
        table.dispatchEvent(new CustomEvent("policybook:sorted"));
      });
    }
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
    button.textContent = `Show all ${body.rows.length} rows`;
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

  let filters = 0;

  function setUpFilter(scope) {
    const tables = [...scope.querySelectorAll("table")];
    const rows = tables.flatMap((table) => [...table.tBodies].flatMap((body) => [...body.rows]));
    if (rows.length < 5) return;
    filters += 1;
    const box = document.createElement("div");
    box.className = "filter";
    box.setAttribute("role", "search");
    box.setAttribute("aria-label", `Filter ${scope.dataset.filter}`);
    const label = document.createElement("label");
    label.htmlFor = `pb-filter-${filters}`;
    label.textContent = `Filter ${scope.dataset.filter}`;
    const input = document.createElement("input");
    input.type = "search";
    input.id = label.htmlFor;
    input.autocomplete = "off";
    input.spellcheck = false;
    const count = document.createElement("output");
    count.htmlFor.add(input.id);
    box.append(label, input, count);
    scope.prepend(box);

    const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    let texts = null;
    input.addEventListener("input", () => {
      texts ??= rows.map((row) => plain(row.textContent));
      const words = plain(input.value).split(/\s+/).filter(Boolean);
      tables.forEach((table) => table.dispatchEvent(new CustomEvent("policybook:filtered")));
      let found = 0;
      rows.forEach((row, index) => {
        const fits = words.every((word) => texts[index].includes(word));
        row.classList.toggle("is-filtered", !fits);
        found += fits ? 1 : 0;
      });
      for (const section of scope.querySelectorAll("[data-filter-section]")) {
        section.hidden = !section.querySelector("tbody tr:not(.is-filtered)");
      }
      count.textContent = words.length ? `${found} of ${rows.length}` : "";
    });
  }

  // ---- The table of contents: open beside the text, closed above it.

  function setUpContents() {
    const contents = document.querySelector("[data-open-when-wide]");
    if (!contents) return;
    const wide = matchMedia("(min-width: 66rem)");
    const sync = () => { contents.open = wide.matches; };
    wide.addEventListener("change", sync);
    sync();
    contents.querySelector("summary").addEventListener("click", (event) => {
      if (wide.matches) event.preventDefault();
    });
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
      printed.textContent = `Printed ${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
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
    for (const source of [`${root}data/as-at.js`, asAt]) {
      const script = document.createElement("script");
      script.src = source;
      script.async = false;
      document.head.append(script);
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    followDay();
    setUpThemeSwitch();
    formatDates();
    markDueDates();
    document.querySelectorAll("table[data-sortable]").forEach(setUpSorting);
    document.querySelectorAll("table[data-rows-shown]").forEach(setUpShortening);
    document.querySelectorAll("[data-filter]").forEach(setUpFilter);
    setUpContents();
    setUpPrinting();
  });
})();
