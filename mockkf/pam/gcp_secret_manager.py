"""Google Cloud Secret Manager: a look-up reads the latest version of a secret of one project."""

from typing import ClassVar

from mockkf.pam.dot_net import NO_KEY
from mockkf.pam.provider import Provider

SECRET = "[projects/{projectId}/secrets/{secretId}]"  # noqa: S105 - a name


def _status(code: str, detail: str) -> str:
    return f'Status(StatusCode="{code}", Detail="{detail}")'


class GcpSecretManager(Provider):
    """The extension for Secret Manager; its parameters begin with a lower-case letter."""

    type_name = "GCP-SecretManager"
    asks_for = ("secretId",)
    configured_by: ClassVar = {"projectId": "Unique Google Cloud Project ID"}
    display_names: ClassVar = {"secretId": "Secret Name"}
    missing = NO_KEY
    words: ClassVar = {
        "empty_value": f"The payload of the latest version of {SECRET} is empty.",  # assumed
        "not_found": _status("NotFound", f"Secret {SECRET} not found or has no versions."),
        "access_denied": _status(
            "PermissionDenied",
            "Permission 'secretmanager.versions.access' denied on resource (or it may not exist).",
        ),
        "auth_failed": _status("Unauthenticated", "Request had invalid authentication credentials."),  # assumed
        "unreachable": _status("Unavailable", "failed to connect to all addresses"),  # assumed
        "timeout": _status("DeadlineExceeded", "Deadline Exceeded"),  # assumed
        "checked_out": _status("FailedPrecondition", f"Secret {SECRET} is in DISABLED state."),  # assumed
        "change_in_progress": _status("Aborted", f"Secret {SECRET} is being changed."),  # assumed
        "approval_required": _status("PermissionDenied", f"Secret {SECRET} needs an approval."),  # assumed
        "ambiguous": _status("InvalidArgument", f"Secret {SECRET} is not a valid resource name."),  # assumed
        "malformed_response": _status("Internal", "Failed to deserialize response message."),  # assumed
        "rate_limited": _status("ResourceExhausted", "Quota exceeded for access requests per minute."),  # assumed
    }
