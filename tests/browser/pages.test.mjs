// What every page of the site has to be: free of what keeps people out, valid, at rest in
// its own origin, and whole under the strictest policy.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { HtmlValidate } from "html-validate";

import { KINDS, allPages, folder, newPage, open, serve } from "./site.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

let browser;
let server;
// The page for what is not there has links from the root of a server.
let rootServer;
before(async () => {
  [browser, server, rootServer] = await Promise.all([open(), serve(), serve("/")]);
});
after(async () => {
  await browser.close();
  server.close();
  rootServer.close();
});

async function violations(page) {
  await page.evaluate(axe);
  const { violations: found } = await page.evaluate((tags) => globalThis.axe.run({ runOnly: { type: "tag", values: tags } }), RULES);
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`));
}

const WAYS = [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["320 px wide", { viewport: { width: 320, height: 640 } }],
  // What a window of 1280 px shows at 200 %.
  ["at 200 %", { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 }],
];

for (const [way, options] of WAYS) {
  test(`no page keeps anybody out: ${way}`, async (t) => {
    // The policy would not let axe in.
    const { page, close } = await newPage(browser, { ...options, bypassCSP: true });
    for (const [kind, path] of Object.entries(KINDS)) {
      await t.test(kind, async () => {
        await page.goto((kind === "missing" ? rootServer.url : server.url) + path);
        assert.deepEqual(await violations(page), []);
        const width = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        assert.ok(width[0] <= width[1], `the page is ${width[0]} px wide in a window of ${width[1]} px`);
      });
    }
    await t.test("search", async () => {
      await page.goto(server.url);
      await page.keyboard.press("Control+k");
      await page.fill("#pb-search-question", "access control");
      await page.locator(".search-results > li").first().waitFor();
      await page.click(".search-filters summary");
      await page.locator(".search-choices").waitFor();
      assert.deepEqual(await violations(page), []);
    });
    await close();
  });
}

test("every page is valid HTML", async () => {
  const validate = new HtmlValidate({
    root: true,
    extends: ["html-validate:standard"],
    rules: {
      // Style of the source, not validity.
      "void-style": "off", "long-title": "off", "no-trailing-whitespace": "off", "doctype-style": "off",
      "no-inline-style": "error", "no-raw-characters": "error", "require-sri": "off",
      // A list without marks loses its role in one reader when the role is not said.
      "no-redundant-role": "off", "prefer-native-element": "off",
      // What scripts show is hidden until then; the running line is for paper alone.
      "hidden-focusable": "error", "no-implicit-button-type": "error",
    },
  });
  const faults = [];
  for (const path of await allPages()) {
    const report = await validate.validateString(await readFile(join(folder, path), "utf8"), path);
    for (const result of report.results) {
      for (const { ruleId, line, message } of result.messages) faults.push(`${path}:${line}: ${ruleId}: ${message}`);
    }
  }
  assert.deepEqual(faults.slice(0, 30), []);
});

test("no page leaves its origin, breaks the policy, or misses a file", async () => {
  const { page, faults, close } = await newPage(browser, { origin: server.origin });
  const pages = await allPages();
  assert.ok(pages.length > 400, `${pages.length} pages`);
  for (const path of pages) {
    // Its links lead to the root of a server, since a server shows it anywhere.
    if (path === "404.html") continue;
    await page.goto(server.url + path, { waitUntil: "load" });
    assert.deepEqual(faults, [], path);
  }
  assert.deepEqual(server.asked.filter(({ isMissing }) => isMissing), []);
  await close();
});

test("every link of the site leads somewhere", async () => {
  const { page, close } = await newPage(browser, { javaScriptEnabled: false });
  const pages = new Set(await allPages());
  const anchors = new Map();
  const anchorsOf = async (path) => {
    if (!anchors.has(path)) {
      const html = await readFile(join(folder, path), "utf8");
      anchors.set(path, new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)));
    }
    return anchors.get(path);
  };
  const faults = [];
  for (const path of Object.values(KINDS)) {
    if (path === "404.html") continue;
    await page.goto(server.url + path);
    for (const href of await page.$$eval("a[href]", (links) => links.map((link) => link.href))) {
      const url = new URL(href);
      if (url.origin !== server.origin) continue;
      const target = decodeURIComponent(url.pathname.slice("/isms/".length));
      if (!target.endsWith(".html")) {
        await readFile(join(folder, target)).catch(() => faults.push(`${path} → ${href}`));
      } else if (!pages.has(target)) faults.push(`${path} → ${href}`);
      else if (url.hash && !(await anchorsOf(target)).has(decodeURIComponent(url.hash.slice(1)))) faults.push(`${path} → ${href}`);
    }
  }
  assert.deepEqual(faults, []);
  await close();
});

test("a first page weighs less than 100 kB", async () => {
  for (const path of [KINDS.home, KINDS.document, KINDS.control]) {
    const { page, close } = await newPage(browser, { origin: server.origin });
    const before = server.asked.length;
    await page.goto(server.url + path);
    const bytes = server.asked.slice(before).reduce((sum, file) => sum + file.bytes, 0);
    assert.ok(bytes < 100_000, `${path}: ${bytes} bytes, before any compression`);
    await close();
  }
});
