// Stores, reads and tests a profile, and reads pages, with the client that openapi-generator made.

import java.util.List;
import java.util.Map;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.ApiResponse;
import org.openapitools.client.api.PamProvidersApi;
import org.openapitools.client.api.SmtpApi;
import org.openapitools.client.model.Error;
import org.openapitools.client.model.LocalEntryAnswer;
import org.openapitools.client.model.PostPamProvidersLocalByProviderIdEntriesRequest;
import org.openapitools.client.model.PostSMTPTestRequest;
import org.openapitools.client.model.ProviderAnswer;
import org.openapitools.client.model.PutSMTPRequest;
import org.openapitools.client.model.SMTPProfileAnswer;
import org.openapitools.client.model.Secret;
import org.openapitools.client.model.SecretAnswer;

final class Interop {
    private static final String CALLER = "APIClient";
    private static final String NEWEST = "2";

    private static Secret text(String value) {
        return new Secret().secretValue(value);
    }

    private static Secret address(String name) {
        return new Secret().provider(1).parameters(Map.of("SecretName", name));
    }

    public static void main(String[] arguments) throws ApiException {
        ApiClient client = new ApiClient();
        client.setBasePath(System.getenv("MOCKKF_API"));
        client.setBearerToken(System.getenv("MOCKKF_TOKEN"));
        SmtpApi smtp = new SmtpApi(client);
        PamProvidersApi pam = new PamProvidersApi(client);

        PutSMTPRequest profile = new PutSMTPRequest()
            .host("smtp.keyexample.com").port(587)
            .senderAccount("jsmith@keyexample.com").senderName("Keyfactor Command")
            .relayAuthenticationType(PutSMTPRequest.RelayAuthenticationTypeEnum.NUMBER_2)
            .relayUsername(text("command@keyexample.com")).relayPassword(text("s3cret"));
        SMTPProfileAnswer stored = smtp.putSMTP(CALLER, NEWEST, profile);
        System.out.println("put value: " + stored.getRelayUsername().getSecretValue());

        profile.relayUsername(address("mail-user")).relayPassword(address("mail-password"));
        SecretAnswer user = smtp.putSMTP(CALLER, NEWEST, profile).getRelayUsername();
        System.out.println("put address: " + user.getProvider() + " " + user.getParameters().get("SecretName"));

        SMTPProfileAnswer read = smtp.getSMTP(CALLER, NEWEST);
        System.out.println("get: " + read.getHost() + " " + read.getPort());

        PostSMTPTestRequest mail = new PostSMTPTestRequest()
            .host("smtp.keyexample.com").port(587)
            .senderAccount("jsmith@keyexample.com").senderName("Keyfactor Command")
            .testRecipient("mjones@keyexample.com")
            .relayAuthenticationType(PostSMTPTestRequest.RelayAuthenticationTypeEnum.NUMBER_2)
            .relayUsername(address("mail-user")).relayPassword(address("mail-password"));
        System.out.println("test: " + smtp.postSMTPTestWithHttpInfo(CALLER, NEWEST, mail).getStatusCode());

        ApiResponse<List<ProviderAnswer>> page =
            pam.getPamProvidersWithHttpInfo(CALLER, NEWEST, null, 2, 1, null, null);
        String total = page.getHeaders().get("x-total-count").get(0);
        System.out.println("page: " + page.getData().get(0).getName() + " of " + total);

        PostPamProvidersLocalByProviderIdEntriesRequest entry =
            new PostPamProvidersLocalByProviderIdEntriesRequest().secretName("new").secretValue("s3cret");
        LocalEntryAnswer created = pam.postPamProvidersLocalByProviderIdEntries(1, CALLER, entry, null);
        System.out.println("create: " + created.getSecretName());

        List<LocalEntryAnswer> entries = pam.getPamProvidersLocalByProviderIdEntries(
            1, CALLER, "SecretName -eq \"new\"", null, null, null, null, null);
        System.out.println("list: " + entries.get(0).getSecretName());

        ApiResponse<Void> deleted = pam.deletePamProvidersLocalByProviderIdEntriesWithHttpInfo(1, "new", CALLER, null);
        System.out.println("delete: " + deleted.getStatusCode());

        try {
            pam.getPamProvidersById(99, CALLER, NEWEST);
        } catch (ApiException refused) {
            Error error = org.openapitools.client.JSON.deserialize(refused.getResponseBody(), Error.class);
            if (!error.getMessage().isEmpty()) {
                System.out.println("absent: " + refused.getCode());
            }
        }
    }
}
