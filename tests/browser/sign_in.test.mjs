// The built-in login against a certified identity provider, in a real browser: people sign in
// there, come back to the page that they wanted, confirm a text, and sign out.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { after, before, test } from "node:test";

import Provider from "oidc-provider";

import { folder, newPage, open } from "./site.mjs";

const program = process.env.POLICYBOOK ?? join(folder, "../../debug/policybook");
const book = join(folder, "../sign-in-book");
const SECRET = "a secret of 32 letters and more:%+";

let browser;
let service;
let provider;
let origin;

/** Returns a port that nobody uses now. */
function port() {
  return new Promise((found) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

before(async () => {
  const [own, theirs] = [await port(), await port()];
  origin = `http://localhost:${own}`;
  const issuer = `http://localhost:${theirs}`;
  const oidc = new Provider(issuer, {
    clients: [{ client_id: "policybook", client_secret: SECRET, redirect_uris: [`${origin}/sign-in/return`] }],
    pkce: { required: () => true },
    claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"] },
    cookies: { keys: ["for this test only"] },
    findAccount: (context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, name: `${id[0].toUpperCase()}${id.slice(1)} Example`, email: `${id}@example.org`, email_verified: true }),
    }),
  });
  provider = oidc.listen(theirs, "localhost");
  rmSync(book, { recursive: true, force: true });
  cpSync(join(folder, "../book"), book, { recursive: true });
  const settings = readFileSync(join(book, "book.toml"), "utf8").replace(/^language = "ja"\n/m, 'language = "en"\n').split("[host]\n")[0];
  writeFileSync(join(book, "book.toml"), settings);
  writeFileSync(join(book, "people.csv"), "id,name,email,groups\nalice,Alice Example,alice@example.org,all-staff\n");
  writeFileSync(join(book, "provider-secret"), `${SECRET}\n`);
  appendFileSync(join(book, "book.toml"), `
[host]
listen = "127.0.0.1:${own}"
public-url = "${origin}/"
roster = "people.csv"
everyone = ["all-staff"]

[host.identity]
mode = "oidc"
issuer = "${issuer}"
client-id = "policybook"
client-secret-file = "provider-secret"
`);
  execFileSync(program, ["log", "init"], { cwd: book, stdio: "ignore" });
  service = spawn(program, ["host", "--site", folder], { cwd: book, stdio: ["ignore", "ignore", "pipe"] });
  await new Promise((shown, failed) => {
    let said = "";
    service.stderr.on("data", (part) => {
      said += part;
      if (said.includes("showing ")) shown();
    });
    service.on("exit", () => failed(new Error(said)));
  });
  browser = await open();
});
after(async () => {
  await browser?.close();
  service?.removeAllListeners("exit");
  service?.kill();
  provider?.close();
  provider?.closeAllConnections();
});

/** Says at the provider who somebody is, and lets them go back. */
async function signIn(page, name) {
  await page.locator("input[name=login]").fill(name);
  await page.locator("input[name=password]").fill("whatever");
  await page.locator("button[type=submit]").click();
  await page.getByRole("button", { name: /continue/i }).click();
}

test("somebody signs in, comes back to the page, confirms the text and signs out", async () => {
  const { page, close } = await newPage(browser, { origin });
  await page.goto(`${origin}/policies/remote-working/`);
  assert.match(page.url(), /\/interaction\//, "she is sent to the provider");
  await signIn(page, "alice");
  await page.waitForURL(`${origin}/policies/remote-working/`);
  const cookies = await page.context().cookies(origin);
  const ours = cookies.filter((cookie) => cookie.name.startsWith("__Host-"));
  assert.deepEqual(ours.map(({ name, httpOnly, secure, sameSite, path }) => ({ name, httpOnly, secure, sameSite, path })), [
    { name: "__Host-policybook-session", httpOnly: true, secure: true, sameSite: "Lax", path: "/" },
  ]);
  await page.getByRole("button", { name: "I have read and understood this document." }).click();
  await page.waitForURL(/acknowledgements\/receipt\?id=/);
  assert.match(await page.locator("main").innerText(), /Your acknowledgement is on record\./);
  await page.goto(`${origin}/acknowledgements/`);
  assert.match(await page.locator("main").innerText(), /Signed in as Alice Example\./);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL(`${origin}/sign-in/ended`);
  assert.equal(await page.locator("h1").innerText(), "Signed out");
  // The page brings its own look, and the policy lets it.
  assert.notEqual(await page.locator("main").evaluate((main) => getComputedStyle(main).maxWidth), "none");
  const answer = await page.request.get(`${origin}/api/v1/me`);
  assert.equal(answer.status(), 401);
  // Whoever comes next says who they are, though the provider still knows Alice.
  await page.getByRole("link", { name: "Sign in as somebody else" }).click();
  await signIn(page, "bob");
  await page.waitForURL(`${origin}/acknowledgements/`);
  assert.match(await page.locator("main").innerText(), /Signed in as Bob Example\./);
  await close();
  const verified = JSON.parse(execFileSync(program, ["log", "verify", "--json"], { cwd: book, encoding: "utf8" }));
  assert.equal(verified.kinds.ack, 1);
});

test("whoever refuses at the provider is told so, and shown the way", async () => {
  const { page, close } = await newPage(browser, { origin });
  await page.goto(`${origin}/policies/remote-working/`);
  await page.getByRole("link", { name: /cancel/i }).click();
  await page.waitForURL(/\/sign-in\/return\?/);
  assert.match(await page.locator("main").innerText(), /access_denied/);
  await page.getByRole("link", { name: "Sign in" }).click();
  assert.match(page.url(), /\/interaction\//);
  await close();
});
