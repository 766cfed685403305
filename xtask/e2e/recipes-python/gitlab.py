"""The pipeline is executed by gitlab-ci-local, all of its shards and the job that tells the verdict."""

from stage import CASES, MODULES, PROGRAM, RECIPES, Server, baseline, environment, fresh, hidden, need, relay, repository
from stage import run, say, servers, verdict, write


def main():
    # The number of random cases is the only thing that differs from what a user copies.
    text = (RECIPES / "gitlab-ci.yml").read_text()
    short = text.replace('--seed "$ROLLCALL_SEED"', f'--cases {CASES} --seed "$ROLLCALL_SEED"')
    need(short != text, "the recipe has no seed")
    for name, fault, code, word in servers():
        project = fresh(f"gitlab-{name}")
        write(project / ".gitlab-ci.yml", short)
        baseline(project / "rollcall-baseline.toml")
        with Server(fault=fault) as server:
            relay(server, project)
            repository(project)
            variables = server.credentials() | {"ROLLCALL_TARGET": server["base"], "ROLLCALL_BASELINE": "rollcall-baseline.toml"}
            given = [part for variable in variables.items() for part in ("--variable", "=".join(variable))]
            told = run(
                MODULES / ".bin/gitlab-ci-local", "--force-shell-executor", "--home", project / "home", *given,
                cwd=project, code=min(code, 1), env=environment(),
            )
        need(all(f"rollcall: [{number}/3]" in told for number in (1, 2, 3)), f"not all shards ran: {told}")
        need(verdict(project / "rollcall-reports/report.json") == word, f"the whole of a {name} server is not told as {word}")
        need((project / "rollcall-reports/junit.xml").stat().st_size > 1000, "there is no JUnit report")
        for number in (1, 2, 3):
            run(PROGRAM, "verify", project / f"rollcall-shards/{number}/evidence")
        for kept in ("rollcall-shards", "rollcall-reports"):
            hidden(server, project / kept, told)
        say(f"GitLab's pipeline, {name}: 3 shards and their verdict, {word}, reports kept")
