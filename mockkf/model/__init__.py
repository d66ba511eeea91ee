"""The frozen values that all packages share; none of them changes once it is made, and none does any I/O."""

from mockkf.mime import Attachment, Headers
from mockkf.model.accounts import Account, TokenRules, Users
from mockkf.model.call import ApiCall, TokenRequest, TraceStep, counted, on_one_line
from mockkf.model.deviation import DEVIATIONS, LEVELS, Deviation, KnownDeviation
from mockkf.model.fault import Action, Fault
from mockkf.model.host import MailHost
from mockkf.model.message import Connection, Envelope, Login, Message, Target, Tls
from mockkf.model.pam import Entry, Lookup, PamProvider, ProviderSeed, ProviderType, TypeParameter
from mockkf.model.pam_registry import PamRegistry
from mockkf.model.ports import Ports
from mockkf.model.profile import HIDDEN, SECRETS, Profile, Secret, TestMail
from mockkf.model.redaction import MASK
from mockkf.model.refusal import Refusal
from mockkf.model.serialization import (
    call_of,
    call_view,
    content_view,
    message_of,
    message_view,
    refusal_of,
    refusal_view,
)
from mockkf.model.summaries import cut, summary

__all__ = [
    "DEVIATIONS",
    "HIDDEN",
    "LEVELS",
    "MASK",
    "SECRETS",
    "Account",
    "Action",
    "ApiCall",
    "Attachment",
    "Connection",
    "Deviation",
    "Entry",
    "Envelope",
    "Fault",
    "Headers",
    "KnownDeviation",
    "Login",
    "Lookup",
    "MailHost",
    "Message",
    "PamProvider",
    "PamRegistry",
    "Ports",
    "Profile",
    "ProviderSeed",
    "ProviderType",
    "Refusal",
    "Secret",
    "Target",
    "TestMail",
    "Tls",
    "TokenRequest",
    "TokenRules",
    "TraceStep",
    "TypeParameter",
    "Users",
    "call_of",
    "call_view",
    "content_view",
    "counted",
    "cut",
    "message_of",
    "message_view",
    "on_one_line",
    "refusal_of",
    "refusal_view",
    "summary",
]
