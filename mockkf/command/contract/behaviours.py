"""The rules about behaviour: the answers to calls, and the test mail."""

from functools import partial

from mockkf.command.contract.rule import ASSUMED, DOCUMENTED, RECORDED, Rule

SMTP = "GET /SMTP, PUT /SMTP, POST /SMTP/Test"
PUT_AND_TEST = "PUT /SMTP, POST /SMTP/Test"
TEST = "POST /SMTP/Test"

documented = partial(Rule, grade=DOCUMENTED)
recorded = partial(Rule, grade=RECORDED)
assumed = partial(Rule, grade=ASSUMED, source="undocumented")

RULES = (
    # Every call
    documented(
        "base-path",
        "paths",
        "/KeyfactorAPI and /Keyfactor/API, in any letter case; doubled and trailing slashes are accepted",
        source="published OpenAPI; vendor scripts",
    ),
    documented(
        "version-absent", "x-keyfactor-api-version", "an absent header means 1", source="Versioning pages, 10.1 to 11.3"
    ),
    documented(
        "version-forms", "x-keyfactor-api-version", "accepts 1, 1.0, 2 and 2.0", source="published OpenAPI; SDKs"
    ),
    assumed(
        "version-unsupported",
        "x-keyfactor-api-version",
        "400 if the endpoint does not have the version in this release",
        switch="unsupported_version",
    ),
    recorded(
        "json-out", "answers", "compact JSON in PascalCase, with nulls, without escapes", source="recorded 25.4 traffic"
    ),
    recorded("member-case-in", "requests", "members match in any letter case", source="recorded 25.4 traffic"),
    assumed(
        "null-in", "requests", "null means not given", fixed="a client must be able to send back the answer of GET"
    ),
    documented(
        "media-types",
        "requests",
        "accepts JSON under the four published media types",
        source="published OpenAPI of 25.x",
    ),
    recorded("accept", "requests", "ignores Accept; always answers JSON, never 406", source="vendor Python script"),
    recorded("body-on-get", "requests", "ignores a body on GET", source="recorded traffic of the Go client"),
    recorded(
        "common-headers",
        "answers",
        "every answer has X-Keyfactor-Product-Version, X-Keyfactor-Correlation-Id and Api-Supported-Versions",
        source="recorded 25.4 traffic",
    ),
    recorded("error-body", "refusals", "JSON with two keys, ErrorCode and Message", source="recorded 25.4 traffic"),
    recorded("error-escapes", "refusals", "an apostrophe in a Message is \\u0027", source="issuer README, 25.x log"),
    assumed(
        "error-code",
        "refusals",
        "a 400 has ErrorCode 0xA0110002",
        source="recorded for one 400",
        fixed="clients read Message; no other code is known for these cases",
    ),
    assumed(
        "all-at-once",
        "refusals",
        "one Message names every wrong member",
        fixed="a test double should report everything it knows; clients show the text",
    ),
    assumed(
        "no-json",
        "refusals",
        "400 for a body that is not a JSON object in UTF-8",
        fixed="a client cannot use another answer",
    ),
    assumed("empty-text", "refusals", "required text must not be empty", fixed="no mail can be sent with empty text"),
    assumed(
        "control-characters",
        "refusals",
        "400 for control characters and line breaks in text",
        fixed="they break the mail or the SMTP dialogue",
    ),
    assumed(
        "http-malformed",
        "refusals",
        "400 with the two-key body for a request that RFC 9112 does not allow; 501 for an unknown transfer coding",
        fixed="the HTTP standard defines these statuses",
    ),
    assumed(
        "connections-kept",
        "connections",
        "connections stay open after a call, and end after two minutes without a call",
        source="the default time limit of IIS, on which Command runs, is two minutes",
        fixed="clients must handle both; a fault at http.connection ends a kept connection",
    ),
    assumed("too-large", "refusals", "413 for a body over 1 MiB", fixed="real bodies are much smaller"),
    assumed(
        "too-many-members", "refusals", "400 for a body with over 500 members", fixed="real bodies are much smaller"
    ),
    assumed(
        "media-type-wrong", "refusals", "415 for another media type", fixed="the HTTP standard defines this status"
    ),
    assumed(
        "method-wrong", "refusals", "405 with Allow for another method", fixed="the HTTP standard defines this status"
    ),
    assumed(
        "path-unknown",
        "refusals",
        "404 with the two-key body for an unknown path, before the check of credentials",
        source="Keyfactor's Go client reads Message from a 404",
        fixed="a test double should name the mistake, not hide it",
    ),
    recorded(
        "credentials-none",
        "refusals",
        "401 with an empty body for missing or wrong credentials",
        source="issuer README",
    ),
    assumed(
        "credentials-any",
        "credentials",
        "accepts any non-empty Basic or Bearer credentials until accounts are declared",
        switch="users",
    ),
    documented(
        "permission-read", "permissions", "/system_settings/read/ is required", endpoint="GET /SMTP", source="seed 004"
    ),
    documented(
        "permission-modify",
        "permissions",
        "/system_settings/modify/ is required; the singular /system_setting/ means the same",
        endpoint=PUT_AND_TEST,
        source="seed 002; GET Permissions page",
    ),
    documented(
        "permission-prefix",
        "permissions",
        "a shorter permission includes all longer ones that begin with it",
        source="Role Permissions, 24.4",
    ),
    recorded(
        "permission-lacking",
        "permissions",
        "403, 0xA0140002, 'User … does not have the required permissions: ….'",
        source="issuer README",
    ),
    recorded(
        "permission-none",
        "permissions",
        "403 for an account without a role, 'User … doesn't have the required permission'",
        source="issuer README",
    ),
    # Releases
    assumed(
        "release-between",
        "releases",
        "an unknown release behaves as the newest known release below it; 10.0 to 10.4 behave as 10.5",
        switch="release",
    ),
    assumed(
        "release-oauth",
        "releases",
        "25.2 to 25.4 behave as 25.1",
        source="OAuth came some time after 25.1.1",
        switch="release",
    ),
    recorded(
        "release-shown",
        "releases",
        "X-Keyfactor-Product-Version is the configured release, unchanged",
        source="recorded 25.4 traffic",
    ),
    # The profile
    documented("get-profile", "GET", "200 with the profile", endpoint="GET /SMTP", source="seeds 001, 004"),
    documented("put-profile", "PUT", "200 with the profile", endpoint="PUT /SMTP", source="seed 003"),
    documented(
        "put-replaces",
        "PUT",
        "clears every member that the request does not contain",
        endpoint="PUT /SMTP",
        source="PUT SMTP pages, 10.5 to 25.x",
    ),
    assumed(
        "put-clears",
        "PUT",
        "cleared members get their defaults: Port 25, type 0, UseSSL false, else null",
        endpoint="PUT /SMTP",
        source="the defaults of seed 002",
        fixed="these are the documented defaults",
    ),
    assumed(
        "default-profile",
        "GET",
        "a new server has a profile like the documented example",
        endpoint="GET /SMTP",
        switch="profile",
    ),
    assumed(
        "profile-id",
        "PUT",
        "the Id of the profile is always 1",
        endpoint="PUT /SMTP",
        source="seeds: 1 in most environments",
        fixed="Command has only one profile",
    ),
    documented(
        "sender-address",
        "GET",
        "the v1 answer contains SenderAddress, equal to SenderAccount",
        endpoint="GET /SMTP",
        api_versions=(1,),
        source="seeds 001, 004; not in the published OpenAPI",
        switch="sender_address",
    ),
    documented(
        "secret-forms",
        "secrets",
        'a secret is {"SecretValue"} or {"Provider", "Parameters"}; 400 for anything else',
        endpoint=PUT_AND_TEST,
        api_versions=(2,),
        since=(25, 1),
        source="seed 002",
    ),
    documented(
        "provider-number",
        "secrets",
        "Provider is a number in the answer",
        endpoint="GET /SMTP, PUT /SMTP",
        api_versions=(2,),
        since=(25, 1),
        source="published OpenAPI of 25.x",
    ),
    assumed(
        "hidden-secrets",
        "secrets",
        "RelayPassword and ClientSecret are null in the answer",
        endpoint="GET /SMTP, PUT /SMTP",
        api_versions=(2,),
        since=(25, 1),
        source="seeds 002, 004: the value is not returned",
        switch="hidden_secrets",
    ),
    assumed(
        "username-shown",
        "secrets",
        "a stored user name or client id: its value if Command keeps it, its address if a provider keeps it",
        endpoint="GET /SMTP, PUT /SMTP",
        api_versions=(2,),
        since=(25, 1),
        source="the v1 answer contains the user name",
        fixed="the documents hide only the password",
    ),
    documented(
        "username-pam",
        "secrets",
        "the v1 answer contains UnsupportedPAMSecret for a user name that a provider stores",
        endpoint=SMTP,
        api_versions=(1,),
        since=(25, 1),
        source="SMTP page of 25.1",
    ),
    documented("basic-needs", "type 2", "needs RelayUsername and RelayPassword", endpoint=PUT_AND_TEST, source="seeds"),
    documented(
        "oauth-needs",
        "type 3",
        "needs ClientId and ClientSecret",
        endpoint=PUT_AND_TEST,
        api_versions=(2,),
        since=(25, 5),
        source="seed 002",
    ),
    assumed(
        "password-missing",
        "type 2",
        "400 for a PUT without RelayPassword, even if a password is stored",
        endpoint="PUT /SMTP",
        source="PUT clears missing members, and GET never returns the password",
        switch="missing_password",
    ),
    assumed(
        "host-form",
        "Host",
        "must have a valid length, valid labels and balanced brackets; underscores are valid",
        endpoint=PUT_AND_TEST,
        fixed="no client can reach an invalid host",
    ),
    assumed(
        "one-recipient",
        "TestRecipient",
        "is exactly one address",
        endpoint=TEST,
        source="the documents mention one address",
        fixed="several addresses mean several mails",
    ),
    documented(
        "sender-any-text",
        "SenderAccount",
        "may be any text for type 0, even without @",
        endpoint=PUT_AND_TEST,
        source="seed 002",
    ),
    # The test mail
    documented(
        "test-v1",
        "test mail",
        "200 with the settings and TestRecipient",
        endpoint=TEST,
        api_versions=(1,),
        source="seeds 000, 002",
    ),
    documented(
        "test-v2",
        "test mail",
        "200 with zero bytes",
        endpoint=TEST,
        api_versions=(2,),
        since=(25, 5),
        source="seed 002",
    ),
    assumed(
        "test-body",
        "test mail",
        "uses the settings of the body; neither reads nor changes the stored profile",
        endpoint=TEST,
        source="the body contains every setting",
        fixed="the call tests settings before they are stored",
    ),
    assumed(
        "test-failure",
        "test mail",
        "400 for a failed mail, with the step and the reply of the remote server",
        endpoint=TEST,
        source="every other recorded failure is 400",
        switch="test_failure_status",
    ),
    assumed(
        "tls",
        "test mail",
        "UseSSL means implicit TLS on port 465, STARTTLS on other ports; without UseSSL: plain text",
        endpoint=TEST,
        source="the ports in seed 002",
        switch="tls_profile",
    ),
    assumed("test-subject", "test mail", "has a subject that mockkf chose", endpoint=TEST, switch="test_subject"),
    assumed("test-text", "test mail", "has a text that mockkf chose", endpoint=TEST, switch="test_text"),
    assumed(
        "test-login",
        "test mail",
        "logs on once, with AUTH PLAIN, or with LOGIN if PLAIN is not offered",
        endpoint=TEST,
        fixed="both send the same data",
    ),
    assumed("test-helo", "test mail", "sends EHLO keyfactor", endpoint=TEST, fixed="mail servers accept any name"),
    # Signing in
    documented(
        "status-endpoints",
        "sign-in",
        "200 with a JSON array of strings",
        endpoint="GET /Status/Endpoints",
        source="published OpenAPI; Keyfactor's Go client",
    ),
    assumed(
        "status-endpoints-text",
        "sign-in",
        "each string is a method and a path, such as 'GET /SMTP'",
        endpoint="GET /Status/Endpoints",
        fixed="no client reads the strings",
    ),
    documented(
        "status-health",
        "sign-in",
        "204 without a body",
        endpoint="GET /Status/HealthCheck",
        source="vendor script; OpenAPI",
    ),
)
