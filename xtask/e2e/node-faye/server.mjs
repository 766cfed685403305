// Faye's server tells our own client a thousand messages.
//
// Faye has no acknowledgements: what is on its way when a connection goes is lost, by nobody's fault but the protocol's. So
// connections are cut when nothing is under way, and what is guaranteed is by Faye that the session and its subscription
// stand, and by the client that it comes back to the same session and takes everything once and in order.
// - Over long-polling Faye does not notice that the connection of a held connect is gone, and would answer on it; so the next
//   block is published when the client's next connect has come.
// - Over WebSocket it does notice; so the next block is published while the client is away, and waits for it.
//
// ROLLCALL_MODULES names the folder that npm installed into; see ../thousand.mjs for the rest.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";

import { CHANNEL, PATH, main } from "../thousand.mjs";

const PACKAGE = "faye";
const modules = process.env.ROLLCALL_MODULES;
const { NodeAdapter } = createRequire(`${modules}/package.json`)(PACKAGE);

const { version } = JSON.parse(readFileSync(`${modules}/node_modules/${PACKAGE}/package.json`));
console.log(`${PACKAGE} ${version}`);

const faye = new NodeAdapter({ mount: PATH, timeout: 45 });
// The server publishes through a client of its own, which shakes hands at its first publication and puts that one last.
const publisher = faye.getClient();
await publisher.publish("/ready", {});
const sessions = new Set();
faye.bind("handshake", (id) => sessions.add(id));
faye.bind("disconnect", (id) => sessions.delete(id));

/** The connect that came last, and whether it is answered. */
let latest = { id: "", isAnswered: true };
let changed = () => {};
/** Waits until a connect is held that is not the one that is given; gives the one that is. */
const held = async (other) => {
  while (latest.isAnswered || latest.id === other) {
    await new Promise((resolve) => (changed = resolve));
  }
  return latest.id;
};
const isConnect = (message) => message.channel === "/meta/connect";
faye.addExtension({
  incoming(message, callback) {
    if (isConnect(message)) {
      latest = { id: message.clientId + message.id, isAnswered: false };
    }
    callback(message);
    changed();
  },
  outgoing(message, callback) {
    if (isConnect(message) && message.clientId + message.id === latest.id) {
      latest.isAnswered = true;
    }
    callback(message);
  },
});

const http = createServer();
faye.attach(http);
http.listen(0, "127.0.0.1");
await once(http, "listening");

const publish = (data) => publisher.publish(CHANNEL, data);
const way = { port: http.address().port, sessions: () => sessions.size, publish };

await main([
  {
    ...way,
    carrier: "long-polling",
    async spoil(proxy) {
      const before = await held();
      assert.ok(proxy.cut() > 0, "there was a connection to cut");
      await held(before);
    },
  },
  {
    ...way,
    carrier: "websocket",
    async spoil(proxy) {
      await held();
      const gone = new Promise((resolve) => faye.bind("connection:close", resolve));
      assert.ok(proxy.cut() > 0, "there was a connection to cut");
      await gone;
    },
  },
]);
