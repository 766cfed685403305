"""What either program does: it prints one line of JSON that says where it is, and serves until it is ended."""

import json

from . import handler, options


def run(description, dialect):
    """`dialect` is a module with CHOICES, SWITCHES, FAULTS, BASE and World."""
    chosen = options.read(description, dialect.CHOICES, dialect.SWITCHES, dialect.FAULTS)
    if chosen.list_faults:
        print("\n".join(dialect.FAULTS))
        return
    world = dialect.World(chosen)
    server = handler.server(world)
    world.origin = f"http://127.0.0.1:{server.server_address[1]}"
    username, password = next(iter(world.users.items()))
    line = {
        "base": world.origin + dialect.BASE,
        "fixtures": world.origin + handler.FIXTURES,
        "username": username,
        "password": password,
    }
    line |= world.introduced()
    print(json.dumps(line), flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
