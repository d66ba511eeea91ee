"""LocalDB: what the Command Secret Provider was called before release 25."""

from mockkf.pam.command_secret_provider import CommandSecretProvider


class LocalDb(CommandSecretProvider):
    """The built-in provider for Command's own secrets under its older name."""

    type_name = "LocalDB"
