"""The rules about PAM: where secrets come from, and the endpoints by which a client learns of them."""

from mockkf.command.contract.behaviours import assumed, documented, recorded
from mockkf.command.contract.rule import Rule

LIST = "GET /PamProviders"
ENTRIES = "GET /PamProviders/Local/{providerId}/Entries"

RULES: tuple[Rule, ...] = (
    documented(
        "pam-seed",
        "PAM",
        "providers 1, 2 and 3 are Command's own, CyberArk and Delinea, and hold every secret of the examples",
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
        "a secret is looked up when it is used, once for each use, and never kept",
        source="the extensions keep nothing",
        fixed="a stored value could leak, and would be old",
    ),
    assumed(
        "pam-stored",
        "PAM",
        "PUT /SMTP keeps the address and does not look it up",
        endpoint="PUT /SMTP",
        fixed="whether it can be looked up is what a test mail is for",
    ),
    assumed(
        "pam-failure",
        "PAM",
        "a secret that cannot be had is 400 in the words of the provider's type, and no mail is sent",
        endpoint="POST /SMTP/Test",
        source="texts of the published extensions; those marked so in the catalogue are ours",
        switch="test_failure_status",
    ),
    assumed(
        "pam-remote",
        "PAM",
        "a provider with Remote true cannot be used for the SMTP profile",
        endpoint="POST /SMTP/Test",
        source="PAM Providers pages: resolved by the orchestrator",
        fixed="there is no orchestrator in a mail server's way",
    ),
    recorded(
        "pam-provider-shape",
        "PAM",
        "a provider is answered with its type, that with its parameters, and its values",
        endpoint=LIST,
        source="recorded 25.4 traffic",
    ),
    assumed(
        "pam-type-null",
        "PAM",
        "a parameter inside a provider has a ProviderType, which is null, since 25.1, and none before",
        endpoint=LIST,
        source="recorded 25.4 traffic has the null; Keyfactor's Python client of 11.x cannot read it",
        fixed="each release answers as its own clients read",
    ),
    recorded(
        "pam-secret-value",
        "PAM",
        "the value of a parameter of data type 2 is answered as a GUID",
        endpoint=LIST,
        source="recorded 25.4 traffic",
    ),
    documented(
        "pam-entry-value", "PAM", "the value of a local entry is never answered", endpoint=ENTRIES, source="local pages"
    ),
    documented(
        "pam-paging",
        "lists",
        "PageReturned (1), ReturnLimit (50), SortField, SortAscending (0 up, 1 down) and QueryString; pq.* names too",
        endpoint=f"{LIST}, {ENTRIES}",
        source="published OpenAPI, 2022 and 25.x",
    ),
    recorded(
        "pam-total", "lists", "X-Total-Count is on paged lists only", endpoint=LIST, source="recorded 25.4 traffic"
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
        fixed="a query beyond that is refused and says where",
    ),
    assumed(
        "pam-sort-wrong",
        "lists",
        "another sort field is 400, 0xA011004A",
        endpoint=LIST,
        source="a unit test of the Terraform provider, which does not say where it has it from",
        fixed="clients show the text",
    ),
    documented(
        "pam-permissions",
        "permissions",
        "/pam/read/ and /pam/modify/, or those of one provider, /pam/read/{id}/ and /pam/modify/{id}/",
        endpoint=LIST,
        source="PAM Providers pages, 11.4 to 25.x",
    ),
    documented(
        "pam-put-clears",
        "PAM",
        "what a PUT does not send is cleared",
        endpoint="PUT /PamProviders",
        source="PAM Providers pages",
    ),
    assumed(
        "pam-entry-kept",
        "PAM",
        "a PUT of a local entry without SecretValue leaves its value",
        endpoint="PUT /PamProviders/Local/{providerId}/Entries",
        source="SecretValue is optional there, and required to create one",
        fixed="an entry without a value would be none",
    ),
    documented(
        "pam-values-needed",
        "PAM",
        "a provider needs a value for each of its own parameters unless it is remote",
        endpoint="POST /PamProviders, PUT /PamProviders",
        source="POST PAM Providers pages, 12.4 and 24.4",
    ),
    assumed(
        "pam-in-use",
        "PAM",
        "a provider that the SMTP profile uses, and a type that a provider is of, cannot be deleted: 400",
        endpoint="DELETE /PamProviders/{id}, DELETE /PamProviders/Types/{id}",
        source="a type only if it is unused (published OpenAPI); for providers nobody says",
        fixed="anything else would leave the profile half-done",
    ),
    assumed(
        "pam-twice",
        "PAM",
        "a name that exists is 400, an id that does not is 404",
        source="nobody says",
        fixed="it is what HTTP has for it, and every domain failure recorded is 400",
    ),
    documented(
        "pam-type-of-provider",
        "PAM",
        "v2 GET /PamProviders/Types/{id} takes the id of a provider and answers an array",
        endpoint="GET /PamProviders/Types/{id}",
        api_versions=(2,),
        since=(11, 4),
        source="published OpenAPI of 25.x",
    ),
)
