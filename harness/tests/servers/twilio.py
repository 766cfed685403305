#!/usr/bin/env python3
"""A lawful server of Twilio's conferences and their participants, written by hand from the API's documentation.

It shares nothing with the reference server: another language, the standard library alone, and another reading. The checks
must let it pass, in each of its lawful variations (see --help); with --fault they must not.

It prints one line of JSON, {"base", "fixtures", "username", "password", "account"}, and serves until it is ended.
"""

import sys

# Nothing is left behind beside the sources.
sys.dont_write_bytecode = True

from parts import program  # noqa: E402
from parts.twilio import world  # noqa: E402

if __name__ == "__main__":
    program.run("A lawful server of Twilio's conferences and their participants.", world)
