// Sets up a mock and reads its mail, with the client that hey-api made.
import * as api from "./client";
import { client } from "./client/client.gen";

client.setConfig({ baseUrl: process.env.MOCKKF_SERVER ?? "" });
const path = { provider: "1" };
const at = ["mail"];

async function main(): Promise<void> {
  const vault = await api.putSecret({ path, body: { at, value: "s3cret" } });
  console.log("put secret:", vault.data?.name);

  const same = await api.compareSecret({ path, body: { at, expected: "s3cret" } });
  console.log("test secret:", same.data?.same);

  const planned = await api.planFault({ body: { step: "relay.recipient", reply: "451 4.3.0 try later" } });
  console.log("plan:", planned.data?.id, planned.data?.step);

  const all = await api.listFaults();
  console.log("list:", all.data?.faults.length);

  const page = await api.listMessages({ query: { limit: 1, start: 1 } });
  console.log("page:", page.data?.messages.length, "of", page.data?.total);

  const id = String(page.data?.messages[0]?.id);
  const used = await api.compareLogin({ path: { id }, body: { expected: "s3cret" } });
  console.log("test login:", used.data?.used);

  const removed = await api.removeFault({ path: { id: planned.data?.id ?? 0 } });
  console.log("delete fault:", removed.data?.id);

  const emptied = await api.removeSecret({ path, body: { at } });
  console.log("delete secret:", emptied.data?.name);

  const absent = await api.getFault({ path: { id: 9 } });
  if (absent.error?.error) console.log("absent:", absent.response?.status);
}

void main();
