"""Groups of commands: an unknown name is answered with the nearest one, and a help line is never cut."""

from typing import Any

import click

from mockkf.cli.mistakes import explained
from mockkf.config import know

WHOLE = 10_000
"""More characters than the first sentence of any help text has."""


class Group(click.Group):
    """A group of commands."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; raise `ConfigurationError` with the nearest name if there is none."""
        if args and not args[0].startswith("-"):
            know(args[:1], self.list_commands(ctx), "command")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their whole first sentence, wrapped."""
        found = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        rows = [(name, one.get_short_help_str(WHOLE)) for name, one in found.items() if one and not one.hidden]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


class MainGroup(Group):
    """The group of all commands: each error prints one line on stderr and exits with status 2."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Parse the options before the command."""
        with explained():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the chosen command."""
        with explained():
            return super().invoke(ctx)
