"""The rules about every call: paths, versions, bodies, headers, refusals, releases."""

from mockkf.command.contract.rule import assumed, documented, recorded

RULES = (
    documented(
        "base-path",
        "paths",
        "the API is under /KeyfactorAPI",
        source=(
            "Web API Common Features 10.1; Web API Common Features 12.4; Web API Common Features 24.4; "
            "published OpenAPI 25.x"
        ),
        switch="base_paths",
    ),
    assumed(
        "base-path-forms",
        "paths",
        "also under /Keyfactor/API; any letter case; doubled and trailing slashes are accepted",
        source="vendor scripts send these paths",
        switch="base_paths",
    ),
    documented(
        "version-absent",
        "x-keyfactor-api-version",
        "an absent header means 1",
        source="Versioning 10.1; Versioning 10.3; Versioning 10.5; Versioning 11.3; Versioning 25.1",
    ),
    documented(
        "version-forms",
        "x-keyfactor-api-version",
        "accepts 1.0 and 2",
        source="published OpenAPI 25.x",
    ),
    assumed(
        "version-short-and-long",
        "x-keyfactor-api-version",
        "also accepts 1 and 2.0",
        source="Keyfactor's Go client sends 1, its scripts send 2.0",
        fixed="clients of the vendor send both",
    ),
    assumed(
        "version-unsupported",
        "x-keyfactor-api-version",
        "400 if the endpoint does not have the version in this release",
        switch="unsupported_version",
    ),
    recorded(
        "json-out",
        "answers",
        "compact JSON in PascalCase, without escapes",
        source="recording 25.4; recording 25.5",
    ),
    assumed(
        "nulls-out",
        "answers",
        "a member without a value is null",
        source="recorded for PAM providers; another answer of the same server omits some nulls",
        fixed="a client that reads null also reads the answer of a server that omits it",
    ),
    assumed(
        "member-case-in",
        "requests",
        "members match in any letter case",
        source="recorded for one member of another call, in 25.4",
        switch="strict",
    ),
    assumed(
        "null-in", "requests", "null means not given", fixed="a client must be able to send back the answer of GET"
    ),
    documented(
        "media-types",
        "requests",
        "accepts JSON under the four published media types",
        source="published OpenAPI 25.x",
    ),
    assumed(
        "accept",
        "requests",
        "ignores Accept; always answers JSON, never 406",
        source="a vendor script asks for text and reads JSON",
        fixed="clients read JSON, whatever they ask for",
    ),
    assumed(
        "body-on-get",
        "requests",
        "ignores a body on GET",
        source="recorded for other calls: Keyfactor's Go client sends one",
        fixed="a client of the vendor sends one",
    ),
    recorded(
        "common-headers",
        "answers",
        "every answer has X-Keyfactor-Product-Version, X-Keyfactor-Correlation-Id and Api-Supported-Versions",
        source="recording 25.4; recording 25.5",
    ),
    recorded("error-body", "refusals", "JSON with two keys, ErrorCode and Message", source="recording 25.4"),
    recorded("error-escapes", "refusals", "an apostrophe in a Message is \\u0027", source="issuer log 25.x"),
    assumed(
        "error-code",
        "refusals",
        "a 400 has ErrorCode 0xA0110002",
        source="recorded for one 400, in 25.4",
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
        "media-type-wrong",
        "refusals",
        "415 for another media type, for none or for several; Accept lists those that are read",
        fixed="the HTTP standard defines this status",
    ),
    assumed(
        "charset",
        "refusals",
        "reads JSON in UTF-8 and, if the media type says so, in UTF-16; 415 for another charset",
        source="ASP.NET Core reads these two encodings",
        fixed="clients send UTF-8",
    ),
    assumed(
        "content-coding",
        "refusals",
        "415 with Accept-Encoding for a body with a content coding, such as gzip",
        fixed="the HTTP standard defines this status",
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
    assumed(
        "release-between",
        "releases",
        "an unknown release behaves as the newest known release below it, 10.0 to 10.4 as 10.5; if no document of it "
        "was seen, a remark in header, journal and log says so",
        switch="release",
    ),
    assumed(
        "release-oauth",
        "releases",
        "25.2 to 25.4 behave as 25.1",
        source="a later page than 25.1 still has no OAuth",
        switch="release",
    ),
    assumed(
        "release-newer",
        "releases",
        "a release newer than 25.5 behaves as 25.5; a remark in header, journal and log says so",
        source="26.2 was seen in use, in the README of a CA plug-in, but no page of it",
        switch="release",
    ),
    recorded(
        "release-shown",
        "releases",
        "X-Keyfactor-Product-Version has the release of the server",
        source="recording 25.4; recording 25.5",
        switch="release",
    ),
)
