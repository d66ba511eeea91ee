"""What the vendor's pages and the contract say of every body, typed by hand: nothing here is derived from mockkf.

Rules of a request member: `R` required, `O` optional, `2` and `3` required when RelayAuthenticationType is that, `D`
required by the documents, but real clients leave it out: taken without it, with a remark, `I` deprecated and ignored.
"""

RELEASES = ("10.5", "11.4", "12.3", "12.5", "24.4", "25.1", "25.5")

Call = tuple[str, int, str]
"""A release, an api version and an operation."""


def table(text: str) -> dict[str, str]:
    """Members and their rules, from `Member:rule` words."""
    return dict(word.split(":") for word in text.split())


PUT_V1 = """
    Host:R Id:R Port:O RelayAuthenticationType:O RelayPassword:2 RelayUsername:2 SenderAccount:R SenderName:R UseSSL:O
"""
"""Table 767 (PUT SMTP 12.5)."""

PUT_V1_25 = """
    Host:R Id:D Port:O RelayAuthenticationType:O RelayPassword:2 RelayUsername:2 SenderAccount:R SenderName:R UseSSL:O
"""
"""The same; the published OpenAPI of 25.x has no Id."""

PUT_V2_25_1 = """
    Host:R Id:O Port:R RelayAuthenticationType:O RelayPassword:2 RelayUsername:2 SenderAccount:R SenderName:R UseSSL:O
"""
"""Table 830."""

PUT_V2_25_5 = """
    Host:R Id:O Port:R RelayAuthenticationType:O RelayPassword:2 RelayUsername:2 SenderAccount:R SenderName:R UseSSL:O
    ClientId:3 ClientSecret:3 TokenEndpoint:3 Scope:O Audience:O RequestHeaders:O
"""
"""Table 884, completed from table 888; that TokenEndpoint is required is assumed."""

TEST_V1_10_5 = """
    Host:R Id:O Port:R RelayAuthenticationType:O RelayPassword:2 RelayUsername:2 SenderAccount:R SenderAddress:I
    SenderName:O TestRecipient:R UseSSL:O
"""
"""Table 576 (POST SMTP Test 10.3)."""

TEST_V1_11_4 = """
    Host:R Id:O Port:R RelayAuthenticationType:O RelayPassword:2 RelayUsername:2 SenderAccount:R SenderName:R
    TestRecipient:R UseSSL:O
"""
"""Tables 755 (12.0) and 806 (25.1)."""

TEST_V1_25_5 = """
    Host:R Id:D Port:O RelayAuthenticationType:O RelayPassword:2 RelayUsername:2 SenderAccount:R SenderName:R
    TestRecipient:R UseSSL:O
"""
"""Table 889 (POST SMTP Test 25.x); it requires Id, which clients cannot send, and TestRecipient is optional."""

TEST_V2_25_5 = """
    Host:R Id:O Port:R RelayAuthenticationType:O RelayPassword:2 RelayUsername:2 SenderAccount:R SenderName:R
    TestRecipient:R UseSSL:O ClientId:3 ClientSecret:3 TokenEndpoint:3 Scope:O Audience:O RequestHeaders:O
"""
"""Table 888 (POST SMTP Test 25.x); that TokenEndpoint is required is assumed."""

TAKEN: dict[Call, dict[str, str]] = {
    **{(release, 1, "PUT /SMTP"): table(PUT_V1) for release in ("10.5", "11.4", "12.3", "12.5", "24.4")},
    **{(release, 1, "PUT /SMTP"): table(PUT_V1_25) for release in ("25.1", "25.5")},
    ("25.1", 2, "PUT /SMTP"): table(PUT_V2_25_1),
    ("25.5", 2, "PUT /SMTP"): table(PUT_V2_25_5),
    ("10.5", 1, "POST /SMTP/Test"): table(TEST_V1_10_5),
    **{(release, 1, "POST /SMTP/Test"): table(TEST_V1_11_4) for release in ("11.4", "12.3", "12.5", "24.4", "25.1")},
    ("25.5", 1, "POST /SMTP/Test"): table(TEST_V1_25_5),
    ("25.5", 2, "POST /SMTP/Test"): table(TEST_V2_25_5),
}
"""The members of each request, in the order of its table, with their rules."""

GET_V1 = "Host Id Port RelayAuthenticationType RelayUsername SenderAccount SenderAddress SenderName UseSSL"
"""Tables 573 (GET SMTP 10.3) and 883 (GET SMTP 25.x)."""

PUT_ANSWER_V1 = "Host Id Port RelayAuthenticationType RelayUsername SenderAccount SenderName UseSSL"
"""Table 768 (PUT SMTP 12.5)."""

TEST_ANSWER_V1 = "Host Id Port RelayAuthenticationType RelayUsername SenderAccount SenderName TestRecipient UseSSL"
"""Tables 577 (POST SMTP Test 10.3) and 890 (POST SMTP Test 25.x)."""

PROFILE_V2_25_1 = "Host Id Port RelayAuthenticationType RelayPassword RelayUsername SenderAccount SenderName UseSSL"
"""Table 827."""

PROFILE_V2_25_5 = (
    "Host Id Port RelayAuthenticationType RelayPassword RelayUsername SenderAccount SenderName UseSSL "
    "ClientId ClientSecret TokenEndpoint Scope Audience RequestHeaders"
)
"""Table 881 (GET SMTP 25.x)."""

ANSWERED: dict[Call, str] = {
    **{(release, 1, "GET /SMTP"): GET_V1 for release in RELEASES},
    **{(release, 1, "PUT /SMTP"): PUT_ANSWER_V1 for release in RELEASES},
    **{(release, 1, "POST /SMTP/Test"): TEST_ANSWER_V1 for release in RELEASES},
    **{("25.1", 2, name): PROFILE_V2_25_1 for name in ("GET /SMTP", "PUT /SMTP")},
    **{("25.5", 2, name): PROFILE_V2_25_5 for name in ("GET /SMTP", "PUT /SMTP")},
}
"""The members of each answer, in the order of its table."""

NEVER = ("RelayPassword", "ClientSecret")
"""Members whose value is never answered; v2 answers them as null."""

ABSENT: tuple[Call, ...] = (
    *(
        (release, 2, name)
        for release in ("10.5", "11.4", "12.3", "12.5", "24.4")
        for name in ("GET /SMTP", "PUT /SMTP", "POST /SMTP/Test")
    ),
    ("25.1", 2, "POST /SMTP/Test"),
)
"""What cannot be called in a release."""

TYPES: dict[tuple[str, int], tuple[int, ...]] = {
    **{(release, 1): (0, 2) for release in RELEASES},
    ("25.1", 2): (0, 2),
    ("25.5", 2): (0, 2, 3),
}
"""What RelayAuthenticationType may be, by release and api version."""
