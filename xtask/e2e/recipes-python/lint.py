"""The recipes are read by programs that know what may stand in them; each is shown a spoilt one, too."""

from stage import HERE, MODULES, RECIPES, ROOT, TOOLS, environment, fresh, need, run, say

ACTION = ROOT / ".github/actions/rollcall/action.yml"
SCRIPTS = [
    ROOT / ".ci/run",
    ROOT / ".github/actions/rollcall/judge.sh",
    RECIPES / "jenkins.sh",
    *sorted((RECIPES / "providers").glob("*.sh")),
]


def schema(name):
    return (TOOLS / "check-jsonschema", "--builtin-schema", f"vendor.{name}")


# Who reads, what is read, and how it is spoilt: what is put in the place of what.
READERS = [
    (schema("github-workflows"), RECIPES / "github.yml", ("runs-on:", "run-on:")),
    (("node", HERE.parent / "recipes-node/lint.mjs"), RECIPES / "github.yml", ("steps.rollcall.outputs", "steps.rollcal.outputs")),
    (schema("github-actions"), ACTION, ("using: composite", "using: composed")),
    (schema("gitlab-ci"), RECIPES / "gitlab-ci.yml", ("when: always", "when: ever")),
    ((TOOLS / "hadolint",), RECIPES / "Containerfile", ("USER 65532:65532", "RUN sudo true")),
    *(((TOOLS / "shellcheck",), script, ("set -eu", "cd $PWD/x\nset -eu")) for script in SCRIPTS),
]


def main():
    env = environment(ROLLCALL_MODULES=MODULES.parent)
    spoilt = fresh("spoilt")
    for reader, path, (sound, bad) in READERS:
        run(*reader, path, env=env)
        text = path.read_text()
        need(sound in text, f"`{path}` has no `{sound}`, so that it cannot be spoilt")
        copy = spoilt / path.name
        copy.write_text(text.replace(sound, bad, 1))
        run(*reader, copy, env=env, code=1)
    say(f"{len(READERS)} readings of workflow, action, pipeline, container file and scripts; each reader notices a spoilt one")
