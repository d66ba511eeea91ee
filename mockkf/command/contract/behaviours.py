"""The rules that no table of members holds: how calls are answered, and what a test mail does."""

from functools import partial

from mockkf.command.contract.rule import ASSUMED, DOCUMENTED, RECORDED, Rule

SMTP = "GET /SMTP, PUT /SMTP, POST /SMTP/Test"
PUT_AND_TEST = "PUT /SMTP, POST /SMTP/Test"
TEST = "POST /SMTP/Test"

documented = partial(Rule, grade=DOCUMENTED)
recorded = partial(Rule, grade=RECORDED)
assumed = partial(Rule, grade=ASSUMED, source="nobody says")

RULES = (
    # Every call
    documented(
        "base-path",
        "paths",
        "answered under /KeyfactorAPI and /Keyfactor/API in any letter case, doubled and trailing slashes tolerated",
        source="published OpenAPI; vendor scripts",
    ),
    documented("version-absent", "x-keyfactor-api-version", "absent means 1", source="Versioning pages, 10.1 to 11.3"),
    documented(
        "version-forms", "x-keyfactor-api-version", "1, 1.0, 2 and 2.0 are read", source="published OpenAPI; SDKs"
    ),
    assumed(
        "version-unsupported",
        "x-keyfactor-api-version",
        "a version that the endpoint does not have in this release is refused with 400",
        switch="unsupported_version",
    ),
    recorded(
        "json-out", "answers", "compact JSON, PascalCase, nulls present, not escaped", source="recorded 25.4 traffic"
    ),
    recorded("member-case-in", "requests", "members match in any letter case", source="recorded 25.4 traffic"),
    assumed("null-in", "requests", "null means not given", fixed="what GET answered must be fit to be sent back"),
    documented(
        "media-types",
        "requests",
        "JSON under the four published media types is read",
        source="published OpenAPI of 25.x",
    ),
    recorded("accept", "requests", "JSON is answered whatever Accept says, never 406", source="vendor Python script"),
    recorded("body-on-get", "requests", "a body on GET is ignored", source="recorded traffic of the Go client"),
    recorded(
        "common-headers",
        "answers",
        "X-Keyfactor-Product-Version, X-Keyfactor-Correlation-Id and Api-Supported-Versions are on every answer",
        source="recorded 25.4 traffic",
    ),
    recorded("error-body", "refusals", "two keys, ErrorCode and Message, in JSON", source="recorded 25.4 traffic"),
    recorded("error-escapes", "refusals", "an apostrophe in a Message is \\u0027", source="issuer README, 25.x log"),
    assumed(
        "error-code",
        "refusals",
        "a 400 has ErrorCode 0xA0110002",
        source="recorded for one 400",
        fixed="clients read Message; no other code is known for these",
    ),
    assumed(
        "all-at-once",
        "refusals",
        "one Message names every wrong member",
        fixed="a test double should tell all it knows; clients show the text",
    ),
    assumed(
        "no-json",
        "refusals",
        "a body that is no JSON object in UTF-8 is refused with 400",
        fixed="no client could do anything else with it",
    ),
    assumed("empty-text", "refusals", "required text must not be empty", fixed="nothing could be sent with it"),
    assumed(
        "control-characters",
        "refusals",
        "control characters and line breaks in text are refused with 400",
        fixed="they would break the mail or the dialogue, whoever noticed first",
    ),
    assumed("too-large", "refusals", "a body over 1 MiB is 413", fixed="no honest body comes near it"),
    assumed("media-type-wrong", "refusals", "another media type is 415", fixed="it is what HTTP has for it"),
    assumed("method-wrong", "refusals", "another method is 405 with Allow", fixed="it is what HTTP has for it"),
    assumed(
        "path-unknown",
        "refusals",
        "an unknown path is 404 with the two-key body, before credentials are looked at",
        source="Keyfactor's Go client reads Message from a 404",
        fixed="a test double should name the mistake, not hide it",
    ),
    recorded(
        "credentials-none", "refusals", "no or wrong credentials are 401 with an empty body", source="issuer README"
    ),
    assumed(
        "credentials-any",
        "credentials",
        "any Basic or Bearer credentials that are not empty pass until accounts are declared",
        switch="users",
    ),
    documented(
        "permission-read", "permissions", "/system_settings/read/ is required", endpoint="GET /SMTP", source="seed 004"
    ),
    documented(
        "permission-modify",
        "permissions",
        "/system_settings/modify/ is required; the singular /system_setting/ is the same",
        endpoint=PUT_AND_TEST,
        source="seed 002; GET Permissions page",
    ),
    documented(
        "permission-prefix", "permissions", "a shorter permission grants the longer", source="Role Permissions, 24.4"
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
        "an account without a role is 403, 'User … doesn't have the required permission'",
        source="issuer README",
    ),
    # Releases
    assumed(
        "release-between",
        "releases",
        "a release that is not known behaves as the newest known one below it; 10.0 to 10.4 as 10.5",
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
        "X-Keyfactor-Product-Version is the release as it was asked for",
        source="recorded 25.4 traffic",
    ),
    # The profile
    documented("get-profile", "GET", "200 with the profile", endpoint="GET /SMTP", source="seeds 001, 004"),
    documented("put-profile", "PUT", "200 with the profile", endpoint="PUT /SMTP", source="seed 003"),
    documented(
        "put-replaces",
        "PUT",
        "what is not sent is cleared",
        endpoint="PUT /SMTP",
        source="PUT SMTP pages, 10.5 to 25.x",
    ),
    assumed(
        "put-clears",
        "PUT",
        "cleared means Port 25, type 0, UseSSL false, else null",
        endpoint="PUT /SMTP",
        source="the defaults of seed 002",
        fixed="these are the documented defaults",
    ),
    assumed(
        "default-profile",
        "GET",
        "a fresh server has a profile that looks like the documented one",
        endpoint="GET /SMTP",
        switch="profile",
    ),
    assumed(
        "profile-id",
        "PUT",
        "the profile's Id is 1 and stays so",
        endpoint="PUT /SMTP",
        source="seeds: 1 in most environments",
        fixed="only one profile may be configured",
    ),
    documented(
        "sender-address",
        "GET",
        "v1 answers SenderAddress, equal to SenderAccount",
        endpoint="GET /SMTP",
        api_versions=(1,),
        source="seeds 001, 004; not in the published OpenAPI",
        switch="sender_address",
    ),
    documented(
        "secret-forms",
        "secrets",
        'a secret is {"SecretValue"} or {"Provider", "Parameters"}; anything else is 400',
        endpoint=PUT_AND_TEST,
        api_versions=(2,),
        since=(25, 1),
        source="seed 002",
    ),
    documented(
        "provider-number",
        "secrets",
        "Provider is answered as a number",
        endpoint="GET /SMTP, PUT /SMTP",
        api_versions=(2,),
        since=(25, 1),
        source="published OpenAPI of 25.x",
    ),
    assumed(
        "hidden-secrets",
        "secrets",
        "RelayPassword and ClientSecret are answered as null",
        endpoint="GET /SMTP, PUT /SMTP",
        api_versions=(2,),
        since=(25, 1),
        source="seeds 002, 004: the value is not returned",
        switch="hidden_secrets",
    ),
    assumed(
        "username-shown",
        "secrets",
        "a user name or client id kept by Command is answered with its value, one kept by a provider with its address",
        endpoint="GET /SMTP, PUT /SMTP",
        api_versions=(2,),
        since=(25, 1),
        source="v1 answers the user name",
        fixed="the documents withhold the password alone",
    ),
    documented(
        "username-pam",
        "secrets",
        "v1 answers UnsupportedPAMSecret for a user name that a provider keeps",
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
        "a PUT without RelayPassword is 400, even if one is stored",
        endpoint="PUT /SMTP",
        source="PUT clears, and GET never answers it",
        switch="missing_password",
    ),
    assumed(
        "host-form",
        "Host",
        "is checked for length, labels and brackets; underscores are legal",
        endpoint=PUT_AND_TEST,
        fixed="no such host could be reached",
    ),
    assumed(
        "one-recipient",
        "TestRecipient",
        "is exactly one address",
        endpoint=TEST,
        source="the documents speak of one",
        fixed="several would be several mails",
    ),
    documented(
        "sender-any-text",
        "SenderAccount",
        "may be any text for type 0, also without @",
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
        "is sent as the body says; the stored profile is not looked at and stays as it is",
        endpoint=TEST,
        source="the body has every setting",
        fixed="the call is there to try settings before they are stored",
    ),
    assumed(
        "test-failure",
        "test mail",
        "one that fails is 400 with the step and the remote's words",
        endpoint=TEST,
        source="all failures recorded elsewhere are 400",
        switch="test_failure_status",
    ),
    assumed(
        "tls",
        "test mail",
        "UseSSL is TLS from the first byte on 465, STARTTLS elsewhere; without it the mail goes in plain text",
        endpoint=TEST,
        source="seed 002, what it says of ports",
        switch="tls_profile",
    ),
    assumed("test-subject", "test mail", "has a subject of ours", endpoint=TEST, switch="test_subject"),
    assumed("test-text", "test mail", "has a text of ours", endpoint=TEST, switch="test_text"),
    assumed(
        "test-login",
        "test mail",
        "logs on once, by AUTH PLAIN or else LOGIN",
        endpoint=TEST,
        fixed="both tell the server the same",
    ),
    assumed("test-helo", "test mail", "says EHLO keyfactor", endpoint=TEST, fixed="no mail server minds"),
    # Signing in
    documented(
        "status-endpoints",
        "sign-in",
        "200 with a JSON array of texts",
        endpoint="GET /Status/Endpoints",
        source="published OpenAPI; Keyfactor's Go client",
    ),
    assumed(
        "status-endpoints-text",
        "sign-in",
        "each text is method and path, as in 'GET /SMTP'",
        endpoint="GET /Status/Endpoints",
        fixed="no client reads the texts",
    ),
    documented(
        "status-health",
        "sign-in",
        "204 without a body",
        endpoint="GET /Status/HealthCheck",
        source="vendor script; OpenAPI",
    ),
)
