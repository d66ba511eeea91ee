"""`python -m mockkf`: the command line."""

from mockkf.cli import main

if __name__ == "__main__":
    main()
