// Takes the pictures of docs/pictures/ from the site of the browser tests:
//
//   tests/browser/run pages.test.mjs && node tests/browser/screenshots.mjs
//
// They are for people; no test compares them.

import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { KINDS, newPage, open, serve } from "./site.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../../docs/pictures");
const [browser, server] = await Promise.all([open(), serve()]);
const pictures = [
  ["home", KINDS.home, {}],
  ["document", KINDS.document, {}],
  ["document-dark", KINDS.document, { colorScheme: "dark" }],
  ["framework", KINDS.framework, {}],
  ["statement-of-applicability", KINDS.soa, {}],
  ["reviews", KINDS.reviews, {}],
  ["redline", KINDS.redline, {}],
  ["as-at", KINDS.day, {}],
  ["phone", KINDS.document, { viewport: { width: 390, height: 800 } }],
];
for (const [name, path, options] of pictures) {
  const { page, close } = await newPage(browser, { viewport: { width: 1280, height: 800 }, ...options });
  await page.goto(server.url + path);
  if (name === "as-at") {
    await page.fill("#pb-day", "2026-11-18");
    await page.click("text=Show this day");
  }
  if (name === "redline") await page.locator(".redline-text ins").first().scrollIntoViewIfNeeded();
  await page.waitForTimeout(200);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await close();
}
const { page, close } = await newPage(browser, { viewport: { width: 1280, height: 800 } });
await page.goto(server.url + KINDS.document);
await page.keyboard.press("Control+k");
await page.fill("#pb-search-question", "incident rep");
await page.locator(".search-results > li").first().waitFor();
await page.waitForTimeout(200);
await page.screenshot({ path: join(folder, "search.png") });
await close();
await browser.close();
server.close();
