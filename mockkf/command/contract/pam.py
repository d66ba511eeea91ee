"""The rules about PAM: the sources of secrets, and the endpoints that manage them."""

from mockkf.command.contract.behaviours import assumed, documented, recorded
from mockkf.command.contract.rule import Rule

LIST = "GET /PamProviders"
ENTRIES = "GET /PamProviders/Local/{providerId}/Entries"

RULES: tuple[Rule, ...] = (
    documented(
        "pam-seed",
        "PAM",
        "providers 1, 2 and 3 are Command's own, CyberArk and Delinea; they contain every secret of the examples",
        source="seed 002",
    ),
    documented(
        "pam-local-name",
        "PAM",
        "Command's own type is called LocalDB before release 25, Command Secret Provider since",
        source="PAM Providers Local pages, 12.3, 24.4 and 25.x",
    ),
    assumed(
        "pam-moment",
        "PAM",
        "Command looks a secret up at each use, and never stores the value",
        source="the extensions store nothing",
        fixed="a stored value can leak, and becomes old",
    ),
    assumed(
        "pam-stored",
        "PAM",
        "PUT /SMTP stores the address without a look-up",
        endpoint="PUT /SMTP",
        fixed="a test mail shows whether the look-up works",
    ),
    assumed(
        "pam-failure",
        "PAM",
        "400 with the error text of the provider type if a look-up fails; no mail is sent",
        endpoint="POST /SMTP/Test",
        source="error texts of the published extensions; the code marks the assumed ones",
        switch="test_failure_status",
    ),
    assumed(
        "pam-remote",
        "PAM",
        "a provider with Remote true cannot be used for the SMTP profile",
        endpoint="POST /SMTP/Test",
        source="PAM Providers pages: resolved by the orchestrator",
        fixed="no orchestrator takes part in a test mail",
    ),
    recorded(
        "pam-provider-shape",
        "PAM",
        "the answer has the provider, its type with parameters, and its values",
        endpoint=LIST,
        source="recorded 25.4 traffic",
    ),
    assumed(
        "pam-type-null",
        "PAM",
        "since 25.1 a parameter inside a provider has a ProviderType of null; before 25.1 it has no ProviderType",
        endpoint=LIST,
        source="recorded 25.4 traffic has the null; Keyfactor's Python client of 11.x cannot read it",
        fixed="each release answers in the form that its own clients read",
    ),
    recorded(
        "pam-secret-value",
        "PAM",
        "the answer has a GUID in place of the value of a parameter of data type 2",
        endpoint=LIST,
        source="recorded 25.4 traffic",
    ),
    documented(
        "pam-entry-value",
        "PAM",
        "the answer never contains the value of a local entry",
        endpoint=ENTRIES,
        source="local pages",
    ),
    documented(
        "pam-paging",
        "lists",
        "PageReturned (1), ReturnLimit (50), SortField, SortAscending (0 up, 1 down) and QueryString; pq.* names",
        endpoint=f"{LIST}, {ENTRIES}",
        source="published OpenAPI, 2022 and 25.x",
    ),
    recorded(
        "pam-total", "lists", "only paged lists have X-Total-Count", endpoint=LIST, source="recorded 25.4 traffic"
    ),
    documented(
        "pam-query-fields",
        "lists",
        "providers by Area, Name, ProviderType, SecuredAreaId; entries by Description, SecretName",
        endpoint=f"{LIST}, {ENTRIES}",
        source="PAM Providers pages",
    ),
    assumed(
        "pam-query-grammar",
        "lists",
        "-eq, -ne, -contains, -notcontains, -startswith, -endswith, AND, OR and brackets, in any letter case",
        endpoint=f"{LIST}, {ENTRIES}",
        source="query pages of other lists",
        fixed="other queries are refused, with the position of the error",
    ),
    assumed(
        "pam-sort-wrong",
        "lists",
        "400, 0xA011004A for another sort field",
        endpoint=LIST,
        source="a unit test of the Terraform provider, which names no source",
        fixed="clients show the text",
    ),
    documented(
        "pam-permissions",
        "permissions",
        "/pam/read/ and /pam/modify/, or for one provider /pam/read/{id}/ and /pam/modify/{id}/",
        endpoint=LIST,
        source="PAM Providers pages, 11.4 to 25.x",
    ),
    documented(
        "pam-put-clears",
        "PAM",
        "PUT clears every member that the request does not contain",
        endpoint="PUT /PamProviders",
        source="PAM Providers pages",
    ),
    assumed(
        "pam-entry-kept",
        "PAM",
        "PUT of a local entry without SecretValue keeps the value",
        endpoint="PUT /PamProviders/Local/{providerId}/Entries",
        source="SecretValue is optional in PUT, and required in POST",
        fixed="an entry without a value has no use",
    ),
    documented(
        "pam-values-needed",
        "PAM",
        "a provider needs a value for each provider parameter, unless the provider is remote",
        endpoint="POST /PamProviders, PUT /PamProviders",
        source="POST PAM Providers pages, 12.4 and 24.4",
    ),
    assumed(
        "pam-in-use",
        "PAM",
        "400 for the deletion of a provider that the SMTP profile uses, and of a type that a provider uses",
        endpoint="DELETE /PamProviders/{id}, DELETE /PamProviders/Types/{id}",
        source="published OpenAPI: only unused types; undocumented for providers",
        fixed="the profile must stay complete",
    ),
    assumed(
        "pam-twice",
        "PAM",
        "400 for a name that exists; 404 for an unknown id",
        source="undocumented",
        fixed="the HTTP standard defines 404; every recorded domain failure is 400",
    ),
    documented(
        "pam-type-of-provider",
        "PAM",
        "v2 GET /PamProviders/Types/{id} takes the id of a provider, and answers an array",
        endpoint="GET /PamProviders/Types/{id}",
        api_versions=(2,),
        since=(11, 4),
        source="published OpenAPI of 25.x",
    ),
)
