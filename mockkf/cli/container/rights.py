"""Starts as root only to read what the user of the image cannot, and then becomes that user for good."""

import os
import pwd
from pathlib import Path

from mockkf.errors import ConfigurationError

USER = "mockkf"
"""The user of the image."""

LARGEST = 1024 * 1024
"""The maximum size of a file that is read, in bytes."""

UNUSABLE = (
    "cannot become the user {user} without the capabilities SETUID and SETGID; start the container with --user {user}"
)


def drop_root(user: str = USER) -> None:
    """Become `user`, without a way back; do nothing unless this process is root's.

    Raise `ConfigurationError` if root may not do that here, as with `cap_drop: [ALL]`.
    """
    if os.getuid() != 0:
        return
    account = pwd.getpwnam(user)
    try:
        os.setgroups([])
        os.setresgid(account.pw_gid, account.pw_gid, account.pw_gid)
        os.setresuid(account.pw_uid, account.pw_uid, account.pw_uid)
    except PermissionError as error:
        raise ConfigurationError(UNUSABLE.format(user=user)) from error


def read_for_later(*paths: str) -> str:
    """Return the path of a file in memory with the contents of these files; it can be read after `drop_root` too.

    Raise `ConfigurationError` if one of them cannot be read.
    """
    descriptor = os.memfd_create("mockkf", 0)
    with os.fdopen(descriptor, "wb", closefd=False) as kept:
        for path in paths:
            kept.write(_content(path) + b"\n")
    return f"/proc/self/fd/{descriptor}"


def _content(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        whose = "" if os.getuid() == 0 else f" by the user {os.getuid()}; start the container without --user"
        raise ConfigurationError(f"{path} cannot be read{whose}: {error.strerror}") from error
    if len(content) > LARGEST:
        raise ConfigurationError(f"{path} is larger than {LARGEST} bytes")
    return content
