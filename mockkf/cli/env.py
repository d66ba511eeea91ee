"""`mockkf env`: the environment variables for clients of a running mock."""

from pathlib import Path

import click

from mockkf.cli.output import say
from mockkf.cli.ready_file import environ, exports


@click.command()
@click.option(
    "--ready-file",
    envvar="MOCKKF_READY_FILE",
    type=click.Path(path_type=Path),
    metavar="FILE",
    required=True,
    help="The ready file of the running mock.",
)
def env(ready_file: Path) -> None:
    """Print the environment variables for clients.

    In a shell: eval "$(mockkf env --ready-file FILE)"
    """
    for line in exports(environ(ready_file)):
        say(line)


COMMANDS = (env,)
