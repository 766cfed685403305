"""The script for Jenkins, by a POSIX shell that is traced as Jenkins traces it, in an environment that holds nothing else."""

import xml.etree.ElementTree as tree

from stage import RECIPES, Server, baseline, environment, fresh, hidden, need, relay, run, say, servers, verdict


def step(workspace, variables, code):
    """The step as Jenkins runs it; what the log shows."""
    env = environment(WORKSPACE=workspace, **variables)
    return run("dash", "-xe", RECIPES / "jenkins.sh", cwd=workspace, env=env, code=code)


def main():
    for name, fault, code, word in servers():
        workspace = fresh(f"jenkins-{name}")
        with Server(fault=fault) as server:
            relay(server, workspace)
            known = baseline(workspace / "rollcall-baseline.toml")
            variables = server.credentials() | {"ROLLCALL_TARGET": server["base"], "ROLLCALL_FIXTURES": "./hand-over-conferences.sh"}
            told = step(workspace, variables | {"ROLLCALL_BASELINE": known}, code)
        reports = workspace / "rollcall-reports"
        need(verdict(reports / "report.json") == word, f"a {name} server is not told as {word}")
        failures = tree.parse(reports / "junit.xml").getroot().findall(".//failure")
        need(bool(failures) == (code == 1), f"{len(failures)} failures in the JUnit report of a {name} server")
        need(f"rollcall ended with {code}" in told, "the log does not end with the code")
        hidden(server, workspace, told)
    # The server is gone by now.
    told = step(workspace, variables, 4)
    need(not (reports / "junit.xml").exists(), "a run that could not be made leaves the reports of the one before")
    hidden(server, workspace, told)
    for missing in variables:
        told = step(workspace, {name: value for name, value in variables.items() if name != missing}, 2)
        need(missing in told, f"it is not said that {missing} is missing: {told}")
    say("Jenkins' step: green, red, a server that is gone, and each variable that it misses")
