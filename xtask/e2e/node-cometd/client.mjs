// The CometD project's client for Node hears from the reference server what becomes of a conference.
//
// ROLLCALL_MOCK holds the line that `rollcall mock` printed, ROLLCALL_MODULES the folder that npm installed into.
// What the client is told is asserted, by long-polling and over WebSocket.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const modules = `${process.env.ROLLCALL_MODULES}/node_modules`;
const load = (file) => import(pathToFileURL(`${modules}/${file}`));
const { adapt } = await load("cometd-nodejs-client/cometd-nodejs-client.js");
const { CometD } = await load("cometd/cometd.js");
const mock = JSON.parse(process.env.ROLLCALL_MOCK);
const MILLISECONDS = 10_000;
const WHOLE_RUN_MILLISECONDS = 60_000;

const post = (url, body, headers = {}) =>
  fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(MILLISECONDS),
  });

/** A fresh conference from the server's own provider: the id of the call, and the numbers of the others in order. */
async function fixture(participants) {
  const response = await post(mock.fixtures, { version: 1, api: "genesys", conferences: [{ participants }] });
  assert.equal(response.ok, true, `the provider answers ${response.status}`);
  const [conference] = (await response.json()).conferences;
  return [conference.parameters.id, conference.participants.map((it) => it.participant)];
}

/** An HTTP session: Basic at first, then the cookie and the token. */
async function logIn() {
  const basic = `Basic ${Buffer.from(`${mock.username}:${mock.password}`, "latin1").toString("base64")}`;
  const response = await fetch(`${mock.base}/api/v2/me`, { headers: { Authorization: basic } });
  assert.equal((await response.json()).statusCode, 0);
  const cookie = response.headers.getSetCookie().map((it) => it.split(";")[0]).join("; ");
  assert.match(cookie, /JSESSIONID=./);
  const field = response.headers.get("X-CSRF-HEADER");
  return { Cookie: cookie, [field]: response.headers.get(field) };
}

/** The client, with promises for callbacks; `session` is what each of its requests brings. */
function client(type, session) {
  adapt();
  const Plain = globalThis.window.WebSocket;
  // In a browser the cookies would go with the upgrade by themselves.
  globalThis.window.WebSocket = class extends Plain {
    constructor(url, protocols) {
      super(url, protocols, { headers: session });
    }
  };
  const cometd = new CometD();
  for (const other of cometd.getTransportTypes().filter((it) => it !== type)) {
    cometd.unregisterTransport(other);
  }
  cometd.configure({ url: `${mock.base.replace("127.0.0.1", "localhost")}/api/v2/notifications`, requestHeaders: session, logLevel: "warn" });
  const done = (begin) =>
    new Promise((resolve, reject) =>
      begin((reply) => (reply.successful ? resolve(reply) : reject(new Error(JSON.stringify(reply))))),
    );
  return {
    handshake: () => done((told) => cometd.handshake(told)),
    async subscribe(channel, hear) {
      let subscription;
      await done((told) => (subscription = cometd.subscribe(channel, hear, told)));
      return subscription;
    },
    unsubscribe: (subscription) => done((told) => cometd.unsubscribe(subscription, told)),
    disconnect: () => done((told) => cometd.disconnect(told)),
    type: () => cometd.getTransport().type,
  };
}

/** What is told of one call, in order. */
class Told {
  #events = [];
  #wake = () => {};

  constructor(call) {
    this.hear = (message) => {
      if (message.data?.call?.id === call) {
        assert.equal(message.channel, "/v2/me/calls");
        this.#events.push(message.data);
        this.#wake();
      }
    };
  }

  async next() {
    const late = AbortSignal.timeout(MILLISECONDS);
    while (this.#events.length === 0) {
      const woken = new Promise((resolve) => (this.#wake = resolve));
      await Promise.race([
        woken,
        once(late, "abort").then(() => assert.fail("nothing is told")),
      ]);
    }
    return this.#events.shift();
  }
}

async function hearsOfAConference(type) {
  const session = await logIn();
  const me = client(type, session);
  await me.handshake();
  const [call, numbers] = await fixture(3);
  const told = new Told(call);
  const subscription = await me.subscribe("/v2/me/*", told.hear);
  assert.equal(me.type(), type);
  const operate = async (operationName, more = {}) => {
    const response = await post(`${mock.base}/api/v2/me/calls/${call}`, { operationName, ...more }, session);
    assert.deepEqual([response.status, await response.json()], [200, { statusCode: 0 }]);
  };

  await operate("RemoveParticipantFromConference", { participant: numbers[0] });
  const removal = await told.next();
  assert.equal(removal.messageType, "CallStateChangeMessage");
  assert.equal(removal.notificationType, "ParticipantsUpdated");
  const left = removal.call.participants.map((it) => it.phoneNumber ?? it).sort();
  assert.deepEqual(left, numbers.slice(1).sort(), "those who are left, and nobody else");

  await operate("Hold");
  const held = await told.next();
  assert.deepEqual([held.notificationType, held.call.state], ["StatusChange", "Held"], "each thing is told once");

  await me.unsubscribe(subscription);
  await operate("Retrieve");
  const again = new Told(call);
  await me.subscribe("/v2/me/calls", again.hear);
  await operate("ClearCall");
  const end = await again.next();
  assert.deepEqual([end.notificationType, end.call.state], ["StatusChange", "Released"], "nothing of what was not subscribed to");
  await me.disconnect();
}

setTimeout(() => {
  console.error(`  not everything was told within ${WHOLE_RUN_MILLISECONDS} ms`);
  process.exit(1);
}, WHOLE_RUN_MILLISECONDS).unref();

for (const name of ["cometd", "cometd-nodejs-client"]) {
  console.log(`${name} ${JSON.parse(readFileSync(`${modules}/${name}/package.json`)).version}`);
}
for (const type of ["long-polling", "websocket"]) {
  try {
    await hearsOfAConference(type);
  } catch (error) {
    console.error(`  over ${type}: ${error.stack ?? error}`);
    process.exit(1);
  }
  console.log(`  over ${type}: subscribes, removes a participant, hears of it once, holds, unsubscribes, hears of the end, disconnects`);
}
process.exit(0);
