"""The start of the container image: it drops root's rights, reads Mailpit's variables, and runs the command line.

Nothing else uses it: `mockkf serve` outside of the image knows no variable of Mailpit. `python -m mockkf.cli.container`
is the entry point; this file imports nothing, because not every system has what it needs.
"""
