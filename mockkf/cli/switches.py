"""The command-line form of the options of a mock."""


def switch(option: str) -> str:
    """Return the switch of an option: `--http-port` for `http_port`."""
    return f"--{option.replace('_', '-')}"
