"""Renders pages: the template of a screen inside the shell that all screens share."""

import hashlib
from importlib import resources
from typing import Any

from flask import Flask, render_template

from mockkf.inbox.context import current_context, current_mock, root
from mockkf.inbox.models.listing import query_of
from mockkf.inbox.models.shell import shell
from mockkf.inbox.models.times import clock_time

STATIC = resources.files("mockkf.inbox") / "static"


def prepare(app: Flask) -> None:
    """Add to the templates what every page needs: addresses, and the times of arrival in words."""
    version = hashlib.sha256(b"".join(asset.read_bytes() for asset in sorted_assets())).hexdigest()[:12]
    app.jinja_env.globals |= {"asset": lambda name: f"{root()}/inbox/static/{name}?v={version}", "query_of": query_of}
    app.jinja_env.filters["clock_time"] = clock_time


def sorted_assets() -> list[Any]:
    """Return the files that browsers load, in the order of their names."""
    return sorted((file for file in STATIC.iterdir() if file.name.endswith((".css", ".js", ".svg"))), key=str)


def page(template: str, *, at: str, title: str = "", **values: Any) -> str:
    """Return a screen as HTML; `at` is the entry of the navigation that it belongs to."""
    mock, mocks = current_mock(), current_context().mocks()
    return render_template(
        template, root=root(), shell=shell(mock, mocks, root(), at), title=title, **{"notice": None, **values}
    )


def bare(template: str, **values: Any) -> str:
    """Return a page without the shell, which shows nothing of a mock."""
    return render_template(template, root=root(), **values)


def error_page(status: int, sentence: str) -> tuple[str, int]:
    """Return the page of an error."""
    return bare("error.html", status=status, sentence=sentence), status
