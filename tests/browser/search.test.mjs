// Finding things, as a reader does: with the keyboard, from a server and from a disk.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";

import { KINDS, fileUrl, newPage, open, serve } from "./site.mjs";

let browser;
let server;
before(async () => {
  [browser, server] = await Promise.all([open(), serve()]);
});
after(async () => {
  await browser.close();
  server.close();
});

async function openSearch(url) {
  const opened = await newPage(browser, { origin: url.startsWith("file:") ? "file:" : server.origin });
  await opened.page.goto(url);
  await opened.page.keyboard.press("Control+k");
  await opened.page.locator("dialog.search[open]").waitFor();
  return opened;
}

// Types a question and returns what is shown, once the answer is there.
async function ask(page, question) {
  await page.evaluate(() => { document.querySelector(".search-state").textContent = "asked"; });
  await page.fill("#pb-search-question", question);
  await page.waitForFunction(() => document.querySelector(".search-state").textContent !== "asked");
  return page.evaluate(() => ({
    state: document.querySelector(".search-state").textContent,
    results: [...document.querySelectorAll(".search-results > li")].map((item) => ({
      title: item.querySelector(".search-title").textContent,
      about: item.querySelector(".search-about").textContent,
      sections: [...item.querySelectorAll("ul > li > a")].map((link) => [link.textContent, new URL(link.href).hash]),
      excerpt: item.querySelector("ul p")?.textContent ?? "",
      marks: [...item.querySelectorAll("mark")].map((mark) => mark.textContent),
    })),
  }));
}

const titles = ({ results }) => results.map(({ title }) => title);

for (const [where, address] of [["from a server", () => server.url], ["from a disk", () => fileUrl("index.html")]]) {
  test(`${where}: titles come before headings, headings before text`, async () => {
    const { page, faults, close } = await openSearch(address());
    const found = await ask(page, "incident");
    assert.match(found.results[0].title, /Incident/);
    const inTitle = found.results.map(({ title }) => /incident/i.test(title));
    assert.deepEqual(inTitle, [...inTitle].sort((a, b) => b - a), "a page without the word in its title comes after those with it");
    assert.deepEqual(faults, []);
    await close();
  });
}

test("an id is found exactly, with what claims it after it", async () => {
  const { page, close } = await openSearch(server.url);
  const control = await ask(page, "A.5.15");
  assert.equal(control.results[0].title, "A.5.15 Access control");
  assert.match(control.results[1].title, /Access control policy/);
  assert.match(control.results[1].about, /satisfies A\.5\.15/);
  assert.equal((await ask(page, "pol-009")).results[0].title, "POL-009 Access control policy");
  assert.equal((await ask(page, "cc6.1")).results[0].title, "CC6.1 Logical Access");
  await close();
});

test("while a word is typed, all that begin with it are found", async () => {
  const { page, close } = await openSearch(server.url);
  for (const beginning of ["ac", "acc", "access con"]) {
    assert.ok(titles(await ask(page, beginning)).some((title) => /Access control policy/.test(title)), beginning);
  }
  // A word that is followed by a blank is finished.
  assert.equal((await ask(page, "xylophon ")).results[0]?.title, "POL-090 Former password rules", "one letter less is forgiven");
  await close();
});

test("one typing error is forgiven: a letter more, less, other, or two exchanged", async () => {
  const { page, close } = await openSearch(server.url);
  for (const typed of ["xylophonne", "xylophne", "xylophane", "xylohpone", "cylophone", "xxylophone", "ylophone"]) {
    const found = await ask(page, typed);
    assert.deepEqual(titles(found), ["POL-090 Former password rules"], typed);
    assert.match(found.state, /spelled like/, typed);
    assert.deepEqual(found.results[0].marks, ["xylophone"], typed);
  }
  assert.equal((await ask(page, "zylophane")).state, "Nothing found.", "two errors are not");
  await close();
});

test("accents, case and other forms of letters do not matter", async () => {
  const { page, close } = await openSearch(server.url);
  for (const typed of ["große der schlüssel", "GROSSE SCHLUSSEL", "strassenbahnen", "maßnahmen", "massnahmen", "Ｇｅｒäｔｅ"]) {
    assert.ok(titles(await ask(page, typed)).includes("POL-082 Richtlinie für mobile Geräte"), typed);
  }
  await close();
});

test("scripts without spaces are found by any part", async () => {
  const { page, close } = await openSearch(server.url);
  for (const typed of ["アクセス制御", "情報", "情", "毎日", "バックアップは", "セキュリティ方針"]) {
    const found = await ask(page, typed);
    assert.ok(titles(found).includes("POL-081 情報セキュリティ方針"), typed);
  }
  const found = await ask(page, "毎日");
  assert.match(found.results[0].excerpt, /毎日取得/);
  assert.deepEqual(found.results[0].marks, ["毎日"]);
  assert.deepEqual(titles(await ask(page, "未知語")), []);
  await close();
});

test("the script takes texts apart as the program does", async () => {
  const { page, close } = await openSearch(server.url);
  const cases = JSON.parse(readFileSync(new URL("../cases/search/terms.json", import.meta.url), "utf8"));
  for (const [number, [text]] of cases.entries()) {
    // A blank behind the question: no word is taken for the beginning of another.
    const found = await ask(page, `case ${number < 10 ? "" : number} ${text} `);
    assert.ok(titles(found).includes(`Terms of case ${number}`), text);
    assert.doesNotMatch(found.state, /No page has all|spelled like/, text);
  }
  await close();
});

test("a result shows the section, leads to it, and marks the words", async () => {
  const { page, faults, close } = await openSearch(server.url);
  const found = await ask(page, "guests people too");
  assert.equal(found.results[0].title, "POL-009 Access control policy");
  assert.deepEqual(found.results[0].sections[0], ["Rules of access", "#rules"]);
  assert.match(found.results[0].excerpt, /Guests are people too/);
  assert.deepEqual(found.results[0].marks.slice(0, 3), ["Guests", "people", "too"]);
  await page.click(".search-results ul a");
  await page.waitForURL(/\/policies\/access-control\/index\.html#rules$/);
  assert.deepEqual(faults, []);
  await close();
});

test("a withheld text gives nothing away, a retired one says so", async () => {
  const { page, close } = await openSearch(server.url);
  for (const secret of ["zeppelin", "secret plan"]) {
    assert.ok(!titles(await ask(page, secret)).some((title) => title.includes("POL-091")), secret);
  }
  assert.match((await ask(page, "POL-091")).results[0].about, /Draft/);
  assert.match((await ask(page, "POL-090")).results[0].about, /Retired/);
  const index = server.asked.filter(({ path }) => path.includes("/data/search/"));
  assert.ok(index.length > 0);
  await close();
});

test("filters narrow an answer, and answer alone", async () => {
  const { page, close } = await openSearch(server.url);
  await page.click(".search-filters summary");
  await page.selectOption("#pb-search-status", "draft");
  await page.waitForFunction(() => document.querySelectorAll(".search-results > li").length === 1);
  assert.equal(await page.textContent(".search-title"), "POL-091 Drones over the yard");
  await page.click("text=Clear filters");
  await ask(page, "access");
  await page.selectOption("#pb-search-control", { label: "A.5.15" });
  await page.waitForFunction(() => document.querySelectorAll(".search-results > li").length === 1);
  assert.equal(await page.textContent(".search-title"), "POL-009 Access control policy");
  await page.selectOption("#pb-search-kind", "standard");
  await page.waitForFunction(() => document.querySelector(".search-state").textContent === "Nothing found.");
  await close();
});

test("a question without a full answer shows what has some of its words", async () => {
  const { page, close } = await openSearch(server.url);
  const found = await ask(page, "xylophone zeppelin cryptography ");
  assert.match(found.state, /No page has all of these words/);
  assert.ok(titles(found).some((title) => /Cryptography/.test(title)));
  await close();
});

test("signs, HTML and very long questions are harmless", async () => {
  const { page, faults, close } = await openSearch(server.url);
  for (const typed of ["<img src=x onerror=alert(1)>", "'\"\\", "((((", "a*", "__proto__", "constructor", "toString", "%00", "🙂", " ", "x".repeat(5000)]) {
    await ask(page, typed);
  }
  assert.equal(await page.locator(".search-results img").count(), 0);
  assert.deepEqual(faults, []);
  await close();
});

test("by keyboard alone, from the skip link to the page that was found", async () => {
  const { page, faults, close } = await newPage(browser, { origin: server.origin });
  await page.goto(server.url);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.className), "skip-link");
  while (await page.evaluate(() => !document.activeElement.classList.contains("search-open"))) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator("dialog.search[open]").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "pb-search-question");
  await page.keyboard.type("remote working");
  await page.waitForFunction(() => /^[1-9]/.test(document.querySelector(".search-state").textContent));
  await page.keyboard.press("ArrowDown");
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Remote working policy/);
  await page.keyboard.press("ArrowUp");
  assert.equal(await page.evaluate(() => document.activeElement.id), "pb-search-question");
  await page.keyboard.press("Escape");
  await page.locator("dialog.search").waitFor({ state: "hidden" });
  assert.ok(await page.evaluate(() => document.activeElement.classList.contains("search-open")), "the focus returns");
  await page.keyboard.press("Control+k");
  await page.keyboard.press("Enter");
  await page.waitForURL(/remote-working/);
  assert.match(await page.textContent("h1"), /Remote working policy/);
  assert.deepEqual(faults, []);
  await close();
});

test("Enter takes the answer to what is typed, not to what was typed before", async () => {
  const { page, close } = await openSearch(server.url);
  await ask(page, "remote working");
  await page.fill("#pb-search-question", "cryptography policy");
  await page.keyboard.press("Enter");
  await page.waitForURL(/cryptography/);
  await close();
});

test("a site that was published again meanwhile is searched with its new index", async () => {
  const { page, close } = await newPage(browser, { origin: server.origin });
  let isOld = true;
  // The browser holds a table of files from before: none of their digests fits any more.
  await page.route("**/data/search/index.js*", async (route) => {
    const answer = await route.fetch();
    const text = await answer.text();
    const changed = text.replace(/("term_digests":")([^"]*)"/, (_, key, digests) => `${key}${digests.replace(/[0-9a-f]/g, "0")}"`);
    await route.fulfill({ response: answer, body: isOld ? changed : text });
    isOld = false;
  });
  await page.goto(server.url);
  await page.keyboard.press("Control+k");
  await page.locator("dialog.search[open]").waitFor();
  assert.match(titles(await ask(page, "remote working"))[0], /Remote working policy/);
  await close();
});

test("without scripts the same link leads to the list of all pages", async () => {
  const { page, close } = await newPage(browser, { origin: server.origin, javaScriptEnabled: false });
  await page.goto(server.url + KINDS.document);
  await page.click("a.search-open");
  assert.equal(await page.textContent("h1"), "A to Z");
  await page.click("text=Remote working policy");
  assert.match(await page.textContent("h1"), /Remote working policy/);
  await close();
});

test("nothing of the search is loaded before it is asked for", async () => {
  const { page, close } = await newPage(browser, { origin: server.origin });
  const before = server.asked.length;
  await page.goto(server.url + KINDS.document);
  assert.ok(!server.asked.slice(before).some(({ path }) => path.includes("search")));
  await close();
});
