"""The errors of the command line, in its own words: one line on stderr, and status 2."""

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, TextIO, cast

import click

from mockkf.cli.output import say
from mockkf.cli.switches import switch
from mockkf.errors import ConfigurationError, PortUnavailable

EXTRA = re.compile(r"Got unexpected extra arguments? \((.*)\)$")
"""How click says that a command has too many arguments."""


class Mistake(click.ClickException):
    """A mistake of the user: `mockkf: ` and a sentence that says what is wrong and what to do."""

    exit_code = 2

    def show(self, file: "TextIO | Any" = None) -> None:
        """Print the sentence on stderr."""
        del file
        say(self.message, err=True, head="mockkf:", colour="red")


@contextlib.contextmanager
def explained() -> Iterator[None]:
    """Raise the errors of mockkf and of click in this block as `Mistake`."""
    try:
        yield
    except ConfigurationError as error:
        raise Mistake(_of_option(error)) from error
    except click.UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # click 8.2 and later; it shows the help
            raise
        raise Mistake(_in_words(error)) from error


def _of_option(error: ConfigurationError) -> str:
    if not error.option:
        return str(error)
    name = switch(error.option)
    if isinstance(error, PortUnavailable) and error.is_in_use:
        taken = f"port {error.port} of {error.host} is in use{error.taken}"
        return f"{name}: {taken}; stop it, or use {name} 0 for a free port"
    return f"{name}: {error}"


def _in_words(error: click.UsageError) -> str:
    words = next((words for kind, words in WORDS.items() if isinstance(error, kind)), _other)
    return words(error)


def _no_such_option(error: click.UsageError) -> str:
    option = cast("click.NoSuchOption", error).option_name
    known = [name for one in error.ctx.command.get_params(error.ctx) for name in one.opts] if error.ctx else []
    near = get_close_matches(option, [name for name in known if name.startswith("-")], 1)
    return f"no option '{option}'; " + (f"did you mean '{near[0]}'?" if near else f"{_help(error)} lists the options")


def _missing(error: click.UsageError) -> str:
    wanted = cast("click.MissingParameter", error).param
    name = named(wanted, error.ctx) if wanted else "a value"
    variable = getattr(wanted, "envvar", None)
    return f"{name} is missing; {f'set it or {variable}' if variable else f'usage: {_usage(error)}'}"


def _bad_value(error: click.UsageError) -> str:
    wrong = cast("click.BadParameter", error)
    return f"{named(wrong.param, wrong.ctx)}: {_sentence(wrong.message)}" if wrong.param else _sentence(wrong.message)


def _of_value(error: click.UsageError) -> str:
    option = cast("click.BadOptionUsage", error).option_name
    return f"{option} {'needs a value' if 'requires' in error.message else 'takes no value'}"


def _other(error: click.UsageError) -> str:
    extra = EXTRA.match(error.message)
    if extra:
        return f"unexpected argument {extra[1]!r}; usage: {_usage(error)}"
    usage = f"; usage: {_usage(error)}" if error.ctx else ""
    return f"{_sentence(error.message)}{usage}"


WORDS: Mapping[type[click.UsageError], Callable[[click.UsageError], str]] = {
    click.NoSuchOption: _no_such_option,
    click.MissingParameter: _missing,
    click.BadParameter: _bad_value,
    click.BadOptionUsage: _of_value,
}
"""The words for each kind of click's usage errors; `MissingParameter` stands before `BadParameter`, its base."""


def named(param: click.Parameter, ctx: click.Context | None) -> str:
    """Return the name of an option or argument as the user writes it: `--timeout`, `ID`."""
    from click.core import ParameterSource

    if isinstance(param, click.Argument):
        return (param.metavar or (param.name or "").upper()).strip("[]. ")
    source = ctx.get_parameter_source(param.name) if ctx and param.name else None
    if source is ParameterSource.ENVIRONMENT and param.envvar:
        return str(param.envvar)
    return max(param.opts, key=len)


def _sentence(said: str) -> str:
    return f"{said[:1].lower()}{said[1:]}".rstrip(".")


def _usage(error: click.UsageError) -> str:
    return " ".join(error.ctx.get_usage().removeprefix("Usage: ").split()) if error.ctx else "mockkf --help"


def _help(error: click.UsageError) -> str:
    return f"`{error.ctx.command_path if error.ctx else 'mockkf'} --help`"
