"""All that changes between two resets, behind one lock: profile, journal, mail, planned faults, tokens, waiting.

It makes no decisions: it stores, counts, and wakes waiting threads and event loops.
"""

from mockkf.state.bounds import Bounds, DropRecord
from mockkf.state.call_client import WaitingClient, answering, present_client
from mockkf.state.clock import Clock
from mockkf.state.fault_registry import FaultRegistry
from mockkf.state.incidents import Incidents
from mockkf.state.kept_mail import KeptMail
from mockkf.state.mail import Mail, Removal
from mockkf.state.mail_events import MailEvent, MailEvents
from mockkf.state.snapshot import Snapshot
from mockkf.state.state import State

__all__ = [
    "Bounds",
    "Clock",
    "DropRecord",
    "FaultRegistry",
    "Incidents",
    "KeptMail",
    "Mail",
    "MailEvent",
    "MailEvents",
    "Removal",
    "Snapshot",
    "State",
    "WaitingClient",
    "answering",
    "present_client",
]
