// Sets up a mock and reads its mail, with the types that openapi-typescript made.
import createClient from "openapi-fetch";

import type { paths } from "./client";

const client = createClient<paths>({ baseUrl: process.env.MOCKKF_SERVER ?? "" });
const path = { provider: "1" };
const at = ["mail"];

async function main(): Promise<void> {
  const body = { at, value: "s3cret" };
  const vault = await client.PUT("/mockkf/vaults/{provider}/secrets", { params: { path }, body });
  console.log("put secret:", vault.data?.name);

  const same = await client.POST("/mockkf/vaults/{provider}/compare", {
    params: { path },
    body: { at, expected: "s3cret" },
  });
  console.log("test secret:", same.data?.same);

  const plan = { step: "relay.recipient", reply: "451 4.3.0 try later" };
  const planned = await client.POST("/mockkf/faults", { body: plan });
  console.log("plan:", planned.data?.id, planned.data?.step);

  const all = await client.GET("/mockkf/faults");
  console.log("list:", all.data?.faults.length);

  const page = await client.GET("/mockkf/messages", { params: { query: { limit: 1, start: 1 } } });
  console.log("page:", page.data?.messages.length, "of", page.data?.total);

  const used = await client.POST("/mockkf/messages/{id}/used", {
    params: { path: { id: String(page.data?.messages[0]?.id) } },
    body: { expected: "s3cret" },
  });
  console.log("test login:", used.data?.used);

  const removed = await client.DELETE("/mockkf/faults/{id}", { params: { path: { id: planned.data?.id ?? 0 } } });
  console.log("delete fault:", removed.data?.id);

  const emptied = await client.DELETE("/mockkf/vaults/{provider}/secrets", { params: { path }, body: { at } });
  console.log("delete secret:", emptied.data?.name);

  const absent = await client.GET("/mockkf/faults/{id}", { params: { path: { id: 9 } } });
  if (absent.error?.error) console.log("absent:", absent.response.status);
}

void main();
