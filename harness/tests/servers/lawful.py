#!/usr/bin/env python3
"""A lawful server of SignalWire's conference participants, written by hand from the API's documentation.

It shares nothing with the reference server: another language, the standard library alone, and another reading. The checks
must let it pass, in each of its lawful variations (see --help); with --fault they must not.

It prints one line of JSON, {"base", "fixtures", "username", "password", "account"}, and serves until it is ended.
"""

import json
import sys

# Nothing is left behind beside the sources.
sys.dont_write_bytecode = True

from parts import handler, options  # noqa: E402
from parts.faults import FAULTS  # noqa: E402
from parts.operations import BASES  # noqa: E402
from parts.world import World  # noqa: E402


def main():
    chosen = options.read()
    if chosen.list_faults:
        print("\n".join(FAULTS))
        return
    world = World(chosen)
    server = handler.server(world)
    world.origin = f"http://127.0.0.1:{server.server_address[1]}"
    line = {
        "base": world.origin + BASES[0],
        "fixtures": world.origin + handler.FIXTURES,
        "username": world.account,
        "password": world.password,
        "account": world.account,
    }
    print(json.dumps(line), flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
