// What the tests of signing in share: a certified identity provider, ports, and a book that is
// served with other settings.

import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync, spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";

import Provider from "oidc-provider";

import { folder } from "./site.mjs";

export const SECRET = "a secret of 32 letters and more:%+";
export const program = process.env.POLICYBOOK ?? join(folder, "../../debug/policybook");

/** Returns a port that nobody uses now. */
export function port() {
  return new Promise((found) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}

/** Starts a provider that people may come back from to `address`; its name is `issuer`. */
export async function provide(address) {
  const own = await port();
  const issuer = `http://localhost:${own}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: "policybook", client_secret: SECRET, redirect_uris: [address] }],
    pkce: { required: () => true },
    claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"] },
    cookies: { keys: ["for this test only"] },
    findAccount: (context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, name: `${id[0].toUpperCase()}${id.slice(1)} Example`, email: `${id}@example.org`, email_verified: true }),
    }),
  });
  const server = provider.listen(own, "localhost");
  return { issuer, close: () => { server.close(); server.closeAllConnections(); } };
}

/** Serves the book of the tests from a folder of this name, with these settings. */
export async function serve(name, settings) {
  const book = join(folder, "..", name);
  rmSync(book, { recursive: true, force: true });
  cpSync(join(folder, "../book"), book, { recursive: true });
  const before = readFileSync(join(book, "book.toml"), "utf8").replace(/^language = "ja"\n/m, 'language = "en"\n').split("[host]\n")[0];
  writeFileSync(join(book, "book.toml"), before);
  writeFileSync(join(book, "people.csv"), "id,name,email,groups\nalice,Alice Example,alice@example.org,all-staff\n");
  writeFileSync(join(book, "provider-secret"), `${SECRET}\n`);
  appendFileSync(join(book, "book.toml"), settings);
  execFileSync(program, ["log", "init"], { cwd: book, stdio: "ignore" });
  const service = spawn(program, ["host", "--site", folder], { cwd: book, stdio: ["ignore", "ignore", "pipe"] });
  await new Promise((shown, failed) => {
    let said = "";
    service.stderr.on("data", (part) => {
      said += part;
      if (said.includes("showing ")) shown();
    });
    service.on("exit", () => failed(new Error(said)));
  });
  return {
    book,
    /** Verifies the log and returns what it holds. */
    verify: () => JSON.parse(execFileSync(program, ["log", "verify", "--json"], { cwd: book, encoding: "utf8" })),
    close: () => {
      service.removeAllListeners("exit");
      service.kill();
    },
  };
}

/** Says at the provider who somebody is, and lets them go back. */
export async function signIn(page, name) {
  await page.locator("input[name=login]").fill(name);
  await page.locator("input[name=password]").fill("whatever");
  await page.locator("button[type=submit]").click();
  await page.getByRole("button", { name: /continue/i }).click();
}
