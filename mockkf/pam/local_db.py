"""LocalDB: the name of the Command Secret Provider before release 25."""

from mockkf.pam.command_secret_provider import CommandSecretProvider


class LocalDb(CommandSecretProvider):
    """The built-in provider for Command's own secrets, with its older name."""

    type_name = "LocalDB"
