"""Stores, reads and tests a profile, and reads pages, with the client that openapi-generator made."""

import os

from openapi_client import (
    ApiClient,
    ApiException,
    Configuration,
    Error,
    PamProvidersApi,
    PostPamProvidersLocalByProviderIdEntriesRequest,
    PostSMTPTestRequest,
    PutSMTPRequest,
    Secret,
    SMTPApi,
)

CALLER, NEWEST = "APIClient", "2"
HOST, PORT, TYPE = "smtp.keyexample.com", 587, 2
ACCOUNT, NAME = "jsmith@keyexample.com", "Keyfactor Command"


def text(value: str) -> Secret:
    """Return a secret that is its value."""
    return Secret(SecretValue=value)


def address(name: str) -> Secret:
    """Return a secret that a PAM provider has."""
    return Secret(Provider=1, Parameters={"SecretName": name})


def profile(user: Secret, password: Secret) -> PutSMTPRequest:
    """Return a profile with this login."""
    return PutSMTPRequest(
        Host=HOST,
        Port=PORT,
        RelayAuthenticationType=TYPE,
        RelayUsername=user,
        RelayPassword=password,
        SenderAccount=ACCOUNT,
        SenderName=NAME,
    )


def main() -> None:
    """Make every call once."""
    configuration = Configuration(host=os.environ["MOCKKF_API"], access_token=os.environ["MOCKKF_TOKEN"])
    with ApiClient(configuration) as client:
        smtp, pam = SMTPApi(client), PamProvidersApi(client)

        stored = smtp.put_smtp(CALLER, NEWEST, profile(text("command@keyexample.com"), text("s3cret")))
        assert stored.relay_username
        print("put value:", stored.relay_username.secret_value)

        stored = smtp.put_smtp(CALLER, NEWEST, profile(address("mail-user"), address("mail-password")))
        assert stored.relay_username
        assert stored.relay_username.parameters
        print("put address:", stored.relay_username.provider, stored.relay_username.parameters["SecretName"])

        read = smtp.get_smtp(CALLER, NEWEST)
        print("get:", read.host, read.port)

        mail = PostSMTPTestRequest(
            Host=HOST,
            Port=PORT,
            RelayAuthenticationType=TYPE,
            RelayUsername=address("mail-user"),
            RelayPassword=address("mail-password"),
            SenderAccount=ACCOUNT,
            SenderName=NAME,
            TestRecipient="mjones@keyexample.com",
        )
        print("test:", smtp.post_smtp_test_with_http_info(CALLER, NEWEST, mail).status_code)

        page = pam.get_pam_providers_with_http_info(CALLER, NEWEST, page_returned=2, return_limit=1)
        assert page.headers
        print("page:", page.data[0].name, "of", page.headers["X-Total-Count"])

        entry = PostPamProvidersLocalByProviderIdEntriesRequest(SecretName="new", SecretValue="s3cret")
        print("create:", pam.post_pam_providers_local_by_provider_id_entries(1, CALLER, entry).secret_name)

        query = 'SecretName -eq "new"'
        entries = pam.get_pam_providers_local_by_provider_id_entries(1, CALLER, query_string=query)
        print("list:", entries[0].secret_name)

        deleted = pam.delete_pam_providers_local_by_provider_id_entries_with_http_info(1, "new", CALLER)
        print("delete:", deleted.status_code)

        try:
            pam.get_pam_providers_by_id(99, CALLER, NEWEST)
        except ApiException as refused:
            if isinstance(refused.data, Error) and refused.data.message:
                print("absent:", refused.status)


main()
