// Stores, reads and tests a profile, and reads pages, with the types that openapi-typescript made.
import createClient from "openapi-fetch";

import type { components, paths } from "./client";

const client = createClient<paths>({
  baseUrl: process.env.MOCKKF_API ?? "",
  headers: { Authorization: `Bearer ${process.env.MOCKKF_TOKEN}` },
});
const caller = { "x-keyfactor-requested-with": "APIClient" } as const;
const header = { ...caller, "x-keyfactor-api-version": "2" } as const;
const profile = {
  Host: "smtp.keyexample.com",
  Port: 587,
  RelayAuthenticationType: 2,
  SenderAccount: "jsmith@keyexample.com",
  SenderName: "Keyfactor Command",
} as const;
const text = (value: string): components["schemas"]["Secret"] => ({ SecretValue: value });
const address = (name: string): components["schemas"]["Secret"] => ({ Provider: 1, Parameters: { SecretName: name } });
const addresses = { RelayUsername: address("mail-user"), RelayPassword: address("mail-password") };

async function main(): Promise<void> {
  const values = { RelayUsername: text("command@keyexample.com"), RelayPassword: text("s3cret") };
  let stored = await client.PUT("/SMTP", { params: { header }, body: { ...profile, ...values } });
  console.log("put value:", stored.data?.RelayUsername?.SecretValue);

  stored = await client.PUT("/SMTP", { params: { header }, body: { ...profile, ...addresses } });
  const user = stored.data?.RelayUsername;
  console.log("put address:", user?.Provider, user?.Parameters?.["SecretName"]);

  const read = await client.GET("/SMTP", { params: { header } });
  console.log("get:", read.data?.Host, read.data?.Port);

  const mail = { ...profile, ...addresses, TestRecipient: "mjones@keyexample.com" };
  const sent = await client.POST("/SMTP/Test", { params: { header }, body: mail });
  console.log("test:", sent.response.status);

  const query = { PageReturned: 2, ReturnLimit: 1 };
  const page = await client.GET("/PamProviders", { params: { header, query } });
  console.log("page:", page.data?.[0]?.Name, "of", page.response.headers.get("X-Total-Count"));

  const entries = "/PamProviders/Local/{providerId}/Entries";
  const path = { providerId: 1 };
  const created = await client.POST(entries, {
    params: { header: caller, path },
    body: { SecretName: "new", SecretValue: "s3cret" },
  });
  console.log("create:", created.data?.SecretName);

  const listed = await client.GET(entries, {
    params: { header: caller, path, query: { QueryString: 'SecretName -eq "new"' } },
  });
  console.log("list:", listed.data?.[0]?.SecretName);

  const deleted = await client.DELETE(entries, { params: { header: caller, path, query: { secretName: "new" } } });
  console.log("delete:", deleted.response.status);

  const absent = await client.GET("/PamProviders/{id}", { params: { header, path: { id: 99 } } });
  if (typeof absent.error === "object" && absent.error.Message) console.log("absent:", absent.response.status);
}

void main();
