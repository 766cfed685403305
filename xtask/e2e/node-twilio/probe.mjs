// Tells what the vendor's Node client makes of each of several servers, for them to be compared.
//
// ROLLCALL_SERVERS holds a JSON object: a name for each server, and the line that it printed. A line of JSON is printed for
// each step against each server: what the step returned, or what it raised, without what differs from run to run.

import { client, fixture } from "./desk.mjs";

const WHOLE_RUN_MILLISECONDS = 240_000;
const FIELDS = [
  "account_sid", "call_sid", "conference_sid", "label", "muted", "hold", "coaching", "call_sid_to_coach",
  "end_conference_on_exit", "start_conference_on_enter", "status", "date_created", "date_updated", "uri",
];
const NOBODY = `CA${"0".repeat(32)}`;
const camel = (name) => name.replaceAll(/_(.)/g, (_, letter) => letter.toUpperCase());

/** A fresh conference of five, of whom the second has a label, seen through a client of its own. */
async function stand(server) {
  const [sid, handed] = await fixture(server, 5);
  const calls = handed.map((it) => it.CallSid);
  const names = new Map([[server.account, "the account"], [sid, "the conference"]]);
  calls.forEach((call, place) => names.set(call, `call ${place + 1}`));
  return { server, sid, calls, label: handed[1].Label, names, participants: client(server).conferences(sid).participants };
}

/** Mutes without the client, so that a step about something else does not depend on it. */
async function mute({ server, sid }, call) {
  const path = `/2010-04-01/Accounts/${server.account}/Conferences/${sid}/Participants/${call}.json`;
  const pair = Buffer.from(`${server.username}:${server.password}`).toString("base64");
  const headers = { Authorization: `Basic ${pair}`, "Content-Type": "application/x-www-form-urlencoded" };
  await (await fetch(server.base + path, { method: "POST", headers, body: "Muted=true&Mute=true" })).arrayBuffer();
}

/** A value in which nothing differs from run to run. */
function plain(names, value) {
  if (value instanceof Date) {
    const hours = Math.round((Date.now() - value) / 1_800_000) / 2;
    return Number.isNaN(hours) ? "no date" : `${hours < 0 ? "" : "+"}${hours} h`;
  }
  if (typeof value === "string") {
    const named = [...names].reduce((text, [sid, name]) => text.replaceAll(sid, name), value);
    return named.replaceAll(/https?:\/\/[^/]*\//g, "/");
  }
  if (Array.isArray(value)) return value.map((each) => plain(names, each));
  if (value && typeof value === "object" && "callSidToCoach" in value) {
    return Object.fromEntries(FIELDS.map((field) => [field, plain(names, value[camel(field)]) ?? null]));
  }
  return value ?? null;
}

/** What an exception lets its reader know. */
function raised(names, error) {
  const told = { kind: error.constructor.name };
  if (error.name === "Endless") return { kind: "Endless", message: "the pages never end" };
  if ("status" in error) Object.assign(told, { status: error.status, code: error.code ?? null });
  if ("status" in error || told.kind === "Error") told.message = plain(names, error.message) ?? null;
  return told;
}

const callSids = (list) => list.map((it) => it.callSid);

const STEPS = {
  list: {
    "whole list": ({ participants }) => participants.list(),
    "list by pages": ({ participants }) => participants.list({ pageSize: 2 }),
    "list with a filter": async (at) => {
      await mute(at, at.calls[2]);
      return callSids(await at.participants.list({ muted: false, pageSize: 2 }));
    },
    "list in large pages": async ({ participants }) => callSids(await participants.list({ pageSize: 1000 })),
    "list back and forth": async ({ participants }) => {
      const second = await (await participants.page({ pageSize: 2 })).nextPage();
      const first = await second.previousPage();
      return [callSids(second.instances), callSids(first.instances)];
    },
    // What this client lists knows no call of its own to act on, so its user takes the SID from it.
    "act on a listed one": async ({ participants }) =>
      participants((await participants.list())[0].callSid).update({ muted: true }),
  },
  fetch: {
    fetch: ({ participants, calls }) => participants(calls[0]).fetch(),
    "fetch by label": ({ participants, label }) => participants(label).fetch(),
    "fetch nobody": ({ participants }) => participants(NOBODY).fetch(),
    "fetch with a wrong password": ({ server, sid, calls }) =>
      client(server, server.username, "wrong").conferences(sid).participants(calls[0]).fetch(),
  },
  update: {
    update: ({ participants, calls }) => participants(calls[0]).update({ muted: true, hold: true }),
    "update and look": async ({ participants, calls }) => {
      await participants(calls[0]).update({ muted: true });
      await participants(calls[0]).update({ hold: true });
      return participants(calls[0]).fetch();
    },
    "update by label": ({ participants, label }) => participants(label).update({ muted: true }),
    "update to coach": ({ participants, calls }) =>
      participants(calls[0]).update({ coaching: true, callSidToCoach: calls[1] }),
    "update to silence": ({ participants, calls }) => participants(calls[0]).update({ waitUrl: "" }),
    "update with a wrong method": ({ participants, calls }) =>
      participants(calls[0]).update({ holdUrl: "https://example.com/", holdMethod: "PATCH" }),
    "update nobody": ({ participants }) => participants(NOBODY).update({ muted: true }),
  },
  delete: {
    remove: ({ participants, calls }) => participants(calls[0]).remove(),
    "remove by label": ({ participants, label }) => participants(label).remove(),
    "fetch who was removed": async ({ participants, calls }) => {
      await participants(calls[0]).remove();
      return participants(calls[0]).fetch();
    },
    "remove again": async ({ participants, calls }) => {
      await participants(calls[0]).remove();
      return participants(calls[0]).remove();
    },
  },
};

// A server that does not answer ends the run.
setTimeout(() => {
  console.error(`the servers did not answer within ${WHOLE_RUN_MILLISECONDS} ms`);
  process.exit(1);
}, WHOLE_RUN_MILLISECONDS).unref();

for (const [name, server] of Object.entries(JSON.parse(process.env.ROLLCALL_SERVERS))) {
  for (const [operation, steps] of Object.entries(STEPS)) {
    for (const [step, take] of Object.entries(steps)) {
      const at = await stand(server);
      let saw;
      try {
        saw = { returned: plain(at.names, await take(at)) };
      } catch (error) {
        saw = { raised: raised(at.names, error) };
      }
      console.log(JSON.stringify({ server: name, operation, step, ...saw }));
    }
  }
}
