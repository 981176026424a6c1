// Apache with mod_auth_openidc as the sign-in in front, as the guide sets it up: who comes through
// it is who they signed in as, and who forges a name comes through as nobody.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { port, program, provide, SECRET, serve, signIn } from "./provider.mjs";
import { folder, newPage, open } from "./site.mjs";

const MODULES = "/usr/lib/apache2/modules";
const place = join(folder, "../apache");

let browser;
let service;
let provider;
let apache;
let origin;
let behind;
before(async () => {
  const own = await port();
  behind = await port();
  origin = `http://localhost:${own}`;
  provider = await provide(`${origin}/sign-in-in-front`);
  service = await serve("apache-book", `
[host]
listen = "127.0.0.1:${behind}"
public-url = "${origin}/"
roster = "people.csv"
everyone = ["all-staff"]

[host.identity]
mode = "header"
issuer = "${provider.issuer}"
user-is = "sub"
user-header = "X-Forwarded-User"
name-header = "X-Forwarded-Name"
email-header = "X-Forwarded-Email"
groups-header = "X-Forwarded-Groups"
trusted-proxies = ["127.0.0.1"]
`);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  const values = {
    FOLDER: place, OWN: own, SERVICE: behind, MODULES, ISSUER: provider.issuer, SECRET, ORIGIN: origin,
    // A server that is started by root gives it up.
    USER: process.getuid() === 0 ? "User nobody\nGroup nogroup" : "",
  };
  const text = readFileSync(new URL("apache.conf", import.meta.url), "utf8");
  writeFileSync(join(place, "apache.conf"), text.replace(/@([A-Z]+)@/g, (_, name) => values[name]));
  apache = spawn("/usr/sbin/apache2", ["-f", join(place, "apache.conf"), "-DFOREGROUND"], { stdio: "inherit" });
  for (let tries = 0; ; tries += 1) {
    const answer = await fetch(`${origin}/api/v1/me`, { redirect: "manual" }).catch(() => null);
    if (answer) break;
    if (tries > 100) throw new Error(`Apache does not answer; see ${place}`);
    await new Promise((later) => setTimeout(later, 50));
  }
  browser = await open();
});
after(async () => {
  await browser?.close();
  apache?.kill();
  service?.close();
  provider?.close();
});

/** Asks the service past Apache, from this machine's own address or another one of it. */
function past(headers, localAddress) {
  return new Promise((answered, failed) => {
    const options = { host: "127.0.0.1", port: behind, path: "/api/v1/me", headers: { Host: new URL(origin).host, ...headers }, localAddress };
    request(options, (answer) => answered(answer.resume().statusCode)).on("error", failed).end();
  });
}

test("who signs in before Apache is who they are behind it", async () => {
  const { page, close } = await newPage(browser, { origin });
  await page.goto(`${origin}/policies/remote-working/`);
  await signIn(page, "alice");
  await page.waitForURL(`${origin}/policies/remote-working/`);
  await page.getByRole("button", { name: "I have read and understood this document." }).click();
  await page.waitForURL(/acknowledgements\/receipt\?id=/);
  await page.goto(`${origin}/acknowledgements/`);
  assert.match(await page.locator("main").innerText(), /Signed in as Alice Example\./);
  // Somebody who signed in and wants to be another one stays who they are.
  const forged = { "X-Forwarded-User": "bob", "X-Forwarded-Name": "Bob", "X-Forwarded-Groups": "auditors" };
  const asAlice = (headers) => page.request.get(`${origin}/api/v1/me`, { headers: { Accept: "text/html", ...headers } });
  const me = await (await asAlice(forged)).json();
  assert.deepEqual([me.id, me.name, me.email, me.is_auditor], ["alice", "Alice Example", "alice@example.org", false]);
  // Apache lets a twin of a header pass; the service does not.
  assert.equal((await asAlice({ X_Forwarded_User: "bob" })).status(), 403);
  await close();
  assert.equal(service.verify().kinds.ack, 1);
});

test("who did not sign in is nobody, whatever they send", async () => {
  for (const headers of [{}, { "X-Forwarded-User": "alice" }, { "X_Forwarded_User": "alice" }, { OIDC_CLAIM_sub: "alice" }, { "X-Remote-User": "alice" }]) {
    const answer = await fetch(`${origin}/api/v1/me`, { headers, redirect: "manual" });
    assert.equal(answer.status, 401, JSON.stringify(headers));
  }
  const doctor = spawnSync(program, ["doctor", "--url", origin], { cwd: service.book, encoding: "utf8" });
  assert.equal(doctor.status, 0, doctor.stdout + doctor.stderr);
  // Past Apache only its own address is believed.
  assert.equal(await past({ "X-Forwarded-User": "alice" }, "127.0.0.2"), 403);
  assert.equal(await past({}, "127.0.0.2"), 401);
});
