"""The view that a test has: mailbox, journal, traces, vaults, faults, identity provider, matchers, expectations.

It reads the state and plans faults. It has no server of its own.
"""

from mockkf.testing.dialogue import end_of
from mockkf.testing.expectation import Expectation
from mockkf.testing.faults import Faults, PlannedFault, listed, unfired
from mockkf.testing.har import archive
from mockkf.testing.identity_provider import IdentityProvider
from mockkf.testing.journal import Journal
from mockkf.testing.mailbox import MAIL, Mailbox, is_old
from mockkf.testing.predicates import Criterion, Every, Matcher
from mockkf.testing.reasons import Reason, reasons
from mockkf.testing.traces import Trace, Traces
from mockkf.testing.vaults import Vault, Vaults
from mockkf.testing.verification import unexpected, verify

__all__ = [
    "MAIL",
    "Criterion",
    "Every",
    "Expectation",
    "Faults",
    "IdentityProvider",
    "Journal",
    "Mailbox",
    "Matcher",
    "PlannedFault",
    "Reason",
    "Trace",
    "Traces",
    "Vault",
    "Vaults",
    "archive",
    "end_of",
    "is_old",
    "listed",
    "reasons",
    "unexpected",
    "unfired",
    "verify",
]
