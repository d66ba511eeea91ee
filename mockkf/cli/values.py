"""The values of switches: an error names the switch, help shows the choices, and a shell completes them."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from mockkf.cli.mistakes import named
from mockkf.config import Take, one_of, text, truth

if TYPE_CHECKING:
    ParamType = click.ParamType[Any]
else:  # click 8.1 takes no type arguments
    ParamType = click.ParamType

Choices = Callable[[], Iterable[str]]


class Value(ParamType):
    """A value that `take` checks; the command gets it as the user wrote it.

    `choices` returns the allowed values, if they can be listed; without it they are those of `take`.
    """

    def __init__(self, take: Take = text, name: str = "value", choices: Choices | None = None) -> None:
        self.name = name
        self._take = take
        self._choices = choices or (lambda: choices_of(take))

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return `value`; raise `ConfigurationError` with the name of the switch or argument if `take` refuses it."""
        self._take(named(param, ctx) if param else self.name, value)
        return value

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """Return the choices as `[a|b]`, or the name of the value."""
        del param, ctx
        choices = "|".join(self._choices())
        return f"[{choices}]" if choices else self.name.upper()

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Return the choices that begin with `incomplete`."""
        del ctx, param
        return [CompletionItem(choice) for choice in self._choices() if choice.startswith(incomplete)]


class ListedValue(Value):
    """One of the values that `choices` returns."""

    def __init__(self, choices: Choices) -> None:
        super().__init__(self._one, choices=choices)

    def _one(self, name: str, value: Any) -> str:
        return one_of(*self._choices())(name, value)


class NumberValue(Value):
    """A whole number; the command gets an `int`."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number."""
        return int(super().convert(value, param, ctx))


def choices_of(take: Take) -> tuple[str, ...]:
    """Return the values that `take` accepts, if they can be listed."""
    found: tuple[str, ...] = ("true", "false") if take is truth else getattr(take, "choices", ())
    return found
