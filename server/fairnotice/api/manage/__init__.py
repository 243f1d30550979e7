"""The maintainers' half: everything that the console can do, for programs with a token."""
