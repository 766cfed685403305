// What the scripts of this folder share: fixtures, the client, and how it says no.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const modules = process.env.ROLLCALL_MODULES;
const twilio = createRequire(`${modules}/package.json`)("twilio");
export const { version } = JSON.parse(readFileSync(`${modules}/node_modules/twilio/package.json`));
const MILLISECONDS = 10_000;
// No step of a script needs as many requests, unless the pages of a list never end.
const REQUESTS = 60;

/** The client's own HTTP client, with an end to its patience. */
class Counting extends twilio.RequestClient {
  #left = REQUESTS;

  async request(options) {
    this.#left -= 1;
    if (this.#left < 0) {
      const endless = new Error(`${REQUESTS} requests, and no end`);
      endless.name = "Endless";
      throw endless;
    }
    return super.request(options);
  }
}

/** A fresh conference from the server's own provider: its id, and its participants in order. */
export async function fixture(server, participants) {
  const response = await fetch(server.fixtures, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ version: 1, api: "twilio", conferences: [{ participants }] }),
    signal: AbortSignal.timeout(MILLISECONDS),
  });
  assert.equal(response.ok, true, `the provider answers ${response.status}`);
  const [conference] = (await response.json()).conferences;
  assert.equal(conference.parameters.AccountSid, server.account);
  return [conference.parameters.ConferenceSid, conference.participants];
}

/** The client as a user makes it, but for the base URL: it knows none but the vendor's. */
export function client(server, username = server.username, password = server.password) {
  const httpClient = new Counting({ timeout: MILLISECONDS });
  const made = twilio(username, password, { accountSid: server.account, httpClient });
  made.api.baseUrl = server.base;
  return made;
}

/** Asserts that a call is refused with a status and with an error as the vendor's pages promise it. */
export async function assertRefused(call, expected, expectedCode) {
  const refusal = await call().then(
    (answer) => assert.fail(`the call succeeded: ${JSON.stringify(answer)}`),
    (error) => error,
  );
  const { name, status, code, message, moreInfo } = refusal;
  const told = JSON.stringify({ name, status, code, message, moreInfo });
  assert.equal(status, expected, told);
  assert.ok(Number.isInteger(code) && message && URL.canParse(moreInfo), told);
  assert.ok(expectedCode === undefined || code === expectedCode, told);
}
