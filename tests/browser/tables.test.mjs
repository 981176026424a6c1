// Tables as people work with them: sorted, filtered, sent to somebody in that state,
// copied and saved.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
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

// The words of a column of the rows that are shown.
const column = (page, number) => page.$$eval(
  "main table.data tbody tr:not(.is-filtered)",
  (rows, place) => rows.map((row) => row.cells[place].textContent.trim().replace(/\s+/g, " ")),
  number - 1,
);

for (const [where, address] of [["from a server", (path) => server.url + path], ["from a disk", fileUrl]]) {
  test(`${where}: sorting goes up, down and back, and stands in the address`, async () => {
    const { page, faults, close } = await newPage(browser);
    await page.goto(address(KINDS.register));
    const before = await column(page, 1);
    const owner = page.locator("th button.sort", { hasText: "Owner" });
    await owner.click();
    const up = await column(page, 5);
    assert.deepEqual(up, [...up].sort(new Intl.Collator("en", { numeric: true, sensitivity: "base" }).compare));
    assert.match(page.url(), /\?sort=5$/);
    const sent = await newPage(browser);
    await sent.page.goto(page.url());
    assert.deepEqual(await column(sent.page, 5), up);
    assert.equal(await sent.page.locator("th[aria-sort=ascending]").textContent(), "Owner");
    await owner.click();
    assert.deepEqual((await column(page, 5)).toSorted(), up.toSorted());
    assert.match(page.url(), /\?sort=-5$/);
    await owner.click();
    assert.deepEqual(await column(page, 1), before);
    assert.doesNotMatch(page.url(), /sort/);
    assert.deepEqual(faults, []);
    await sent.close();
    await close();
  });
}

test("words and choices filter together, and stand in the address", async () => {
  const { page, close } = await newPage(browser);
  await page.goto(server.url + KINDS.register);
  await page.getByRole("searchbox", { name: "Filter documents" }).fill("policy");
  await page.getByLabel("Status", { exact: true }).selectOption("Retired");
  assert.match((await column(page, 1)).join(), /^POL-090/);
  assert.match(await page.textContent(".filter output"), /^1 of \d+$/);
  const sent = await newPage(browser);
  await sent.page.goto(page.url());
  assert.equal((await column(sent.page, 1)).length, 1);
  assert.equal(await sent.page.getByLabel("Status", { exact: true }).inputValue(), "Retired");
  await page.getByLabel("Status", { exact: true }).selectOption("");
  await page.getByRole("searchbox", { name: "Filter documents" }).fill("");
  assert.doesNotMatch(page.url(), /\?/);
  await sent.close();
  await close();
});

test("an address with nonsense shows the whole table", async () => {
  const { page, faults, close } = await newPage(browser);
  await page.goto(server.url + KINDS.register);
  const all = (await column(page, 1)).length;
  await page.goto(`${server.url}${KINDS.register}?sort=99&status=%3Cimg%3E&type=none&filter=`);
  assert.equal((await column(page, 1)).length, all);
  assert.deepEqual(faults, []);
  await close();
});

test("the statement of applicability is filtered by decision", async () => {
  const { page, close } = await newPage(browser);
  await page.goto(server.url + KINDS.soa);
  const all = (await column(page, 1)).length;
  const choices = await page.getByLabel("Decision", { exact: true }).locator("option").allTextContents();
  assert.deepEqual(choices.slice(0, 2), ["any", "Applicable"]);
  await page.getByLabel("Decision", { exact: true }).selectOption("Applicable");
  const shown = await column(page, 2);
  assert.ok(shown.length > 0 && shown.length <= all && shown.every((words) => words.startsWith("Applicable")));
  await close();
});

test("what is shown can be saved as CSV, under the strict policy", async () => {
  const { page, faults, close } = await newPage(browser, { acceptDownloads: true });
  await page.goto(server.url + KINDS.register);
  await page.getByRole("searchbox", { name: "Filter documents" }).fill("access control");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("text=Download CSV")]);
  assert.equal(download.suggestedFilename(), "documents.csv");
  const text = await readFile(await download.path(), "utf8");
  const rows = text.replace(/^\ufeff/, "").trimEnd().split("\r\n");
  assert.match(rows[0], /^Document,Type,Version,Status,Owner,Approved,/);
  const row = rows.find((line) => line.startsWith("POL-009"));
  assert.equal(row.split(",").slice(0, 4).join(), "POL-009 Access control policy,Policy,1.1,Approved");
  assert.match(row, /"2026-11-20; Dana Whitfield, Managing Director"/);
  assert.equal(rows.length - 1, (await column(page, 1)).length);
  assert.deepEqual(faults, []);
  await close();
});

test("what is shown can be copied", async () => {
  const { page, close } = await newPage(browser, { permissions: ["clipboard-read", "clipboard-write"] });
  await page.goto(server.url + KINDS.register);
  await page.getByRole("searchbox", { name: "Filter documents" }).fill("access control");
  await page.locator(".take").getByText("Copy").click();
  await page.locator(".take").getByText("Copied").waitFor();
  const [head, first] = (await page.evaluate(() => navigator.clipboard.readText())).split("\n");
  assert.equal(head.split("\t")[0], "Document");
  assert.match(first.split("\t")[0], /^[A-Z]+-\d+/);
  await close();
});
