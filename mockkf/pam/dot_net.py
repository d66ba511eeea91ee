"""What .NET says when a call fails: the provider types run inside Command and pass its texts on."""

import re

NO_KEY = "The given key '{name}' was not present in the dictionary."
NOT_JSON = "Unexpected character encountered while parsing value: <. Path '', line 0, position 0."
WHOLE_NUMBER = re.compile(r"\s*[+-]?[0-9]+\s*")


def status(code: int, reason: str) -> str:
    """What is said of an answer that is no success.

    >>> status(404, "Not Found")
    'Response status code does not indicate success: 404 (Not Found).'
    """
    return f"Response status code does not indicate success: {code} ({reason})."


def refused(where: str) -> str:
    """What is said when nobody listens at `where`."""
    return f"No connection could be made because the target machine actively refused it. ({where})"


def timed_out(seconds: int) -> str:
    """What is said when no answer came within `seconds`."""
    return f"The request was canceled due to the configured HttpClient.Timeout of {seconds} seconds elapsing."
