"""The frozen values that all packages share. They never change, and they do no I/O."""

from mockkf.mime import Address, Attachment, Headers, MailContent
from mockkf.model.accounts import Account, TokenRules, Users
from mockkf.model.call import ApiCall, OpenCall, TokenRequest, TraceStep
from mockkf.model.client_environment import (
    TRUST_STORE_PASSWORD,
    UNSET,
    child_environment,
    client_environment,
    leading_variables,
    winners,
)
from mockkf.model.deviation import DEVIATIONS, LEVELS, Deviation, KnownDeviation
from mockkf.model.envelope import NO_DSN, Dsn, Envelope, RecipientDsn
from mockkf.model.failed_connection import ConnectionFailure, FailedConnection
from mockkf.model.fault import Action, Fault
from mockkf.model.host import LONGEST_HOST, MailHost
from mockkf.model.marks import Marks
from mockkf.model.message import Connection, Login, Message, Target, Tls
from mockkf.model.message_uid import MessageUid, random_mock_id
from mockkf.model.own_version import own_version
from mockkf.model.pam import Entry, Lookup, PamProvider, ProviderSeed, ProviderType, TypeParameter
from mockkf.model.pam_registry import PamRegistry, listed_providers, unknown_provider
from mockkf.model.ports import Ports
from mockkf.model.profile import HIDDEN, SECRETS, Profile, Secret, TestMail
from mockkf.model.public_addresses import LISTENERS, PublicAddresses
from mockkf.model.redaction import MASK
from mockkf.model.refusal import Dialogue, RecordedDialogue, Refusal
from mockkf.model.serialization import (
    call_of,
    call_view,
    content_view,
    failed_connection_of,
    failed_connection_view,
    message_of,
    message_view,
    open_call_of,
    open_call_view,
    refusal_of,
    refusal_view,
)
from mockkf.model.summaries import cut, kept, summary
from mockkf.model.text import counted, hint, in_one_phrase, on_one_line, printable

__all__ = [
    "DEVIATIONS",
    "HIDDEN",
    "LEVELS",
    "LISTENERS",
    "LONGEST_HOST",
    "MASK",
    "NO_DSN",
    "SECRETS",
    "TRUST_STORE_PASSWORD",
    "UNSET",
    "Account",
    "Action",
    "Address",
    "ApiCall",
    "Attachment",
    "Connection",
    "ConnectionFailure",
    "Deviation",
    "Dialogue",
    "Dsn",
    "Entry",
    "Envelope",
    "FailedConnection",
    "Fault",
    "Headers",
    "KnownDeviation",
    "Login",
    "Lookup",
    "MailContent",
    "MailHost",
    "Marks",
    "Message",
    "MessageUid",
    "OpenCall",
    "PamProvider",
    "PamRegistry",
    "Ports",
    "Profile",
    "ProviderSeed",
    "ProviderType",
    "PublicAddresses",
    "RecipientDsn",
    "RecordedDialogue",
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
    "child_environment",
    "client_environment",
    "content_view",
    "counted",
    "cut",
    "failed_connection_of",
    "failed_connection_view",
    "hint",
    "in_one_phrase",
    "kept",
    "leading_variables",
    "listed_providers",
    "message_of",
    "message_view",
    "on_one_line",
    "open_call_of",
    "open_call_view",
    "own_version",
    "printable",
    "random_mock_id",
    "refusal_of",
    "refusal_view",
    "summary",
    "unknown_provider",
    "winners",
]
