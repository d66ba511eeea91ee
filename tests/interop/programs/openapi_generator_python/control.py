"""Sets up a mock and reads its mail, with the client that openapi-generator made."""

import os

from openapi_client import (
    ApiClient,
    ApiException,
    Configuration,
    Error,
    ExpectedSecret,
    FaultPlan,
    FaultsApi,
    MessagesApi,
    SecretAddress,
    SecretComparison,
    StoredSecret,
    VaultsApi,
)

AT = ["mail"]


def main() -> None:
    """Make every call once."""
    with ApiClient(Configuration(host=os.environ["MOCKKF_SERVER"])) as client:
        vaults, faults, messages = VaultsApi(client), FaultsApi(client), MessagesApi(client)

        print("put secret:", vaults.put_secret("1", StoredSecret(at=AT, value="s3cret")).name)

        same = vaults.compare_secret("1", SecretComparison(at=AT, expected="s3cret")).same
        print("test secret:", str(same).lower())

        plan = FaultPlan(step="relay.recipient")
        plan.additional_properties["reply"] = "451 4.3.0 try later"
        planned = faults.plan_fault(plan)
        print("plan:", planned.id, planned.step)

        print("list:", len(faults.list_faults().faults))

        page = messages.list_messages(limit=1, start=1)
        print("page:", len(page.messages), "of", page.total)

        used = messages.compare_login(str(page.messages[0].id), ExpectedSecret(expected="s3cret")).used
        print("test login:", str(used).lower())

        print("delete fault:", faults.remove_fault(planned.id).id)

        print("delete secret:", vaults.remove_secret("1", SecretAddress(at=AT)).name)

        try:
            faults.get_fault(9)
        except ApiException as refused:
            if isinstance(refused.data, Error) and refused.data.error:
                print("absent:", refused.status)


main()
