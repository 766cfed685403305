// Has `rollcall listen` hear a thousand messages from a foreign server, with its TCP connections cut in between.
//
// ROLLCALL_PROGRAM names the program; ROLLCALL_FAULT may name what the server does wrong on purpose, which must be noticed.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { createInterface } from "node:readline";

export const CHANNEL = "/v2/me/calls";
export const PATH = "/api/v2/notifications";
const MESSAGES = 1000;
const BLOCK = 100;
const WHOLE_RUN_MILLISECONDS = 60_000;

/** A way to a server on which connections can be cut. */
export async function startProxy(port) {
  const pairs = new Set();
  let losing = false;
  const proxy = net.createServer((client) => {
    const server = net.connect(port, "127.0.0.1");
    const pair = { client, server };
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on("error", end).on("close", end);
    }
    client.on("data", (bytes) => server.write(bytes));
    server.on("data", (bytes) => {
      if (losing && bytes.includes(`"${CHANNEL}"`)) {
        losing = false;
        end();
      } else {
        client.write(bytes);
      }
    });
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  return {
    port: proxy.address().port,
    /** Cuts every connection at once; gives how many there were. */
    cut() {
      const all = [...pairs];
      for (const { client, server } of all) {
        client.destroy();
        server.destroy();
      }
      return all.length;
    },
    /** Cuts the connection on which the server next says something of the channel, before the client has it. */
    loseNextAnswer() {
      losing = true;
    },
    hasLost: () => !losing,
    close: () => proxy.close(),
  };
}

/** `rollcall listen`, and the numbers that it has heard: each must be the next one. */
async function startListening(carrier, port) {
  const target = `http://localhost:${port}`;
  const args = ["listen", "--target", target, "--path", PATH, "--channel", CHANNEL, "--carrier", carrier];
  // Nobody asks for credentials here.
  const env = { ...process.env, ROLLCALL_USERNAME: "nobody", ROLLCALL_PASSWORD: "nothing" };
  const child = spawn(process.env.ROLLCALL_PROGRAM, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  // However this program ends, the other one ends with it.
  process.on("exit", () => child.kill("SIGKILL"));
  const state = { count: 0, renewed: 0, error: null };
  let wake = () => {};
  const changed = () => new Promise((resolve) => (wake = resolve));
  let isReady = false;
  createInterface({ input: child.stdout }).on("line", (line) => {
    const told = JSON.parse(line);
    if (told.listening) {
      isReady = true;
    } else if (told.data.number === state.count) {
      state.count += 1;
      state.renewed += told.renewed ? 1 : 0;
    } else {
      state.error ??= new Error(`heard ${told.data.number}, expected ${state.count}`);
    }
    wake();
  });
  child.on("exit", (code) => {
    state.error ??= new Error(`rollcall listen has ended with ${code}`);
    wake();
  });
  const until = async (holds) => {
    while (!state.error && !holds()) {
      await changed();
    }
    if (state.error) {
      throw state.error;
    }
  };
  await until(() => isReady);
  return {
    state,
    heard: (count) => until(() => state.count >= count),
    async close() {
      child.removeAllListeners("exit");
      child.kill("SIGINT");
      const [code] = await once(child, "exit");
      assert.equal(code, 0, "rollcall listen ends well");
    },
  };
}

/**
 * Publishes a thousand numbers in ten blocks. `spoil` is called before each block and may return what is to be done in the
 * middle of it.
 */
export async function thousand({ carrier, port, publish, spoil, sessions }) {
  const fault = process.env.ROLLCALL_FAULT;
  const timer = setTimeout(() => {
    console.error(`  over ${carrier} not every message came within ${WHOLE_RUN_MILLISECONDS} ms`);
    process.exit(1);
  }, WHOLE_RUN_MILLISECONDS);
  const proxy = await startProxy(port);
  const client = await startListening(carrier, proxy.port);
  let cuts = 0;
  for (let number = 0; number < MESSAGES; ) {
    const inTheMiddle = number > 0 ? await spoil(proxy, number / BLOCK) : undefined;
    cuts += number > 0 ? 1 : 0;
    for (const end = number + BLOCK; number < end; number += 1) {
      if (number === end - BLOCK / 2) {
        inTheMiddle?.();
      }
      if (!(fault === "loses-one" && number === 550)) {
        publish({ number, call: { id: "A" } });
      }
      if (fault === "tells-twice" && number === 550) {
        publish({ number, call: { id: "A" } });
      }
    }
    await client.heard(number);
  }
  assert.ok(proxy.hasLost(), "an answer was to be lost, and was not");
  assert.ok(client.state.renewed >= cuts, `${client.state.renewed} of ${cuts} cuts were noticed`);
  assert.equal(sessions(), 1, "the session was kept");
  await client.close();
  assert.equal(sessions(), 0, "the session was ended");
  proxy.close();
  clearTimeout(timer);
  console.log(`  over ${carrier}: ${MESSAGES} messages, each once and in order; connections cut ${cuts} times`);
}

/** Runs one way after the other; what is thrown ends the program. */
export async function main(ways) {
  try {
    for (const way of ways) {
      await thousand(way);
    }
    process.exit(0);
  } catch (error) {
    console.error(`  ${error.stack ?? error}`);
    process.exit(1);
  }
}
