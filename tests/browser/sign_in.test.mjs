// The built-in login against a certified identity provider, in a real browser: people sign in
// there, come back to the page that they wanted, confirm a text, and sign out.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, test } from "node:test";

import { port, program, provide, serve, signIn } from "./provider.mjs";
import { newPage, open } from "./site.mjs";

let browser;
let service;
let provider;
let origin;
before(async () => {
  const own = await port();
  origin = `http://localhost:${own}`;
  provider = await provide(`${origin}/sign-in/return`);
  service = await serve("sign-in-book", `
[host]
listen = "127.0.0.1:${own}"
public-url = "${origin}/"
roster = "people.csv"
everyone = ["all-staff"]

[host.identity]
mode = "oidc"
issuer = "${provider.issuer}"
client-id = "policybook"
client-secret-file = "provider-secret"
`);
  browser = await open();
});
after(async () => {
  await browser?.close();
  service?.close();
  provider?.close();
});

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
  assert.equal(service.verify().kinds.ack, 1);
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

test("who forges a session, a token or a header is nobody", () => {
  const doctor = spawnSync(program, ["doctor", "--url", origin], { cwd: service.book, encoding: "utf8" });
  assert.equal(doctor.status, 0, doctor.stdout + doctor.stderr);
  assert.equal(doctor.stdout.match(/^refused .* 401 /gm).length, 5, doctor.stdout);
});
