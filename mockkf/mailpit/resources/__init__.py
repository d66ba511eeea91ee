"""The resources of Mailpit's and MailHog's APIs: each file is one resource and defines `resource`."""

import importlib
import pkgutil
from collections.abc import Iterator

from mockkf.mailpit.resource import MailpitResource


def find() -> Iterator[MailpitResource]:
    """Yield all resources, in the order of their file names."""
    for module in pkgutil.iter_modules(__path__, f"{__name__}."):
        yield importlib.import_module(module.name).resource


__all__ = ["find"]
