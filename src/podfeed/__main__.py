"""`python -m podfeed` is the command."""

from podfeed.cli import main

if __name__ == "__main__":
    main(prog_name="podfeed")
