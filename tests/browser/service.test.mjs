// The service in a real browser: a reader confirms a text with scripts and without, by
// keyboard alone, and sees what waits and what is on record.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { HtmlValidate } from "html-validate";

import { folder, newPage, open } from "./site.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const program = process.env.POLICYBOOK ?? join(folder, "../../debug/policybook");
const book = join(folder, "../book");

let browser;
let service;
let origin;
before(async () => {
  await rm(join(book, ".policybook/rehearsal"), { recursive: true, force: true });
  const args = ["host", "--as", "alice@example.org", "--group", "all-staff", "--site", folder, "--listen", "127.0.0.1:0"];
  service = spawn(program, args, { cwd: book, stdio: ["ignore", "ignore", "pipe"] });
  await new Promise((shown, failed) => {
    let said = "";
    service.stderr.on("data", (part) => {
      said += part;
      origin = said.match(/^serving (http:\S+)\/ at/m)?.[1];
      if (origin && said.includes("showing ")) shown();
    });
    service.on("exit", () => failed(new Error(said)));
  });
  browser = await open();
});
after(async () => {
  await browser.close();
  service.removeAllListeners("exit");
  service.kill();
});

const POLICY = "/policies/remote-working/";
const BUTTON = "I have read and understood this document.";

test("a reader confirms a text by keyboard, and the receipt can be kept", async () => {
  const { page, faults, close } = await newPage(browser, { origin });
  await page.goto(`${origin}/policies/awareness/`);
  assert.match(await page.locator(".acknowledge").innerText(), /To be acknowledged by/);
  await page.getByRole("link", { name: "Asked for within 14 days" }).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/#pb-acknowledge$/);
  await page.keyboard.press("Tab");
  const focused = await page.evaluate(() => document.activeElement.textContent);
  assert.equal(focused, BUTTON);
  await page.keyboard.press("Enter");
  await page.waitForURL(/acknowledgements\/receipt\?id=/);
  assert.match(await page.locator("main").innerText(), /Your acknowledgement is on record\./);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download the receipt" }).click()]);
  const receipt = JSON.parse(await readFile(await download.path(), "utf8"));
  assert.equal(receipt.person.id, "alice@example.org");
  await page.getByRole("link", { name: "My documents" }).last().click();
  const done = page.locator("section", { has: page.getByRole("heading", { name: "Done" }) });
  assert.match(await done.innerText(), /POL-002/);
  await page.goto(`${origin}/policies/awareness/`);
  assert.match(await page.locator(".acknowledge").innerText(), /Acknowledged on/);
  assert.deepEqual(faults, []);
  await close();
});

test("without JavaScript it works the same", async () => {
  const { page, faults, close } = await newPage(browser, { origin, javaScriptEnabled: false });
  await page.goto(origin + POLICY);
  await page.getByRole("button", { name: BUTTON }).click();
  await page.waitForURL(/acknowledgements\/receipt\?id=/);
  await page.goto(`${origin}/acknowledgements/`);
  assert.match(await page.locator("main").innerText(), /POL-014/);
  assert.deepEqual(faults, []);
  await close();
});

test("who has a question is told whom to ask, and can say that they do not confirm", async () => {
  const { page, faults, close } = await newPage(browser, { javaScriptEnabled: false });
  await page.goto(`${origin}/policies/acceptable-use/`);
  const decline = page.getByRole("button", { name: "I do not confirm this text" });
  assert.equal(await decline.isVisible(), false);
  await page.getByText("I have a question, or cannot confirm this").click();
  await decline.click();
  await page.waitForURL(/acknowledgements\/receipt\?id=/);
  assert.match(await page.locator("main").innerText(), /on record that you do not confirm/);
  await page.goto(`${origin}/policies/acceptable-use/`);
  assert.match(await page.locator(".acknowledge").innerText(), /You said on .* that you do not confirm this text\./);
  assert.equal(await decline.count(), 0);
  await page.getByRole("button", { name: BUTTON }).click();
  await page.goto(`${origin}/policies/acceptable-use/`);
  assert.match(await page.locator(".acknowledge").innerText(), /Acknowledged on/);
  assert.deepEqual(faults, []);
  await close();
});

test("every page says that it is a rehearsal, and no page keeps anybody out", async (t) => {
  const plain = await newPage(browser, {});
  await plain.page.goto(`${origin}/acknowledgements/`);
  const receipt = await plain.page.locator("a[href*='receipt?id=']").first().getAttribute("href");
  await plain.close();
  const pages = {
    mine: "/acknowledgements/", receipt: `/acknowledgements/${receipt.replace("../acknowledgements/", "")}`, report: "/acknowledgements/report?document=POL-014&language=en",
    open: "/policies/information-security/", done: POLICY, unknown: "/acknowledgements/receipt?id=nothing",
  };
  const validate = new HtmlValidate({ root: true, extends: ["html-validate:standard"], rules: { "void-style": "off", "long-title": "off", "no-trailing-whitespace": "off", "doctype-style": "off", "require-sri": "off", "no-redundant-role": "off", "prefer-native-element": "off" } });
  const ways = { light: { colorScheme: "light" }, dark: { colorScheme: "dark" }, phone: { viewport: { width: 320, height: 640 } } };
  for (const [way, options] of Object.entries(ways)) {
    const { page, close } = await newPage(browser, { ...options, bypassCSP: true });
    for (const [name, path] of Object.entries(pages)) {
      await t.test(`${name}, ${way}`, async () => {
        const answer = await page.goto(origin + path);
        assert.match(await page.locator("main").innerText(), /Nothing that is confirmed here counts\./);
        await page.evaluate(axe);
        const found = await page.evaluate((tags) => globalThis.axe.run({ runOnly: { type: "tag", values: tags } }), RULES);
        assert.deepEqual(found.violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target}: ${failureSummary}`)), []);
        const width = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        assert.ok(width[0] <= width[1], `${width[0]} px wide in ${width[1]} px`);
        const report = validate.validateStringSync(await answer.text());
        assert.deepEqual(report.results.flatMap((result) => result.messages).map((message) => `${message.line}: ${message.ruleId}: ${message.message}`), []);
      });
    }
    await close();
  }
});

test("a text that was replaced is answered with the new one", async () => {
  const { page, close } = await newPage(browser, {});
  await page.goto(`${origin}/policies/information-security/`);
  await page.locator("input[name=content_hash]").evaluate((field) => { field.value = "0".repeat(64); });
  await page.getByRole("button", { name: BUTTON }).click();
  await page.waitForURL(/acknowledgements\/give$/);
  assert.match(await page.locator("main").innerText(), /Nothing was recorded\./);
  await page.locator("main").getByRole("link", { name: /Information security policy/ }).click();
  await page.waitForURL(/policies\/information-security\/$/);
  await close();
});
