"""`python -m mockkf.cli.container`: the entry point of the image, with the words of `mockkf`."""

import os
import sys

from mockkf.cli.container.mailpit_variables import translate
from mockkf.cli.container.rights import drop_root, read_for_later
from mockkf.cli.main import main
from mockkf.cli.serve import ImageStart
from mockkf.errors import ConfigurationError


def start() -> None:
    """Read what only root can, become the user of the image, and run the command line."""
    try:
        found = translate(os.environ, read_for_later)
        drop_root()
    except ConfigurationError as error:
        sys.exit(f"mockkf: {error}")
    for warning in found.warnings:
        print(f"mockkf: warning: {warning}", file=sys.stderr)  # noqa: T201 - the log of the container
    main(prog_name="mockkf", obj=ImageStart(found.defaults, found.lines))


if __name__ == "__main__":
    start()
