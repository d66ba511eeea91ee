"""The error texts of .NET. The provider types run inside Command and return these texts unchanged."""

import re

NO_KEY = "The given key '{name}' was not present in the dictionary."
NOT_JSON = "Unexpected character encountered while parsing value: <. Path '', line 0, position 0."
WHOLE_NUMBER = re.compile(r"\s*[+-]?[0-9]+\s*")


def status(code: int, reason: str) -> str:
    """Return the text for an answer that is not a success.

    >>> status(404, "Not Found")
    'Response status code does not indicate success: 404 (Not Found).'
    """
    return f"Response status code does not indicate success: {code} ({reason})."


def refused(where: str) -> str:
    """Return the text for a refused connection to `where`."""
    return f"No connection could be made because the target machine actively refused it. ({where})"


def timed_out(seconds: int) -> str:
    """Return the text for a missing answer after `seconds`."""
    return f"The request was canceled due to the configured HttpClient.Timeout of {seconds} seconds elapsing."
