// Stores, reads and tests a profile, and reads pages, with the client that hey-api made.
import * as api from "./client";
import { client } from "./client/client.gen";

client.setConfig({ baseUrl: process.env.MOCKKF_API ?? "", auth: (way) => (way.scheme === "bearer" ? token : undefined) });
const token = process.env.MOCKKF_TOKEN ?? "";
const caller = { "x-keyfactor-requested-with": "APIClient" } as const;
const headers = { ...caller, "x-keyfactor-api-version": "2" } as const;
const profile = {
  Host: "smtp.keyexample.com",
  Port: 587,
  RelayAuthenticationType: 2,
  SenderAccount: "jsmith@keyexample.com",
  SenderName: "Keyfactor Command",
} as const;
const text = (value: string): api.Secret => ({ SecretValue: value });
const address = (name: string): api.Secret => ({ Provider: 1, Parameters: { SecretName: name } });
const addresses = { RelayUsername: address("mail-user"), RelayPassword: address("mail-password") };

async function main(): Promise<void> {
  const values = { RelayUsername: text("command@keyexample.com"), RelayPassword: text("s3cret") };
  let stored = await api.putSmtp({ headers, body: { ...profile, ...values } });
  console.log("put value:", stored.data?.RelayUsername?.SecretValue);

  stored = await api.putSmtp({ headers, body: { ...profile, ...addresses } });
  const user = stored.data?.RelayUsername;
  console.log("put address:", user?.Provider, user?.Parameters?.["SecretName"]);

  const read = await api.getSmtp({ headers });
  console.log("get:", read.data?.Host, read.data?.Port);

  const mail = { ...profile, ...addresses, TestRecipient: "mjones@keyexample.com" };
  const sent = await api.postSmtpTest({ headers, body: mail });
  console.log("test:", sent.response?.status);

  const page = await api.getPamProviders({ headers, query: { PageReturned: 2, ReturnLimit: 1 } });
  console.log("page:", page.data?.[0]?.Name, "of", page.response?.headers.get("X-Total-Count"));

  const path = { providerId: 1 };
  const created = await api.postPamProvidersLocalByProviderIdEntries({
    headers: caller,
    path,
    body: { SecretName: "new", SecretValue: "s3cret" },
  });
  console.log("create:", created.data?.SecretName);

  const query = { QueryString: 'SecretName -eq "new"' };
  const listed = await api.getPamProvidersLocalByProviderIdEntries({ headers: caller, path, query });
  console.log("list:", listed.data?.[0]?.SecretName);

  const deleted = await api.deletePamProvidersLocalByProviderIdEntries({
    headers: caller,
    path,
    query: { secretName: "new" },
  });
  console.log("delete:", deleted.response?.status);

  const absent = await api.getPamProvidersById({ headers, path: { id: 99 } });
  if (typeof absent.error === "object" && absent.error.Message) console.log("absent:", absent.response?.status);
}

void main();
