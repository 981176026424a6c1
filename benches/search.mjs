// How long the search of a site takes, and how much it transfers, in headless Chromium:
//
//   node benches/search.mjs SITE [QUESTION …]
//
// Each question is typed letter by letter into a page that was just opened: first while
// its files arrive from a server of this process, then once more with all of them there.
// Times are from a key stroke until its answer is in the page. Needs what
// tests/browser/run installs.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const require = createRequire(new URL("../tests/browser/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const [site, ...questions] = process.argv.slice(2);
const TYPES = { js: "text/javascript", css: "text/css", html: "text/html; charset=utf-8", svg: "image/svg+xml" };

let transferred;
const server = createServer(async (request, response) => {
  const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
  try {
    const bytes = await readFile(join(site, path.endsWith("/") ? `${path}index.html` : path));
    if (path.includes("search") && transferred) {
      transferred.files += 1;
      transferred.bytes += bytes.length;
      transferred.compressed += gzipSync(bytes).length;
    }
    response.writeHead(200, { "content-type": TYPES[path.split(".").pop()] ?? TYPES.html });
    response.end(bytes);
  } catch {
    response.writeHead(404);
    response.end();
  }
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const url = `http://127.0.0.1:${server.address().port}/frameworks/index.html`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

async function opened() {
  const page = await browser.newPage();
  await page.goto(url);
  transferred = { files: 0, bytes: 0, compressed: 0 };
  await page.keyboard.press("Control+k");
  await page.waitForSelector("dialog.search[open]");
  return page;
}

// Milliseconds from the event of a key stroke until the answer stands in the page.
const ask = (page, text) => page.evaluate(async (question) => {
  const input = document.querySelector("#pb-search-question");
  const state = document.querySelector(".search-state");
  state.textContent = "asked";
  const start = performance.now();
  input.value = question;
  input.dispatchEvent(new Event("input"));
  while (state.textContent === "asked") await new Promise((go) => setTimeout(go));
  return performance.now() - start;
}, text);

const kilobytes = ({ files, bytes, compressed }) => `${files} files, ${Math.round(bytes / 1000)} kB, ${Math.round(compressed / 1000)} kB compressed`;
const times = (list) => {
  const ordered = [...list].sort((a, b) => a - b);
  return `mean ${(list.reduce((a, b) => a + b) / list.length).toFixed(0)} ms, median ${ordered[list.length >> 1].toFixed(0)}, highest ${ordered.at(-1).toFixed(0)}`;
};

for (const question of questions.length > 0 ? questions : ["access control", "incident management", "POL-0042", "pasword"]) {
  const page = await opened();
  const letters = [...question].map((_, place) => question.slice(0, place + 1));
  const [first, again] = [[], []];
  for (const text of letters) first.push(await ask(page, text));
  const typed = kilobytes(transferred);
  for (const text of letters) again.push(await ask(page, text));
  await page.close();
  const whole = await opened();
  await ask(whole, question);
  console.log(`${JSON.stringify(question)}
  typed, files arriving: ${times(first)}; ${typed}
  typed, files there:    ${times(again)}
  pasted:                ${kilobytes(transferred)}`);
  await whole.close();
}
await browser.close();
server.close();
