"""How an option of the mock is written on the command line."""


def switch(option: str) -> str:
    """The switch of an option: `--http-port` for `http_port`."""
    return f"--{option.replace('_', '-')}"
