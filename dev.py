#!/usr/bin/env python3
"""Set podfeed up and try it, on a machine with Python alone.

    python3 dev.py example    render the example show
    python3 dev.py test       run the tests; further arguments go to pytest

Both make a virtual environment in .venv first, and install what they need there. Written so that an old
Python, too, gets as far as the sentence that tells what is wrong.
"""

from __future__ import print_function

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
SCRIPTS = os.path.join(VENV, "Scripts" if os.name == "nt" else "bin")
PYTHON = os.path.join(SCRIPTS, "python.exe" if os.name == "nt" else "python")
EXAMPLE = os.path.join("examples", "pipeline")


def fail(sentence):
    """Say what is wrong and stop."""
    print(sentence, file=sys.stderr)
    sys.exit(1)


def check_machine():
    """Stop where podfeed cannot be set up, with one sentence."""
    if sys.version_info < (3, 11):
        fail("podfeed needs Python 3.11 or newer, and this is Python %d.%d." % sys.version_info[:2])
    try:
        import ensurepip  # noqa: F401, PLC0415
        import venv  # noqa: F401, PLC0415
    except ImportError:
        fail("This Python has no venv module; on Debian and Ubuntu: apt install python3-venv")


def stamp():
    """Return what an installation depends on."""
    with open(os.path.join(HERE, "pyproject.toml"), "rb") as file:
        return file.read() + sys.version.encode()


def install(extras):
    """Make the environment and install podfeed with its extras, unless that was done before."""
    mark = os.path.join(VENV, "podfeed-%s.stamp" % (extras or "plain"))
    if os.path.exists(mark) and open(mark, "rb").read() == stamp():
        return
    if not os.path.exists(PYTHON):
        run([sys.executable, "-m", "venv", VENV])
    target = ".[%s]" % extras if extras else "."
    run([PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-e", target])
    # As pip does with what it copies: where Python may write no bytecode, each start would compile all.
    run([PYTHON, "-m", "compileall", "-q", "src"])
    with open(mark, "wb") as file:
        file.write(stamp())


def run(command):
    """Run a command here; its failure is this one's."""
    code = subprocess.call(command, cwd=HERE)
    if code:
        sys.exit(code)


def main(arguments):
    """Do what the first argument says."""
    check_machine()
    if arguments[:1] == ["example"]:
        install("")
        run([PYTHON, "-m", "podfeed", "render", os.path.join(EXAMPLE, "content")])
        print("The feed is %s" % os.path.join(EXAMPLE, "feed.xml"))
    elif arguments[:1] == ["test"]:
        install("dev,rst")
        run([PYTHON, "-m", "pytest"] + arguments[1:])
    else:
        print(__doc__.strip(), file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main(sys.argv[1:])
