"""The version of mockkf."""

UNKNOWN = "0"
"""The version of a copy that was not installed."""


def own_version() -> str:
    """Return the installed version of mockkf.

    >>> own_version().count(".")
    2
    """
    from importlib.metadata import PackageNotFoundError, version  # a start does not need it

    try:
        return version("mockkf")
    except PackageNotFoundError:
        return UNKNOWN
