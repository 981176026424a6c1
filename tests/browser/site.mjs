// A browser, and a server that shows the site as an intranet does: below a path, with
// the headers that SECURITY.md asks for.

import { createServer } from "node:http";
import { readFile, readdir } from "node:fs/promises";
import { dirname, extname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
export const folder = resolve(process.env.POLICYBOOK_SITE ?? join(here, "../../target/browser/site"));
const siteFolder = folder;
// Stricter in one thing than the headers that the site brings along.
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
  + "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
  ".json": "application/json", ".svg": "image/svg+xml", ".png": "image/png", ".xml": "application/atom+xml",
  ".txt": "text/plain; charset=utf-8", ".webmanifest": "application/manifest+json", ".csv": "text/csv; charset=utf-8",
};

// Serves the site below `/isms/`. Returns its address and what was asked of it.
export async function serve(path = "/isms/", folder = siteFolder) {
  const asked = [];
  const headers = (await readFile(join(folder, "_headers"), "utf8")).split(/^(?=\S)/m)
    .find((block) => block.startsWith("/*\n")).trim().split("\n").slice(1).map((line) => line.trim().split(/: (.*)/s, 2));
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    let file = decodeURIComponent(pathname);
    if (file.startsWith(path)) file = file.slice(path.length);
    else file = undefined;
    if (file === "" || file?.endsWith("/")) file += "index.html";
    const full = file === undefined ? undefined : join(folder, file);
    try {
      const bytes = await readFile(full);
      asked.push({ path: pathname, bytes: bytes.length });
      response.setHeader("Content-Type", TYPES[extname(file)] ?? "application/octet-stream");
      for (const [name, value] of headers) response.setHeader(name, value);
      response.appendHeader("Content-Security-Policy", POLICY);
      response.writeHead(200);
      response.end(bytes);
    } catch {
      asked.push({ path: pathname, bytes: 0, isMissing: true });
      response.writeHead(404);
      response.end();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { origin, url: origin + path, asked, close: () => server.close() };
}

export function open() {
  const unwanted = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"];
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: unwanted });
}

// A page of its own; `faults` fills with what goes wrong in it: errors of scripts,
// violations of the policy, requests that leave `origin` or are not answered.
export async function newPage(browser, { origin, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB", reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    if (origin && !request.url().startsWith(origin)) faults.push(`left the origin: ${request.url()}`);
  });
  page.on("requestfailed", (request) => {
    // A page that is left before its icon has come.
    if (request.failure().errorText !== "net::ERR_ABORTED") faults.push(`failed: ${request.url()}`);
  });
  return { page, faults, close: () => context.close() };
}

export const fileUrl = (path) => pathToFileURL(join(folder, path)).href;

// Every page of the site, as paths from its root.
export async function allPages(below = folder) {
  const found = [];
  for (const entry of await readdir(below, { withFileTypes: true })) {
    const full = join(below, entry.name);
    if (entry.isDirectory()) found.push(...await allPages(full));
    else if (entry.name.endsWith(".html")) found.push(relative(folder, full).split(sep).join("/"));
  }
  return found.sort();
}

// One page of each kind.
export const KINDS = {
  home: "index.html",
  document: "policies/access-control/index.html",
  withheld: "policies/drafted/index.html",
  retired: "policies/old-passwords/index.html",
  japanese: "languages/kanri/index.html",
  elements: "elements/index.html",
  asked: "policies/remote-working/index.html",
  acknowledgements: "acknowledgements/index.html",
  version: "policies/access-control/versions/1.0/index.html",
  redline: "policies/access-control/changes/1.0..1.1/index.html",
  register: "documents/index.html",
  letters: "a-z/index.html",
  changes: "changes/index.html",
  frameworks: "frameworks/index.html",
  framework: "frameworks/iso27001-2022/index.html",
  control: "frameworks/iso27001-2022/a.5.15/index.html",
  attributes: "frameworks/iso27001-2022/attributes/index.html",
  soa: "soa/index.html",
  reviews: "reviews/index.html",
  readiness: "readiness/index.html",
  releases: "releases/index.html",
  release: "releases/v1.1/index.html",
  day: "as-at/index.html",
  missing: "404.html",
};
