"""The query language, sorting and paging of GET /PamProviders and GET …/Entries."""

from typing import Any

import pytest

from mockkf import MockKeyfactor
from mockkf.command.query import parse
from mockkf.errors import Invalid
from tests.support.command import Command

ENTRIES = "/PamProviders/Local/1/Entries"
ALL = "CyberArk Delinea Local"
FIELD = "a field (Name, Area, ProviderType, SecuredAreaId)"
OPERATOR = "an operator (-eq, -ne, -contains, -notcontains, -startswith, -endswith)"
VALUE = 'a value, such as "x"'


def names(command: Command, **query: Any) -> str:
    """The names of the providers that a query finds, in order."""
    answer = command.call("GET", "/PamProviders", params=query)

    assert answer.status_code == 200, answer.text
    return " ".join(provider["Name"] for provider in answer.json())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ALL),
        ("  ", ALL),
        ('Name -eq "Local"', "Local"),
        ("Name -eq Local", "Local"),
        ("  name   -EQ\t'local'", ""),
        ("nAmE -eQ lOCAL", "Local"),
        ('Name -ne "Local"', "CyberArk Delinea"),
        ('Name -contains "L"', "Delinea Local"),
        ('Name -notcontains "l"', "CyberArk"),
        ('Name -startswith "de"', "Delinea"),
        ('Name -endswith "ARK"', "CyberArk"),
        ('Name -contains ""', ALL),
        ('ProviderType -eq "Thycotic"', "Delinea"),
        ('ProviderType -eq "thycotic" AND Name -eq "Local"', ""),
        ("Area -eq 1", ALL),
        ("Area -eq 11", ""),
        ("SecuredAreaId -eq NULL", ALL),
        ("SecuredAreaId -eq null", ALL),
        ("SecuredAreaId -ne NULL", ""),
        ("Name -eq NULL", ""),
        ("Name -ne NULL", ALL),
        ('SecuredAreaId -eq "null"', ""),
        ('Name -eq "Local" OR Name -eq "Delinea"', "Delinea Local"),
        ('Name -eq "Local" or Name -eq "Delinea" and Area -eq 2', "Local"),
        ('Area -eq 2 And Name -eq "Local" Or Name -eq "Delinea"', "Delinea"),
        ('(Name -eq "Local" OR Name -eq "Delinea") AND Area -eq 2', ""),
        ('(Name -eq "Local"OR(Name -eq "Delinea"))', "Delinea Local"),
        ("((((Name -eq Local))))", "Local"),
        ("(" * 50 + "Name -eq Local" + ")" * 50, "Local"),
        ("(Area -eq 1) AND " * 200 + "Name -eq Local", "Local"),
        ('Name -eq "AND"', ""),
        ("Name -eq or", ""),
    ],
)
@pytest.mark.rule("pam-query-grammar", "pam-query-fields")
def test_a_query_finds(command: Command, text: str, found: str) -> None:
    """Operators, AND before OR, brackets and NULL, in any letter case and with any space."""
    assert names(command, QueryString=text) == found


def test_a_quote_in_a_value_is_written_with_a_backslash(command: Command, mockkf: MockKeyfactor) -> None:
    r"""`\"` inside quotes is a quote, and `\\` a backslash."""
    mockkf.vaults[1]['a "b" \\c'] = "x"

    answer = command.call("GET", ENTRIES, 1, params={"QueryString": r'SecretName -eq "a \"b\" \\c"'})

    assert [entry["SecretName"] for entry in answer.json()] == ['a "b" \\c']


@pytest.mark.parametrize(
    ("text", "wanted", "where"),
    [
        ("Name", OPERATOR, "at its end"),
        ('Nmae -eq "x"', FIELD, "at character 1"),
        ('   Nmae -eq "x"', FIELD, "at character 4"),
        ('Id -eq "1"', FIELD, "at character 1"),
        ('"Name" -eq "x"', FIELD, "at character 1"),
        ("AND", FIELD, "at character 1"),
        ("()", FIELD, "at character 2"),
        ("(", FIELD, "at its end"),
        ('Name -like "x"', OPERATOR, "at character 6"),
        ('Name "-eq" "x"', OPERATOR, "at character 6"),
        ("Name -eq", VALUE, "at its end"),
        ("Name -eq   ", VALUE, "at its end"),
        ("Name -eq )", VALUE, "at character 10"),
        ('Name -eq "x', VALUE, "at character 10"),
        ('Name -eq "x\\"', VALUE, "at character 10"),
        ('Name -eq "x" AND', FIELD, "at its end"),
        ('Name -eq "x" OR OR Name -eq "y"', FIELD, "at character 17"),
        ('Name -eq "x" Name', "AND, OR or the end of the query", "at character 14"),
        ('Name -eq "x" "', "AND, OR or the end of the query", "at character 14"),
        ('Name -eq "x")', "AND, OR or the end of the query", "at character 13"),
        ('(Name -eq "x"', "AND, OR or a closing bracket", "at its end"),
        ('(Name -eq "x" Name', "AND, OR or a closing bracket", "at character 15"),
        ("(" * 51 + "Name", "at most 50 nested brackets", "at character 52"),
    ],
)
@pytest.mark.rule("pam-query-grammar")
def test_a_query_that_is_none_says_what_is_missing_where(command: Command, text: str, wanted: str, where: str) -> None:
    """400 names the expected token and the position, counted from 1; it does not quote the query."""
    answer = command.call("GET", "/PamProviders", params={"QueryString": text})

    assert answer.status_code == 400
    assert answer.json()["Message"] == f"QueryString must have {wanted} {where}."


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        '"' * 99_999,
        '"' + "\\" * 99_999,
        " " * 99_999 + ")",
        'Name -eq "' + " " * 100_000,
        "x" * 100_000,
        ')"(' * 33_333,
    ],
    ids=["brackets", "quotes", "backslashes", "spaces", "open quote", "letters", "mixture"],
)
def test_no_query_is_too_much(text: str) -> None:
    """100,000 invalid characters are refused in time, without deep recursion or backtracking."""
    with pytest.raises(Invalid, match=r"^QueryString must have "):
        parse(text, ("Name",))


def test_a_long_query_is_answered() -> None:
    """A valid query of 100,000 characters is accepted."""
    text = " OR ".join(['Name -eq "x"'] * 6_000 + ['Name -eq "y"'])

    assert parse(text, ("Name",))({"Name": "Y"})


@pytest.mark.parametrize(("length", "status"), [(60_000, 400), (100_000, 414)])
def test_a_query_beyond_all_lines_is_refused_in_json(command: Command, length: int, status: int) -> None:
    """A query that is too long for a request line is 414; both refusals have the two-key body."""
    answer = command.call("GET", f"/PamProviders?QueryString={'(' * length}")

    assert answer.status_code == status
    assert [*answer.json()] == ["ErrorCode", "Message"]


@pytest.mark.parametrize(
    ("query", "found", "total"),
    [
        ({}, ALL, 3),
        ({"ReturnLimit": 2}, "CyberArk Delinea", 3),
        ({"ReturnLimit": 2, "PageReturned": 2}, "Local", 3),
        ({"ReturnLimit": 2, "PageReturned": 3}, "", 3),
        ({"PageReturned": 999_999_999}, "", 3),
        ({"QueryString": "Name -contains l", "ReturnLimit": 1}, "Delinea", 2),
        ({"pq.queryString": "Name -contains l", "pq.returnLimit": 1, "pq.pageReturned": 2}, "Local", 2),
        ({"RETURNLIMIT": "01"}, "CyberArk", 3),
        ({"ReturnLimit": "", "PageReturned": "", "SortField": "", "SortAscending": ""}, ALL, 3),
        ({"SortAscending": 0}, ALL, 3),
        ({"SortAscending": 1}, "Local Delinea CyberArk", 3),
        ({"pq.sortField": "providertype", "pq.sortAscending": "0"}, "Local CyberArk Delinea", 3),
        ({"SortField": "ProviderType", "SortAscending": "1"}, "Delinea CyberArk Local", 3),
        ({"Nonsense": "1", "Name": "Local"}, ALL, 3),
    ],
)
@pytest.mark.rule("pam-paging", "pam-paging-old", "pam-total")
def test_a_page_is_a_part_of_the_list(command: Command, query: dict[str, Any], found: str, total: int) -> None:
    """Page, limit, order and direction are as requested; `X-Total-Count` counts the matches on all pages."""
    answer = command.call("GET", "/PamProviders", params=query)

    assert " ".join(provider["Name"] for provider in answer.json()) == found
    assert answer.headers["X-Total-Count"] == str(total)


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("path", ["/PamProviders/Types", "/PamProviders/1"])
@pytest.mark.rule("pam-total")
def test_only_pages_have_a_total(command: Command, path: str, version: int) -> None:
    """A list without pages and a single provider have no `X-Total-Count`."""
    assert "X-Total-Count" not in command.call("GET", path, version).headers


@pytest.mark.parametrize("name", ["PageReturned", "ReturnLimit"])
@pytest.mark.parametrize("value", ["0", "-1", "1.5", "x", "\uff11", "\u0661", "1e3", " 1", "9" * 10, "9" * 5000, "1\n"])
@pytest.mark.rule("pam-paging")
def test_a_number_of_a_page_is_a_whole_one_from_1_on(command: Command, name: str, value: str) -> None:
    """Anything but a positive whole number in ASCII digits is 400."""
    answer = command.call("GET", "/PamProviders", params={name: value})

    assert (answer.status_code, answer.json()["Message"]) == (400, f"{name} must be a positive whole number.")


def test_all_that_is_wrong_with_a_page_is_said_at_once(command: Command) -> None:
    """One message names every invalid number."""
    answer = command.call("GET", "/PamProviders", params={"PageReturned": 0, "ReturnLimit": 0, "SortAscending": "up"})

    assert answer.json()["Message"] == (
        "PageReturned must be a positive whole number; ReturnLimit must be a positive whole number; "
        "SortAscending must be 0 (ascending) or 1 (descending)."
    )


@pytest.mark.parametrize(("path", "version"), [("/PamProviders", 2), (ENTRIES, 1)])
@pytest.mark.rule("pam-sort-wrong")
def test_another_sort_field_has_its_own_code(command: Command, path: str, version: int) -> None:
    """A list can be sorted by its query fields; any other field is 400, 0xA011004A."""
    answer = command.call("GET", path, version, params={"SortField": "Nonsense"})

    assert answer.status_code == 400
    assert answer.json() == {"ErrorCode": "0xA011004A", "Message": "Invalid sort field: Nonsense."}


def test_numbers_are_sorted_as_numbers(command: Command) -> None:
    """Area 9 comes before area 10."""
    for area in (10, 9):
        body = {"Name": f"In {area}", "Area": area, "ProviderType": command.call("GET", "/PamProviders/1").json()}
        body["ProviderType"] = body["ProviderType"]["ProviderType"]
        assert command.call("POST", "/PamProviders", json=body).status_code == 200

    assert names(command, SortField="Area").endswith("In 9 In 10")
    assert names(command, SortField="Area", SortAscending=1).startswith("In 10 In 9")


@pytest.mark.rule("pam-entry-query-fields")
def test_entries_are_found_by_name_and_description(command: Command) -> None:
    """Local entries have their own two fields; one without a description comes before those that have one."""
    for name, description in (("b", None), ("a", "for mail")):
        command.call(
            "POST", ENTRIES, 1, json={"SecretName": name, "SecretValue": "x", "Description": description}
        ).raise_for_status()

    answers = [
        command.call("GET", ENTRIES, 1, params={"QueryString": text, "SortField": "Description"}).json()
        for text in ('Description -contains "MAIL"', "Description -eq NULL AND SecretName -eq b", "SecretName -ne x")
    ]

    found = [[entry["SecretName"] for entry in answer] for answer in answers]
    assert (found[0], found[1], found[2][-1]) == (["a"], ["b"], "a")


def test_a_page_has_1000_rows_at_most(command: Command, mockkf: MockKeyfactor) -> None:
    """ReturnLimit is at most 1000; the default is 50."""
    for number in range(1_005):
        mockkf.vaults[1][f"{number:04}"] = "x"

    large, usual = (command.call("GET", ENTRIES, 1, params=query) for query in ({"ReturnLimit": 5_000}, {}))

    assert (len(large.json()), large.headers["X-Total-Count"]) == (1_000, "1009")
    assert len(usual.json()) == 50
