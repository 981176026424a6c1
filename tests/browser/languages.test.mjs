// The interface in the book's language, with the texts as their authors wrote them.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { KINDS, folder, newPage, open, serve } from "./site.mjs";

let browser;
let server;
before(async () => {
  [browser, server] = await Promise.all([open(), serve("/isms/", `${folder}-ja`)]);
});
after(async () => {
  await browser.close();
  server.close();
});

test("frame, tables and search speak Japanese, the policy English", async () => {
  const { page, faults, close } = await newPage(browser, { origin: server.origin, locale: "ja-JP" });
  await page.goto(server.url + KINDS.register);
  assert.equal(await page.getAttribute("html", "lang"), "ja");
  assert.equal(await page.textContent("h1"), "文書");
  assert.ok(await page.getByRole("searchbox", { name: "絞り込み：文書" }).isVisible());
  assert.ok(await page.getByText("CSVを保存").isVisible());
  await page.keyboard.press("Control+k");
  await page.fill("#pb-search-question", "access control");
  await page.locator(".search-results > li").first().waitFor();
  assert.match(await page.textContent(".search-state"), /^\d+ページ。$/);
  assert.match(await page.textContent(".search-about"), /方針 · 版1\.1 承認済み/);
  await page.click(".search-title");
  await page.locator("h1", { hasText: "Access control policy" }).waitFor();
  assert.match(await page.textContent(".control-block"), /12か月ごと/);
  assert.match(await page.textContent(".control-block time"), /2026年/);
  assert.deepEqual(faults, []);
  await close();
});

test("no page of it breaks the policy or misses a file", async () => {
  const { page, faults, close } = await newPage(browser, { origin: server.origin });
  for (const [kind, path] of Object.entries(KINDS)) {
    if (kind === "missing") continue;
    await page.goto(server.url + path);
    assert.deepEqual(faults, [], kind);
  }
  await close();
});
