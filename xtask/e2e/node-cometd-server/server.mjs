// The CometD project's server for Node tells our own client a thousand messages.
//
// The server offers the acknowledge extension: what was not acknowledged is told again in order. So connections are cut while
// messages are under way, and answers are lost before the client has them; the server guarantees that nothing is lost, the
// client that nothing is taken twice. It has no WebSocket.
//
// ROLLCALL_MODULES names the folder that npm installed into; see ../thousand.mjs for the rest.

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";

import { CHANNEL, main } from "../thousand.mjs";

const PACKAGE = "cometd-nodejs-server";
const modules = process.env.ROLLCALL_MODULES;
const require = createRequire(`${modules}/package.json`);
const { createCometDServer } = require(PACKAGE);
const { AcknowledgedMessagesExtension } = require(`${PACKAGE}/ack-extension.js`);

const { version } = JSON.parse(readFileSync(`${modules}/node_modules/${PACKAGE}/package.json`));
console.log(`${PACKAGE} ${version}, with its acknowledge extension`);

const cometd = createCometDServer();
cometd.addExtension(new AcknowledgedMessagesExtension());
const sessions = new Set();
const channel = cometd.createServerChannel(CHANNEL);
channel.addListener("subscribed", (_, session) => {
  sessions.add(session.id);
  session.addListener("removed", () => sessions.delete(session.id));
});
const http = createServer(cometd.handle);
http.listen(0, "127.0.0.1");
await once(http, "listening");

await main([
  {
    carrier: "long-polling",
    port: http.address().port,
    sessions: () => sessions.size,
    publish: (data) => channel.publish(null, data),
    // By turns: everything is cut in the middle of a block, or the next answer with messages is lost.
    spoil: (proxy, block) => (block % 2 ? () => proxy.cut() : proxy.loseNextAnswer()),
  },
]);
