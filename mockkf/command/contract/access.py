"""The rules about access: credentials, permissions, and the calls with which clients sign in."""

from mockkf.command.contract.rule import PUT_AND_TEST, assumed, documented, recorded

RULES = (
    assumed(
        "credentials-none",
        "refusals",
        "401 with an empty body for missing or wrong credentials",
        source="issuer log 25.x; it seems empty there, and is a page of IIS elsewhere",
        fixed="clients read the status alone",
    ),
    assumed(
        "challenge",
        "refusals",
        "401 has a challenge with a realm for each accepted scheme, each in a header WWW-Authenticate of its own",
        fixed="the HTTP standard defines challenges",
    ),
    assumed(
        "credentials-any",
        "credentials",
        "accepts any non-empty Basic or Bearer credentials until accounts are declared",
        switch="users",
    ),
    documented(
        "sign-in-token",
        "credentials",
        "the API accepts a Bearer token of the identity provider",
        source=(
            "Authenticating to the Keyfactor API 11.0; Authenticating to the Keyfactor API 11.3; "
            "Authenticating to the Keyfactor API 12.1; Authenticating to the Keyfactor API 25.1"
        ),
    ),
    documented(
        "permission-read",
        "permissions",
        "/system_settings/read/ is required",
        endpoint="GET /SMTP",
        source="GET SMTP 11.4; GET SMTP 25.x",
    ),
    documented(
        "permission-modify",
        "permissions",
        "/system_settings/modify/ is required; the singular /system_setting/ means the same",
        endpoint=PUT_AND_TEST,
        source="PUT SMTP 25.1; POST SMTP Test 25.1; PUT SMTP 25.x; POST SMTP Test 25.x; GET Permissions 25.x",
    ),
    documented(
        "permission-read-old",
        "permissions",
        "SystemSettings: Read is another name of /system_settings/read/",
        endpoint="GET /SMTP",
        source="GET SMTP 10.3",
    ),
    documented(
        "permission-modify-old",
        "permissions",
        "SystemSettings: Modify is another name of /system_settings/modify/",
        endpoint="PUT /SMTP",
        source="PUT SMTP 10.5",
    ),
    documented(
        "permission-test-old",
        "permissions",
        "SystemSettings: Modify is another name of /system_settings/modify/",
        endpoint="POST /SMTP/Test",
        source="POST SMTP Test 10.3",
    ),
    documented(
        "permission-prefix",
        "permissions",
        "a shorter permission includes all longer ones that begin with it",
        source=(
            "Security Role Permissions 11.3; Security Role Permissions 12.2; Security Role Permissions 24.4; "
            "Security Role Permissions 25.2"
        ),
    ),
    recorded(
        "permission-lacking",
        "permissions",
        "403, 'User … does not have the required permissions: ….'",
        source="issuer log 25.x",
    ),
    recorded(
        "permission-none",
        "permissions",
        "403, 0xA0140002 for an account without a role, 'User … doesn't have the required permission'",
        source="issuer log 25.x",
    ),
    assumed(
        "permission-code",
        "permissions",
        "0xA0140002 for a lacking permission too",
        source="the log has the code for an account without a role",
        fixed="no other code is known for a 403",
    ),
    documented(
        "status-endpoints",
        "sign-in",
        "200 with a JSON array of strings",
        endpoint="GET /Status/Endpoints",
        source="published OpenAPI 25.x",
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
        source="published OpenAPI 25.x",
    ),
)
