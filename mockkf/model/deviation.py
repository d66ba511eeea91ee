"""The deviations: requests that the documents do not allow, but that real clients send."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deviation:
    """Something in a request that the documents do not allow, but that real clients send; `sentence` says what."""

    name: str
    sentence: str


LEVELS = ("off", "warn", "error")


@dataclass(frozen=True)
class KnownDeviation:
    """When a deviation is one, who says so, and how strict mockkf is about it unless told otherwise."""

    when: str
    source: str
    usual: str | None = None


DEVIATIONS: Mapping[str, KnownDeviation] = {
    "requested-with-missing": KnownDeviation(
        "no x-keyfactor-requested-with, which is documented as mandatory", "Web API Common Features, 24.4"
    ),
    "id-missing": KnownDeviation(
        "no Id in PUT v1 or Test v1 on 25.x, which Keyfactor's own Go client cannot send", "seeds 002, 003; Go SDK"
    ),
    "id-other": KnownDeviation("Id is not the profile's Id", "seeds"),
    "unknown-member": KnownDeviation("a member that the table does not list", "seeds"),
    "member-case": KnownDeviation(
        "a member in another letter case than documented", "recorded traffic; Python SDK of 11.x"
    ),
    "form-body": KnownDeviation(
        "a form instead of JSON on PUT v1, as an official Python client sends it", "Python SDK of 10.x"
    ),
    "deprecated-version": KnownDeviation("v1 of an endpoint that has v2, from 25.1 on", "seeds 002, 004"),
    "deprecated-member": KnownDeviation("SenderAddress, which is deprecated, is sent", "seed 000"),
    "provider-as-text": KnownDeviation(
        "Provider as text, as the documents' own examples have it", "seed 002; published OpenAPI"
    ),
    "provider-unknown": KnownDeviation(
        "a secret's Provider is none of the PAM providers there are, when it is stored", "nobody says"
    ),
    "type-undocumented": KnownDeviation(
        "RelayAuthenticationType 1 or 4, which the published interface lists and no document explains",
        "published OpenAPI of 25.x",
        usual="error",
    ),
}
"""All of them, by the names that the option `strict` knows."""
