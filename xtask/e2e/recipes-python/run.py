"""The recipes of `harness/recipes/` and the composite action are read, and run: against a lawful server and a faulty one."""

import shutil
import sys

# Nothing is left behind beside the sources.
sys.dont_write_bytecode = True

import container  # noqa: E402
import github  # noqa: E402
import gitlab  # noqa: E402
import jenkins  # noqa: E402
import lint  # noqa: E402
import provider  # noqa: E402
from stage import FOLDER, PROGRAM, fresh  # noqa: E402

PARTS = {"lint": lint, "github": github, "gitlab": gitlab, "jenkins": jenkins, "container": container, "provider": provider}


def main():
    fresh("home")
    # On the PATH by its name, as a runner has it.
    shutil.copy(PROGRAM, fresh("bin") / "rollcall")
    for name in sys.argv[1:] or PARTS:
        PARTS[name].main()
    # What the runners keep for themselves is large, and of no use to anybody.
    for name in ("home", "github/store/cache", "container"):
        shutil.rmtree(FOLDER / name, ignore_errors=True)


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    main()
