// Sets up a mock and reads its mail, with the client that openapi-generator made.
import { Configuration, FaultsApi, MessagesApi, ResponseError, VaultsApi } from "./client";

const configuration = new Configuration({ basePath: process.env.MOCKKF_SERVER ?? "" });
const vaults = new VaultsApi(configuration);
const faults = new FaultsApi(configuration);
const messages = new MessagesApi(configuration);
const at = ["mail"];

async function main(): Promise<void> {
  const vault = await vaults.putSecret({ provider: "1", storedSecret: { at, value: "s3cret" } });
  console.log("put secret:", vault.name);

  const same = await vaults.compareSecret({ provider: "1", secretComparison: { at, expected: "s3cret" } });
  console.log("test secret:", same.same);

  const plan = { step: "relay.recipient", reply: "451 4.3.0 try later" };
  const planned = await faults.planFault({ faultPlan: plan });
  console.log("plan:", planned.id, planned.step);

  const all = await faults.listFaults();
  console.log("list:", all.faults.length);

  const page = await messages.listMessages({ limit: 1, start: 1 });
  console.log("page:", page.messages.length, "of", page.total);

  const id = String(page.messages[0]?.id);
  const used = await messages.compareLogin({ id, expectedSecret: { expected: "s3cret" } });
  console.log("test login:", used.used);

  const removed = await faults.removeFault({ id: planned.id });
  console.log("delete fault:", removed.id);

  const emptied = await vaults.removeSecret({ provider: "1", secretAddress: { at } });
  console.log("delete secret:", emptied.name);

  try {
    await faults.getFault({ id: 9 });
  } catch (error) {
    if (!(error instanceof ResponseError)) throw error;
    const refusal: Record<string, string> = await error.response.json();
    if (refusal["error"]) console.log("absent:", error.response.status);
  }
}

void main();
