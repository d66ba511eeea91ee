"""What a person asks of a running mock, from the shell. Each file has the commands of one subject."""

import importlib
import pkgutil

import click

COMMANDS: tuple[click.Command, ...] = tuple(
    command
    for module in pkgutil.iter_modules(__path__)
    if module.name not in {"running_mock", "demo_client"}
    for command in importlib.import_module(f"{__name__}.{module.name}").COMMANDS
)
"""All of them."""
