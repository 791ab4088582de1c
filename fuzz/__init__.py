"""Fuzzing: targets, their seeds, and `python fuzz/run.py`, which runs them with atheris."""
