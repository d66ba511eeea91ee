import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import nodemailer from "nodemailer";

const mock = process.env.MOCKKF_URL; // such as http://127.0.0.1:8480

const ask = (path, body) => fetch(mock + path, body && { method: "POST", body: JSON.stringify(body) });

async function send(to) {
  const { listeners } = await (await ask("/mockkf/ready")).json();
  const { host, port } = listeners.smtp;
  const transport = nodemailer.createTransport({ host, port, ignoreTLS: true });
  return transport.sendMail({ from: "app@example.com", to, subject: "Certificate expires", text: "in 7 days" });
}

beforeEach(() => ask("/mockkf/reset", {}));

test("a mail arrives", async () => {
  await send("ops@example.com"); // the code under test

  const found = await ask("/mockkf/messages/one?to=ops@example.com&wait=5s");
  const message = await found.json();
  assert.equal(found.status, 200, message.error); // the error says what came instead
  assert.equal(message.subject, "Certificate expires");
  assert.match(message.text, /in 7 days/);
});

test("a recipient is refused", async () => {
  await ask("/mockkf/faults", { step: "relay.recipient", reply: "451 4.3.0 try later", times: 1 });

  await assert.rejects(send("ops@example.com"), { responseCode: 451 });
});
