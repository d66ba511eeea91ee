"""The environment variables of clients: those that lead them to a mock and let them trust it, and those that win.

One table for `MockKeyfactor.environ()`, the fixture `mockkf_env`, `mockkf env` and `mockkf run`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

CA_FILE: Mapping[str, str] = {
    "KEYFACTOR_CA_CERT": "Keyfactor's clients in Go, Terraform and kfutil",
    "KEYFACTOR_AUTH_CA_CERT": "the same, for the token endpoint",
    "KEYFACTOR_CA_CERTIFICATE_PATH": "Keyfactor's SDK for Go before its clients shared one library",
    "REQUESTS_CA_BUNDLE": "requests; wins over CURL_CA_BUNDLE",
    "CURL_CA_BUNDLE": "curl; wins over SSL_CERT_FILE and SSL_CERT_DIR",
    "SSL_CERT_FILE": "OpenSSL, Go on Linux, Python's ssl, httpx, Ruby, .NET on Linux, rustls-native-certs",
    "NODE_EXTRA_CA_CERTS": "Node.js, in addition to its own",
    "DENO_CERT": "Deno, in addition to its own",
}
"""The variables with the path of the CA file, and who reads them."""

UNSET: Mapping[str, str] = {
    "NODE_TLS_REJECT_UNAUTHORIZED": "0 lets Node.js accept every certificate, so that no TLS fault is seen",
    "KEYFACTOR_AUTH_ACCESS_TOKEN": "Keyfactor's clients send it, and request no token",
    "KEYFACTOR_AUTH_CONFIG_FILE": "the host in this file wins over KEYFACTOR_HOSTNAME",
    "KEYFACTOR_AUTH_CONFIG_PROFILE": "it selects a host in the file",
    "KEYFACTOR_AUTH_PROVIDER": "it fetches the file from another system",
}
"""The variables to remove, because they win over those that a mock sets, and the reason."""

SKIP_VERIFY = "KEYFACTOR_SKIP_VERIFY"
"""Whether Keyfactor's clients accept every certificate."""

NO_PROXY = ("NO_PROXY", "no_proxy")
"""The hosts to reach without a proxy. Most clients prefer the name in lower case, some read only one of the two."""

LOCAL = ("127.0.0.1", "localhost", "::1")
"""Hosts that clients reach without a proxy, in addition to the host of the mock."""

JAVA = "JAVA_TOOL_OPTIONS"
"""The options of every Java virtual machine; those of the command line win over them."""

TRUST_STORE_PASSWORD = "changeit"  # noqa: S105 - a trust store has nothing secret
"""The usual password of Java's trust stores."""

STORE_OPTION = re.compile(r"""(?:^|\s+)-Djavax\.net\.ssl\.trustStore\w*=(?:"[^"]*"|'[^']*'|[^\s"'])*""")


@dataclass(frozen=True)
class Winner:
    """A variable that is not changed, because it has other content too.

    It wins over those of a mock if it has `setting`, which `pattern` finds.
    """

    name: str
    setting: str
    pattern: re.Pattern[str]
    reason: str


TRUST_STORE = "javax.net.ssl.trustStore"

WINNERS = (
    *(
        Winner(name, TRUST_STORE, STORE_OPTION, f"{program} prefers this trust store to that of {JAVA}")
        for name, program in (
            ("_JAVA_OPTIONS", "Java"),
            ("JDK_JAVA_OPTIONS", "java"),
            ("MAVEN_OPTS", "Maven"),
            ("GRADLE_OPTS", "Gradle"),
        )
    ),
    Winner(
        "GODEBUG",
        "x509usefallbackroots",
        re.compile("x509usefallbackroots=1"),
        "Go prefers the CAs in the program to SSL_CERT_FILE",
    ),
)
"""The variables to name."""


def client_environment(
    leading: Mapping[str, str], ca_file: str, trust_store: str, host: str, base: Mapping[str, str]
) -> dict[str, str]:
    """Return the variables to set: `leading`, and what lets clients trust the CA and reach `host` without a proxy.

    `base` is the environment so far: exceptions from the proxy and options of Java are added to those in it.
    `trust_store` is the path of a trust store for Java with its usual password.

    >>> client_environment({}, "/ca.pem", "/ca.p12", "kf.test", {"no_proxy": "corp.example"})["NO_PROXY"]
    'corp.example,127.0.0.1,localhost,::1,kf.test'
    """
    return {
        **leading,
        SKIP_VERIFY: "false",  # if it is not set, the file of Keyfactor's clients decides
        **dict.fromkeys(CA_FILE, ca_file),
        JAVA: _java_options(trust_store, base),
        **_exceptions(host, base),
    }


def leading_variables(variables: Mapping[str, str]) -> dict[str, str]:
    """Return those of a mock's variables that lead clients to it, without those for trust, which depend on the client.

    >>> leading_variables({"KEYFACTOR_HOSTNAME": "kf.test:8443", "KEYFACTOR_CA_CERT": "/ca.pem", "NO_PROXY": "kf.test"})
    {'KEYFACTOR_HOSTNAME': 'kf.test:8443'}
    """
    names = (name for name in variables if name.startswith("KEYFACTOR_") and name not in {*CA_FILE, SKIP_VERIFY})
    return {name: str(variables[name]) for name in names}


def child_environment(variables: Mapping[str, str], base: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for a child process: `base` with `variables`, and without those that would win.

    >>> child_environment({"NO_PROXY": "localhost"}, {"NODE_TLS_REJECT_UNAUTHORIZED": "0", "HOME": "/home/me"})
    {'HOME': '/home/me', 'NO_PROXY': 'localhost'}
    """
    return {**{name: value for name, value in base.items() if name not in UNSET}, **variables}


def winners(base: Mapping[str, str]) -> Iterator[str]:
    """Yield a sentence for each variable in `base` that wins over those of a mock and is not removed.

    >>> [*winners({"GODEBUG": "netdns=go,x509usefallbackroots=1"})]
    ['GODEBUG wins with x509usefallbackroots: Go prefers the CAs in the program to SSL_CERT_FILE']
    """
    for winner in WINNERS:
        if winner.pattern.search(base.get(winner.name, "")):
            yield f"{winner.name} wins with {winner.setting}: {winner.reason}"


def _java_options(trust_store: str, base: Mapping[str, str]) -> str:
    path = f'"{trust_store}"' if re.search(r"\s", trust_store) else trust_store
    store = {"": path, "Type": "PKCS12", "Password": TRUST_STORE_PASSWORD}
    own = [f"-Djavax.net.ssl.trustStore{name}={value}" for name, value in store.items()]
    kept = STORE_OPTION.sub("", base.get(JAVA, "")).strip()
    return " ".join(filter(None, (kept, *own)))


def _exceptions(host: str, base: Mapping[str, str]) -> dict[str, str]:
    """Return both variables; each keeps its value, or gets that of the other one."""
    upper, lower = (base.get(name, "").strip() for name in NO_PROXY)
    kept = zip(NO_PROXY, (upper or lower, lower or upper), strict=True)
    return {name: _with_exceptions(own, host) for name, own in kept}


def _with_exceptions(kept: str, host: str) -> str:
    if kept == "*":  # no proxy at all; curl knows it only alone
        return kept
    return ",".join(dict.fromkeys((*_parts(kept.split(",")), *LOCAL, host)))


def _parts(words: Iterable[str]) -> Iterator[str]:
    return filter(None, map(str.strip, words))
