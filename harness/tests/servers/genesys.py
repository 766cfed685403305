#!/usr/bin/env python3
"""A lawful server of an agent's calls in Genesys Web Services, written by hand from what is known of the API.

It shares nothing with the reference server: another language, the standard library alone, and another reading. The checks
must let it pass, in each of its lawful variations (see --help); with --fault they must not.

It prints one line of JSON, {"base", "fixtures", "username", "password", "second_username", "second_password"}, of which the
last two are left out by --second none, and serves until it is ended.
"""

import sys

# Nothing is left behind beside the sources.
sys.dont_write_bytecode = True

from parts import program  # noqa: E402
from parts.genesys import world  # noqa: E402

if __name__ == "__main__":
    program.run("A lawful server of an agent's calls in Genesys Web Services.", world)
