// The vendor's Node client drives the reference server through the lives of participants and of their conference.
//
// ROLLCALL_MOCK holds the line that `rollcall mock` printed, ROLLCALL_MODULES the folder that npm installed into.
// What the client returns is asserted, not what it sent.

import assert from "node:assert/strict";

import { assertRefused, client, fixture, version } from "./desk.mjs";

const mock = JSON.parse(process.env.ROLLCALL_MOCK);
const WHOLE_RUN_MILLISECONDS = 60_000;
const LABEL = "cust omer é+1";
const callSids = (list) => list.map((it) => it.callSid).sort();

async function listsAcrossPages({ conference, calls }) {
  const whole = (await conference.participants.list()).map((it) => it.callSid);
  const paged = (await conference.participants.list({ pageSize: 2 })).map((it) => it.callSid);
  assert.deepEqual([...whole].sort(), [...calls].sort());
  assert.deepEqual(paged, whole, "two a page and all at once differ");
  const some = (await conference.participants.list({ pageSize: 1, limit: 4 })).map((it) => it.callSid);
  assert.deepEqual(some, whole.slice(0, 4));
  const sids = (page) => page.instances.map((it) => it.callSid);
  const first = await conference.participants.page({ pageSize: 2 });
  assert.deepEqual(sids(first), whole.slice(0, 2));
  const second = await first.nextPage();
  assert.deepEqual(sids(second), whole.slice(2, 4));
  assert.deepEqual(sids(await second.previousPage()), whole.slice(0, 2));
}

async function fetchesEveryField({ conference, conferenceSid, calls }) {
  const one = await conference.participants(calls[0]).fetch();
  assert.deepEqual([one.accountSid, one.conferenceSid, one.callSid], [mock.account, conferenceSid, calls[0]]);
  assert.ok(["queued", "connecting", "ringing", "connected"].includes(one.status), one.status);
  for (const date of [one.dateCreated, one.dateUpdated]) {
    assert.ok(date instanceof Date && Math.abs(Date.now() - date) < 7_200_000, String(date));
  }
  const flags = [one.muted, one.hold, one.coaching, one.startConferenceOnEnter, one.endConferenceOnExit];
  assert.ok(flags.every((flag) => typeof flag === "boolean"), JSON.stringify(flags));
  assert.equal(one.callSidToCoach ?? null, null);
  assert.equal(one.queueTime ?? null, null);
  assert.ok(one.uri.endsWith(`/${calls[0]}.json`), one.uri);
}

async function updatesWithEveryField({ conference, calls }) {
  let changed = await conference.participants(calls[0]).update({
    muted: true,
    hold: true,
    holdUrl: "https://example.com/hold?a=b&c=d",
    holdMethod: "GET",
    announceUrl: "https://example.com/announce",
    announceMethod: "POST",
    waitUrl: "",
    waitMethod: "GET",
    beepOnExit: true,
    endConferenceOnExit: true,
  });
  assert.deepEqual([changed.muted, changed.hold, changed.endConferenceOnExit], [true, true, true]);
  const coach = { hold: false, endConferenceOnExit: false, coaching: true, callSidToCoach: calls[1] };
  changed = await conference.participants(calls[0]).update(coach);
  assert.deepEqual([changed.coaching, changed.callSidToCoach], [true, calls[1]]);
  const again = await conference.participants(calls[0]).fetch();
  assert.deepEqual([again.muted, again.hold, again.endConferenceOnExit], [true, false, false]);
  assert.deepEqual([again.coaching, again.callSidToCoach], [true, calls[1]]);
  await assertRefused(() => conference.participants(calls[0]).update({ holdMethod: "PATCH" }), 400);
  await assertRefused(() => conference.participants(calls[2]).update({ coaching: true }), 400);
}

async function filtersTheList({ conference, calls }) {
  const listed = async (filters) => callSids(await conference.participants.list({ pageSize: 1, ...filters }));
  await conference.participants(calls[2]).update({ hold: true });
  assert.deepEqual(await listed({ muted: true }), [calls[0]]);
  assert.deepEqual(await listed({ muted: false }), calls.slice(1).sort());
  assert.deepEqual(await listed({ hold: true }), [calls[2]]);
  assert.deepEqual(await listed({ coaching: true }), [calls[0]]);
  const quiet = calls.filter((_, place) => place !== 0 && place !== 2).sort();
  assert.deepEqual(await listed({ muted: false, hold: false, coaching: false }), quiet);
  assert.deepEqual(await listed({ muted: true, hold: true }), []);
}

async function createsOneWithALabel({ conference }) {
  const wish = { from: "+15017122661", to: "+15558675310", label: LABEL, muted: true, timeout: 30 };
  const made = await conference.participants.create({ ...wish, beep: "onEnter", statusCallbackEvent: ["ringing", "answered"] });
  assert.deepEqual([made.label, made.muted, made.callSid.startsWith("CA")], [LABEL, true, true]);
  await assertRefused(() => conference.participants.create(wish), 400);
  // A label stands wherever a SID may, and the answer still names the call.
  const labelled = conference.participants(LABEL);
  for (const one of [await labelled.fetch(), await labelled.update({ muted: false })]) {
    assert.deepEqual([one.callSid, one.label], [made.callSid, LABEL]);
  }
  assert.equal((await conference.participants(made.callSid).fetch()).muted, false);
  assert.equal(await labelled.remove(), true);
  await assertRefused(() => labelled.fetch(), 404, 20404);
  await assertRefused(() => conference.participants(made.callSid).fetch(), 404, 20404);
}

async function deletesOneForGood({ conference, calls }) {
  assert.equal(await conference.participants(calls[0]).remove(), true);
  await assertRefused(() => conference.participants(calls[0]).fetch(), 404, 20404);
  await assertRefused(() => conference.participants(calls[0]).remove(), 404, 20404);
  assert.deepEqual(callSids(await conference.participants.list()), calls.slice(1).sort());
}

async function isRefusedWithWrongCredentials({ conference, conferenceSid, calls }) {
  for (const [username, password] of [[mock.username, "wrong"], [`AC${"0".repeat(32)}`, mock.password]]) {
    const { participants } = client(mock, username, password).conferences(conferenceSid);
    await assertRefused(() => participants.list(), 401);
    await assertRefused(() => participants(calls[1]).fetch(), 401);
    await assertRefused(() => participants(calls[1]).update({ muted: true }), 401);
    await assertRefused(() => participants(calls[1]).remove(), 401);
  }
  assert.equal((await conference.participants(calls[1]).fetch()).muted, false, "a refused update changed something");
}

async function endsTheConference({ conference, conferenceSid, calls }) {
  const running = await conference.fetch();
  assert.deepEqual([running.sid, running.status], [conferenceSid, "in-progress"]);
  assert.equal(running.reasonConferenceEnded ?? null, null);
  assert.equal((await conference.update({ status: "completed" })).status, "completed");
  const ended = await conference.fetch();
  assert.deepEqual([ended.status, ended.reasonConferenceEnded], ["completed", "conference-ended-via-api"]);
  await assertRefused(() => conference.participants(calls[1]).fetch(), 404, 20404);
}

async function endsItWithWhoeverMay() {
  const [conferenceSid, participants] = await fixture(mock, 3);
  const conference = client(mock).conferences(conferenceSid);
  const [first, second] = participants.map((it) => it.CallSid);
  await conference.participants(first).update({ endConferenceOnExit: true });
  assert.equal(await conference.participants(first).remove(), true);
  const ended = await conference.fetch();
  assert.deepEqual(
    [ended.status, ended.reasonConferenceEnded],
    ["completed", "participant-with-end-conference-on-exit-kicked"],
  );
  assert.ok([null, undefined, first].includes(ended.callSidEndingConference), ended.callSidEndingConference);
  await assertRefused(() => conference.participants(second).fetch(), 404, 20404);
}

// A server that does not answer ends the run.
setTimeout(() => {
  console.error(`  the server did not answer within ${WHOLE_RUN_MILLISECONDS} ms`);
  process.exit(1);
}, WHOLE_RUN_MILLISECONDS).unref();

console.log(`twilio ${version}`);
const [conferenceSid, participants] = await fixture(mock, 5);
const calls = participants.map((it) => it.CallSid);
for (const step of [
  listsAcrossPages,
  fetchesEveryField,
  updatesWithEveryField,
  filtersTheList,
  createsOneWithALabel,
  deletesOneForGood,
  isRefusedWithWrongCredentials,
  endsTheConference,
  endsItWithWhoeverMay,
]) {
  const name = step.name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  try {
    await step({ conference: client(mock).conferences(conferenceSid), conferenceSid, calls });
  } catch (error) {
    // The client's own errors carry whole sockets: their stack says enough.
    console.error(`  ${name}: ${error.stack ?? error}`);
    process.exit(1);
  }
  console.log(`  ${name}`);
}
