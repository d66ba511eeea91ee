// Set the e-mail profile, ask for a test mail, and look into the mailbox of mockkf; Node's standard library only.

import assert from "node:assert/strict";
import http from "node:http";
import { beforeEach, test } from "node:test";

const URL_OF_MOCKKF = process.env.KEYFACTOR_URL ?? "http://127.0.0.1:8480";
const HEADERS = {
  "Authorization": `Basic ${Buffer.from("KEYEXAMPLE\\jsmith:any-password").toString("base64")}`,
  "Content-Type": "application/json",
  "x-keyfactor-requested-with": "APIClient",
  "x-keyfactor-api-version": "2",
};
const RECIPIENT = "mjones@keyexample.com";
const PROFILE = {
  Host: "smtp.keyexample.com",
  Port: 587,
  RelayAuthenticationType: 2,
  RelayUsername: { SecretValue: "command@keyexample.com" },
  RelayPassword: { SecretValue: "MySuperSecretPassword" },
  SenderAccount: "jsmith@keyexample.com",
  SenderName: "Keyfactor Command",
  UseSSL: true,
};

/** The status of one call, and its answer read as JSON (null if it is empty). */
function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(URL_OF_MOCKKF + path, { method, headers: HEADERS, timeout: 30_000 }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode, answer: text ? JSON.parse(text) : null });
      });
      response.on("error", reject);
    });
    request.on("timeout", () => request.destroy(new Error(`${method} ${path} took too long`)));
    request.on("error", reject);
    request.end(body && JSON.stringify(body));
  });
}

/** The captured mails for one address, newest first, as soon as there is one. */
async function mailsFor(recipient) {
  const { answer } = await call("GET", `/mockkf/messages?to=${encodeURIComponent(recipient)}&wait=5s`);
  return answer.messages;
}

beforeEach(() => call("POST", "/mockkf/reset"));

test("the stored profile is answered without its password", async () => {
  await call("PUT", "/KeyfactorAPI/SMTP", PROFILE);

  const { status, answer } = await call("GET", "/KeyfactorAPI/SMTP");

  assert.equal(status, 200);
  assert.equal(answer.Port, 587);
  assert.equal(answer.RelayPassword, null);
});

test("the test mail arrives over TLS, with the profile's login", async () => {
  const { status } = await call("POST", "/KeyfactorAPI/SMTP/Test", { ...PROFILE, TestRecipient: RECIPIENT });

  assert.equal(status, 200);
  const [mail, ...others] = await mailsFor(RECIPIENT);
  assert.deepEqual(others, []);
  assert.equal(mail.tls.version, "TLSv1.3");
  assert.equal(mail.login.user, PROFILE.RelayUsername.SecretValue);
});

test("a mail server that puts the first try off gets a second one", async () => {
  const fault = { step: "relay.recipient", to: RECIPIENT, reply: "451 4.3.0 try later", times: 1 };
  const { answer: planned } = await call("POST", "/mockkf/faults", fault);

  const first = await call("POST", "/KeyfactorAPI/SMTP/Test", { ...PROFILE, TestRecipient: RECIPIENT });
  const second = await call("POST", "/KeyfactorAPI/SMTP/Test", { ...PROFILE, TestRecipient: RECIPIENT });

  assert.match(first.answer.Message, /451 4\.3\.0 try later/);
  assert.equal(second.status, 200);
  assert.equal((await call("GET", `/mockkf/faults/${planned.id}`)).answer.fired, 1);
  assert.equal((await mailsFor(RECIPIENT)).length, 1);
});

test("a recipient without an address is refused, and no mail is sent", async () => {
  const { status, answer } = await call("POST", "/KeyfactorAPI/SMTP/Test", { ...PROFILE, TestRecipient: "nobody" });

  assert.equal(status, 400);
  assert.match(answer.Message, /TestRecipient/);
  assert.deepEqual((await call("GET", "/mockkf/messages")).answer.messages, []);
});
