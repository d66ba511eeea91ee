"""Keys of many parts are refused before the parser sees them."""

from pathlib import Path

import pytest
import requests

from mockkf import ConfigurationError, MockKeyfactor
from mockkf.scenario import with_short_keys

MANY = ".".join("a" * 100)

LONG = {
    "key": f"{MANY} = 1",
    "header": f"[{MANY}]",
    "array header": f"[[ {MANY} ]]",
    "inline table": f"x = {{ {MANY} = 1 }}",
    "quoted parts": ".".join(['"a"', "'b'"] * 50) + " = 1",
    "spaces": " . ".join("a" * 100) + " = 1",
    "after a string": 'x = """a""""\n' + f"{MANY} = 1",
    "after a literal": "x = '''a''''\n" + f"{MANY} = 1",
    "33 parts": ".".join("a" * 33) + " = 1",
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_key_of_many_parts_is_refused(text: str) -> None:
    """The sentence names the line and the limit, wherever the key stands."""
    with pytest.raises(ConfigurationError, match=r"the key at line [12] has more than 32 parts; .* has at most 32"):
        with_short_keys(text)


SHORT = {
    "32 parts": ".".join("a" * 32) + " = 1",
    "string": f'x = "{MANY}"',
    "long string": f'x = """\n{MANY}\n\\"""{MANY}"""',
    "literal": f"x = '{MANY}'",
    "comment": f"# {MANY}",
    "numbers": f"x = [{'1.5, ' * 100}]",
    "not closed": '"\\' * 100_000,
    "not closed either": "'" * 100_001,
}


@pytest.mark.parametrize("text", SHORT.values(), ids=SHORT)
def test_other_text_is_left_to_the_parser(text: str) -> None:
    """Dots in strings, comments and numbers make no parts."""
    assert with_short_keys(text) is text


def test_a_file_with_such_a_key_is_named(tmp_path: Path) -> None:
    """A scenario file is refused with its name, also with 400 KB of parts."""
    path = tmp_path / "scenario.toml"
    path.write_text(".".join("a" * 200_000) + " = 1\n")

    with pytest.raises(ConfigurationError, match=r"scenario .*scenario\.toml is not TOML: the key at line 1 has more"):
        MockKeyfactor(scenario=path)


def test_the_control_api_refuses_it_too(mockkf: MockKeyfactor) -> None:
    """`PUT /mockkf/scenario` answers 400 with the same sentence."""
    body = f"[{'.'.join('a' * 200_000)}]"
    headers = {"Content-Type": "application/toml"}
    answer = requests.put(f"{mockkf.control_url}/scenario", data=body, headers=headers, timeout=20)

    assert answer.status_code == 400
    assert "the key at line 1 has more than 32 parts" in answer.json()["error"]
