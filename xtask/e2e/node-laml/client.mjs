// The official Node client drives the reference server through a participant's life.
//
// ROLLCALL_MOCK holds the line that `rollcall mock` printed, ROLLCALL_MODULES the folder that npm installed into.
// What the client returns is asserted, not what it sent.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const PACKAGE = "@signalwire/compatibility-api";
const modules = process.env.ROLLCALL_MODULES;
const { RestClient } = createRequire(`${modules}/package.json`)(PACKAGE);
const mock = JSON.parse(process.env.ROLLCALL_MOCK);
const MILLISECONDS = 10_000;
const WHOLE_RUN_MILLISECONDS = 60_000;

/** A fresh conference from the server's own provider: its id, and its participants' ids in order. */
async function fixture(participants) {
  const response = await fetch(mock.fixtures, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ version: 1, api: "signalwire", conferences: [{ participants }] }),
    signal: AbortSignal.timeout(MILLISECONDS),
  });
  assert.equal(response.ok, true, `the provider answers ${response.status}`);
  const [conference] = (await response.json()).conferences;
  assert.equal(conference.parameters.AccountSid, mock.account);
  return [conference.parameters.ConferenceSid, conference.participants.map((it) => it.CallSid)];
}

/** The client as a user makes it, but for the base URL: it insists on https, the server is plain loopback. */
function client(username, password) {
  const made = new RestClient(username, password, { signalwireSpaceUrl: "space.signalwire.com" });
  made.accountSid = mock.account;
  made.api.baseUrl = new URL(mock.base).origin;
  return made;
}

/** Asserts that a call is refused with a status and with an error as the document promises it. */
async function assertRefused(call, expected) {
  const refusal = await call().then(
    (answer) => assert.fail(`the call succeeded: ${JSON.stringify(answer)}`),
    (error) => error,
  );
  const { status, code, message, moreInfo } = refusal;
  const told = JSON.stringify({ status, code, message, moreInfo });
  assert.equal(status, expected, told);
  assert.ok(Number.isInteger(code) && message && URL.canParse(moreInfo), told);
}

const callSids = (list) => list.map((it) => it.callSid).sort();

async function listsAcrossPages({ conference, calls }) {
  const whole = (await conference.participants.list()).map((it) => it.callSid);
  const paged = (await conference.participants.list({ pageSize: 1 })).map((it) => it.callSid);
  assert.deepEqual([...whole].sort(), [...calls].sort());
  assert.deepEqual(paged, whole, "one a page and all at once differ");
  const page = await conference.participants.page({ pageSize: 2 });
  assert.equal(page.instances.length, 2);
  assert.ok(page.nextPageUrl);
}

async function fetchesEveryField({ conference, conferenceSid, calls }) {
  const one = await conference.participants(calls[0]).fetch();
  assert.deepEqual([one.accountSid, one.conferenceSid, one.callSid], [mock.account, conferenceSid, calls[0]]);
  assert.equal(one.status, "in-progress");
  for (const date of [one.dateCreated, one.dateUpdated]) {
    assert.ok(date instanceof Date && !Number.isNaN(date.getTime()), `the client could not read a date: ${date}`);
  }
  for (const flag of [one.muted, one.hold, one.coaching, one.startConferenceOnEnter, one.endConferenceOnExit]) {
    assert.equal(typeof flag, "boolean");
  }
  assert.equal(one.callSidToCoach, null);
  assert.ok(one.uri);
}

async function updatesWithEveryField({ conference, calls }) {
  const changed = await conference.participants(calls[0]).update({
    muted: true,
    hold: true,
    holdUrl: "https://example.com/hold?a=b&c=d",
    holdMethod: "GET",
    announceUrl: "https://example.com/announce",
    announceMethod: "POST",
    waitUrl: "https://example.com/wait",
    waitMethod: "GET",
    coaching: true,
    callSidToCoach: calls[1],
  });
  assert.deepEqual([changed.muted, changed.hold, changed.coaching], [true, true, true]);
  assert.equal(changed.callSidToCoach, calls[1]);
  const again = await conference.participants(calls[0]).fetch();
  assert.deepEqual([again.muted, again.hold, again.callSidToCoach], [true, true, calls[1]]);
}

async function filtersTheList({ conference, calls }) {
  const listed = async (filters) => callSids(await conference.participants.list({ pageSize: 1, ...filters }));
  assert.deepEqual(await listed({ muted: true }), [calls[0]]);
  assert.deepEqual(await listed({ muted: false }), calls.slice(1).sort());
  assert.deepEqual(await listed({ muted: true, hold: true }), [calls[0]]);
  assert.deepEqual(await listed({ muted: true, hold: false }), []);
}

async function deletesOneForGood({ conference, calls }) {
  assert.equal(await conference.participants(calls[0]).remove(), true);
  await assertRefused(() => conference.participants(calls[0]).fetch(), 404);
  await assertRefused(() => conference.participants(calls[0]).remove(), 404);
  assert.deepEqual(callSids(await conference.participants.list()), calls.slice(1).sort());
}

async function isRefusedWithWrongCredentials({ conference, conferenceSid, calls }) {
  for (const [username, password] of [[mock.username, "wrong"], ["wrong", mock.password]]) {
    const stranger = client(username, password).conferences(conferenceSid).participants(calls[1]);
    await assertRefused(() => stranger.fetch(), 401);
    await assertRefused(() => stranger.update({ muted: true }), 401);
    await assertRefused(() => stranger.remove(), 401);
  }
  assert.equal((await conference.participants(calls[1]).fetch()).muted, false, "a refused update changed something");
}

// A server that does not answer ends the run.
setTimeout(() => {
  console.error(`  the server did not answer within ${WHOLE_RUN_MILLISECONDS} ms`);
  process.exit(1);
}, WHOLE_RUN_MILLISECONDS).unref();

// The package does not export its own package.json, so its version is read from the disk.
const { version } = JSON.parse(readFileSync(`${modules}/node_modules/${PACKAGE}/package.json`));
console.log(`${PACKAGE} ${version}`);
const [conferenceSid, calls] = await fixture(3);
const conference = client(mock.username, mock.password).conferences(conferenceSid);
for (const step of [
  listsAcrossPages,
  fetchesEveryField,
  updatesWithEveryField,
  filtersTheList,
  deletesOneForGood,
  isRefusedWithWrongCredentials,
]) {
  const name = step.name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  try {
    await step({ conference, conferenceSid, calls });
  } catch (error) {
    // The client's own errors carry whole sockets: their stack says enough.
    console.error(`  ${name}: ${error.stack ?? error}`);
    process.exit(1);
  }
  console.log(`  ${name}`);
}
