// Sets up a mock and reads its mail, with the client that openapi-generator made.

import java.util.List;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.JSON;
import org.openapitools.client.api.FaultsApi;
import org.openapitools.client.api.MessagesApi;
import org.openapitools.client.api.VaultsApi;
import org.openapitools.client.model.Error;
import org.openapitools.client.model.ExpectedSecret;
import org.openapitools.client.model.Fault;
import org.openapitools.client.model.FaultPlan;
import org.openapitools.client.model.Messages;
import org.openapitools.client.model.SecretAddress;
import org.openapitools.client.model.SecretComparison;
import org.openapitools.client.model.StoredSecret;

final class Interop {
    public static void main(String[] arguments) throws ApiException {
        ApiClient client = new ApiClient();
        client.setBasePath(System.getenv("MOCKKF_SERVER"));
        VaultsApi vaults = new VaultsApi(client);
        FaultsApi faults = new FaultsApi(client);
        MessagesApi messages = new MessagesApi(client);
        List<String> at = List.of("mail");

        StoredSecret secret = new StoredSecret().at(at).value("s3cret");
        System.out.println("put secret: " + vaults.putSecret("1", secret).getName());

        SecretComparison comparison = new SecretComparison().at(at).expected("s3cret");
        System.out.println("test secret: " + vaults.compareSecret("1", comparison).getSame());

        FaultPlan plan = new FaultPlan().step("relay.recipient");
        plan.putAdditionalProperty("reply", "451 4.3.0 try later");
        Fault planned = faults.planFault(plan);
        System.out.println("plan: " + planned.getId() + " " + planned.getStep());

        System.out.println("list: " + faults.listFaults().getFaults().size());

        Messages page = messages.listMessages(
            1, 1, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
            null);
        System.out.println("page: " + page.getMessages().size() + " of " + page.getTotal());

        ExpectedSecret expected = new ExpectedSecret().expected("s3cret");
        String id = page.getMessages().get(0).getId().toString();
        System.out.println("test login: " + messages.compareLogin(id, expected).getUsed());

        System.out.println("delete fault: " + faults.removeFault(planned.getId()).getId());

        SecretAddress address = new SecretAddress().at(at);
        System.out.println("delete secret: " + vaults.removeSecret("1", address).getName());

        try {
            faults.getFault(9);
        } catch (ApiException refused) {
            Error error = JSON.deserialize(refused.getResponseBody(), Error.class);
            if (!error.getError().isEmpty()) {
                System.out.println("absent: " + refused.getCode());
            }
        }
    }
}
