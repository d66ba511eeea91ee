"""CyberArk's Central Credential Provider, used over HTTPS: the error codes of the SDK in JSON, with a status."""

import json
import re
from collections.abc import Mapping
from typing import ClassVar

from mockkf.pam.cyberark_sdk import ERRORS, CyberArkSdk
from mockkf.pam.dot_net import NOT_JSON, refused, timed_out
from mockkf.pam.provider import Address, SecretUnavailable

STATUS = {
    "APPAP004E": "404 (NotFound)",
    "APPAP007E": "400 (BadRequest)",
    "APPAP008E": "403 (Forbidden)",
    "APPAP081E": "400 (BadRequest)",
    "APPAP227E": "400 (BadRequest)",
    "APPAP282E": "500 (InternalServerError)",
    "APPAP306E": "403 (Forbidden)",
    "CASVL010E": "400 (BadRequest)",
}
UNSAFE = re.compile("[+&%;]")
"""The characters with a special meaning in a URL; the extension inserts the values without encoding."""


def _failed(status: str, answer: str) -> str:
    return (
        "Failed to retrieve secret from CyberArk Central Credential Provider. "
        f"Status Code: {status}. Response message: {answer}"
    )


def _answered(code: str, text: str) -> str:
    return _failed(STATUS[code], f'{{{{"ErrorCode":"{code}","ErrorMsg":"{text}"}}}}')


class CyberArkCentral(CyberArkSdk):
    """The Central Credential Provider; it identifies an application by its id and its address."""

    type_name = "CyberArk-CentralCredentialProvider"
    configured_by: ClassVar = {
        "AppId": "Application ID",
        "Host": "CyberArk Host and Port",
        "Site": "CyberArk API Site",
    }
    words: ClassVar = {
        **{failure: _answered(*error) for failure, error in ERRORS.items()},
        "unreachable": refused("{Host}"),  # assumed
        "timeout": timed_out(100),  # assumed
        "malformed_response": NOT_JSON,  # assumed
        "rate_limited": _failed("429 (TooManyRequests)", "Too many requests."),  # assumed
    }
    unsafe: ClassVar[str] = _answered("CASVL010E", "Invalid characters in {name}.")  # assumed

    def check(self, address: Address) -> None:
        """Raise `SecretUnavailable` if a value would break the query string."""
        for name, value in address.items():
            if UNSAFE.search(value):
                raise SecretUnavailable(self.unsafe.format(name=name))

    def say(self, failure: str, address: Address, configured: Mapping[str, str] | None = None) -> str:
        r"""Return the error text of `failure`; values are escaped for JSON: `Root\Mail` as `Root\\Mail`."""
        quoted = {name: json.dumps(value, ensure_ascii=False)[1:-1] for name, value in address.items()}
        return super().say(failure, quoted, configured)
