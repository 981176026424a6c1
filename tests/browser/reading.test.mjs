// Reading and going around: what a page shows with scripts and without them.

import assert from "node:assert/strict";
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

test("the navigation shows where one is, and leads on", async () => {
  const { page, faults, close } = await newPage(browser, { origin: server.origin });
  await page.goto(server.url + KINDS.document);
  const tree = page.locator("nav.tree");
  assert.equal(await tree.locator("[aria-current=page]").textContent(), "Access control policy");
  assert.equal(await tree.locator("details[open] > summary", { hasText: "Policies" }).count(), 1);
  await tree.getByText("Remote working policy").click();
  assert.match(await page.textContent("h1"), /Remote working policy/);
  const next = await page.getAttribute("a[rel=next]", "href");
  await page.click("a[rel=next]");
  assert.ok(page.url().endsWith(next.replaceAll("../", "")));
  await page.click("a[rel=prev]");
  assert.match(await page.textContent("h1"), /Remote working policy/);
  await page.click(".breadcrumb a:has-text('Documents')");
  assert.equal(await page.textContent("h1"), "Documents");
  assert.deepEqual(faults, []);
  await close();
});

test("every document is reached by going to the next one", async () => {
  const { page, close } = await newPage(browser, { origin: server.origin, javaScriptEnabled: false });
  await page.goto(server.url + KINDS.letters);
  const all = new Set(await page.$$eval(".letter a", (links) => links.map((link) => link.href)));
  // The home page belongs to no folder.
  all.delete(`${server.url}index.html`);
  await page.goto(server.url + KINDS.document);
  const seen = new Set([page.url()]);
  for (const way of ["next", "prev"]) {
    await page.goto(server.url + KINDS.document);
    while (await page.locator(`a[rel=${way}]`).count() > 0) {
      await page.goto(new URL(await page.getAttribute(`a[rel=${way}]`, "href"), page.url()).href);
      assert.ok(!seen.has(page.url()), `twice: ${page.url()}`);
      seen.add(page.url());
    }
  }
  assert.deepEqual([...seen].sort(), [...all].sort());
  await close();
});

test("the table of contents follows the reader", async () => {
  const { page, close } = await newPage(browser, { origin: server.origin });
  await page.goto(server.url + KINDS.document);
  const here = () => page.locator(".contents [aria-current=location]").textContent();
  await page.evaluate(() => document.getElementById("rules").scrollIntoView());
  await page.waitForFunction(() => document.querySelector(".contents [aria-current]")?.textContent === "Rules of access");
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await page.waitForFunction(() => document.querySelector(".contents [aria-current]")?.textContent !== "Rules of access");
  assert.equal(await here(), await page.locator(".contents a").last().textContent());
  await close();
});

test("a heading has an address of its own", async () => {
  const { page, close } = await newPage(browser, { origin: server.origin });
  await page.goto(server.url + KINDS.document);
  await page.locator("#rules .heading-anchor").click({ force: true });
  assert.ok(page.url().endsWith("#rules"));
  await close();
});

test("a footnote leads there and back", async () => {
  const { page, close } = await newPage(browser, { origin: server.origin });
  await page.goto(server.url + KINDS.elements);
  await page.click(".footnote-ref a");
  assert.match(page.url(), /#fn-/);
  await page.click(".footnote-back");
  assert.match(page.url(), /#fnref|#fn-/);
  await close();
});

test("code can be copied", async () => {
  const { page, close } = await newPage(browser, { permissions: ["clipboard-read", "clipboard-write"] });
  await page.goto(server.url + KINDS.elements);
  await page.locator(".code-frame").hover();
  await page.locator(".code-frame .copy").click();
  await page.locator(".code-frame").getByText("Copied").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'key: [1, 2]\nother: "text"\n');
  await close();
});

test("from a document to an older version, marked as such, to what changed", async () => {
  const { page, faults, close } = await newPage(browser, { origin: server.origin });
  await page.goto(server.url + KINDS.document);
  await page.locator("section[aria-labelledby=pb-versions]").getByRole("link", { name: "1.0", exact: true }).click();
  assert.match(await page.textContent("h1"), /version 1\.0/);
  assert.match(await page.textContent(".band"), /1\.1/);
  await page.goto(server.url + KINDS.document);
  await page.getByRole("link", { name: /^all changes/ }).first().click();
  assert.match(await page.textContent("main"), /Guests are people too/);
  assert.ok(await page.locator(".redline-text ins").count() > 0);
  assert.deepEqual(faults, []);
  await close();
});

test("the control block leads to the other versions and to what changed", async () => {
  const { page, close } = await newPage(browser, { origin: server.origin, javaScriptEnabled: false });
  await page.goto(server.url + KINDS.document);
  const block = page.locator(".control-block");
  await block.getByRole("link", { name: "what changed" }).click();
  assert.match(page.url(), /changes\/1\.0\.\.1\.1/);
  await page.goBack();
  await block.getByRole("link", { name: "all versions" }).click();
  assert.match(page.url(), /#pb-versions$/);
  await close();
});

test("a day of the past is chosen and kept", async () => {
  const { page, faults, close } = await newPage(browser, { origin: server.origin });
  await page.goto(server.url + KINDS.day);
  await page.fill("#pb-day", "2026-11-18");
  await page.click("text=Show this day");
  const link = page.locator("[data-as-at-answer]").getByRole("link", { name: /Access control policy/ }).first();
  await link.click();
  await page.locator("[data-as-at-band]").waitFor();
  assert.match(await page.textContent("[data-as-at-band]"), /end of 2026-11-18/);
  assert.match(page.url(), /versions\/1\.0\/index\.html\?as-at=2026-11-18/);
  assert.deepEqual(faults, []);
  await close();
});

test("colours are chosen and kept", async () => {
  const { page, close } = await newPage(browser, { origin: server.origin, colorScheme: "light" });
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.goto(server.url);
  const light = await paper();
  const button = page.locator("[data-theme-switch]");
  await button.click();
  assert.equal(await paper(), light);
  await button.click();
  const dark = await paper();
  assert.notEqual(dark, light);
  await page.goto(server.url + KINDS.document);
  assert.equal(await paper(), dark);
  await close();
});

test("dates are written as the reader's language writes them, and due ones are marked", async () => {
  const { page, close } = await newPage(browser, { origin: server.origin, locale: "en-US" });
  await page.clock.install({ time: new Date("2030-01-01T12:00:00Z") });
  await page.goto(server.url + KINDS.document);
  const block = await page.textContent(".control-block");
  assert.match(block, /Nov 20, 2026/);
  assert.match(block, /overdue/);
  await close();
});

test("without scripts every page is there as a whole", async () => {
  const { page, close } = await newPage(browser, { origin: server.origin, javaScriptEnabled: false });
  for (const [kind, path] of Object.entries(KINDS)) {
    if (kind === "missing") continue;
    await page.goto(server.url + path);
    assert.ok((await page.locator("main").innerText()).length > 80, kind);
    // Buttons would do nothing.
    assert.equal(await page.locator("button:visible, input:visible:not(.task input), select:visible").count(), 0, kind);
  }
  await page.goto(server.url + KINDS.document);
  assert.ok(await page.getByText("Guests are people too").isVisible());
  assert.ok(await page.locator(".contents a").first().isVisible(), "the contents are open beside the text");
  await close();
});

test("from a disk, links go from page to page", async () => {
  const { page, faults, close } = await newPage(browser, { origin: "file:" });
  await page.goto(fileUrl(KINDS.home));
  await page.click("nav.site-nav >> text=Frameworks");
  await page.getByRole("link", { name: /27001:2022/ }).first().click();
  await page.getByRole("link", { name: /A\.5\.15/ }).first().click();
  await page.getByRole("link", { name: /Access control policy/ }).first().click();
  assert.match(await page.textContent("h1"), /Access control policy/);
  assert.deepEqual(faults, []);
  await close();
});

test("on a phone the text comes first, with the ways around folded above it", async () => {
  const { page, close } = await newPage(browser, { origin: server.origin, viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  await page.goto(server.url + KINDS.document);
  assert.ok((await page.locator("h1").boundingBox()).y < 740 / 2, "the title is in the upper half of the first screen");
  assert.ok(!await page.locator(".tree a").first().isVisible());
  await page.locator(".tree > details > summary").tap();
  assert.ok(await page.locator(".tree [aria-current]").isVisible());
  await close();
});

test("on paper: the control block on the first page, and a running line on each", async () => {
  const { page, close } = await newPage(browser, { origin: server.origin });
  await page.goto(server.url + KINDS.document);
  await page.emulateMedia({ media: "print" });
  const line = page.locator(".running-line");
  for (const words of ["POL-009", "Version 1.1", "internal", "Uncontrolled when printed"]) {
    assert.match(await line.innerText(), new RegExp(words));
  }
  assert.ok(await page.locator(".control-block").isVisible());
  for (const gone of [".site-header", ".tree", ".contents", ".site-footer button", ".breadcrumb", ".turn"]) {
    assert.ok(!await page.locator(gone).first().isVisible(), gone);
  }
  await close();
});
