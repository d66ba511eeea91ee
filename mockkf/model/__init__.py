"""The values mockkf speaks of; none of them changes once it is made."""

from mockkf.mime import Address, Attachment, Headers, MailContent
from mockkf.model.accounts import Account, TokenRules, Users
from mockkf.model.call import ApiCall, Deviation, TokenRequest, TraceStep, on_one_line
from mockkf.model.fault import Action, Fault
from mockkf.model.host import MailHost
from mockkf.model.message import Connection, Envelope, Login, Message, Target, Tls
from mockkf.model.pam import Entry, Lookup, PamProvider, ProviderSeed, ProviderType, TypeParameter
from mockkf.model.profile import HIDDEN, SECRETS, Profile, Secret, TestMail
from mockkf.model.refusal import Refusal

__all__ = [
    "HIDDEN",
    "SECRETS",
    "Account",
    "Action",
    "Address",
    "ApiCall",
    "Attachment",
    "Connection",
    "Deviation",
    "Entry",
    "Envelope",
    "Fault",
    "Headers",
    "Login",
    "Lookup",
    "MailContent",
    "MailHost",
    "Message",
    "PamProvider",
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
    "on_one_line",
]
