// Stores, reads and tests a profile, and reads pages, with the client that openapi-generator made.
import { Configuration, PamProvidersApi, ResponseError, SMTPApi, type Secret } from "./client";

const configuration = new Configuration({
  basePath: process.env.MOCKKF_API ?? "",
  accessToken: process.env.MOCKKF_TOKEN ?? "",
});
const smtp = new SMTPApi(configuration);
const pam = new PamProvidersApi(configuration);
const caller = { xKeyfactorRequestedWith: "APIClient" } as const;
const newest = { ...caller, xKeyfactorApiVersion: "2" } as const;
const profile = {
  host: "smtp.keyexample.com",
  port: 587,
  relayAuthenticationType: 2,
  senderAccount: "jsmith@keyexample.com",
  senderName: "Keyfactor Command",
} as const;
const text = (value: string): Secret => ({ secretValue: value });
const address = (name: string): Secret => ({ provider: 1, parameters: { SecretName: name } });
const addresses = { relayUsername: address("mail-user"), relayPassword: address("mail-password") };

async function main(): Promise<void> {
  const values = { relayUsername: text("command@keyexample.com"), relayPassword: text("s3cret") };
  let stored = await smtp.putSMTP({ ...newest, putSMTPRequest: { ...profile, ...values } });
  console.log("put value:", stored.relayUsername?.secretValue);

  stored = await smtp.putSMTP({ ...newest, putSMTPRequest: { ...profile, ...addresses } });
  const user = stored.relayUsername;
  console.log("put address:", user?.provider, user?.parameters?.["SecretName"]);

  const read = await smtp.getSMTP(newest);
  console.log("get:", read.host, read.port);

  const mail = { ...profile, ...addresses, testRecipient: "mjones@keyexample.com" };
  const sent = await smtp.postSMTPTestRaw({ ...newest, postSMTPTestRequest: mail });
  console.log("test:", sent.raw.status);

  const page = await pam.getPamProvidersRaw({ ...newest, pageReturned: 2, returnLimit: 1 });
  console.log("page:", (await page.value())[0]?.name, "of", page.raw.headers.get("X-Total-Count"));

  const created = await pam.postPamProvidersLocalByProviderIdEntries({
    ...caller,
    providerId: 1,
    postPamProvidersLocalByProviderIdEntriesRequest: { secretName: "new", secretValue: "s3cret" },
  });
  console.log("create:", created.secretName);

  const entries = await pam.getPamProvidersLocalByProviderIdEntries({
    ...caller,
    providerId: 1,
    queryString: 'SecretName -eq "new"',
  });
  console.log("list:", entries[0]?.secretName);

  const deleted = await pam.deletePamProvidersLocalByProviderIdEntriesRaw({
    ...caller,
    providerId: 1,
    secretName: "new",
  });
  console.log("delete:", deleted.raw.status);

  try {
    await pam.getPamProvidersById({ ...newest, id: 99 });
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error;
    const refusal: Record<string, string> = await error.response.json();
    if (refusal["Message"]) console.log("absent:", error.response.status);
  }
}

void main();
