// The commands of npm's cypress-mailpit, with a stand-in for Cypress that only sends requests; prints what they returned.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const wrap = (value) => Promise.resolve(value);
const request = async ({ method, url, qs, body }) => {
  const place = qs ? `${url}?${new URLSearchParams(qs)}` : url;
  const headers = { Accept: "*/*", ...(body ? { "Content-Type": "application/json" } : {}) };
  const answer = await fetch(place, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${place}: ${answer.status} ${text}`);
  const isJson = (answer.headers.get("content-type") || "").includes("json");
  return { status: answer.status, body: isJson ? JSON.parse(text) : text };
};
globalThis.Cypress = { expose: () => process.argv[2], config: () => 4000 };
globalThis.cy = { env: () => wrap({}), wrap, request, wait: (ms) => new Promise((done) => setTimeout(done, ms)) };

const found = createRequire(import.meta.url).resolve.paths("x");
const place = `${process.env.NODE_PATH || found[0]}/cypress-mailpit/dist/src/MailpitCommands.js`;
const { MailpitCommands } = await import(pathToFileURL(place));
const mail = new MailpitCommands();
const seen = {};
await mail.mailpitDeleteAllEmails();
await mail.mailpitSendMail({ subject: "two words", attachments: [{ Content: "aGVsbG8=", Filename: "a.txt" }] });
seen.has = (await mail.mailpitHasEmailsBySubject("two words")).messages_count;
seen.hasTo = (await mail.mailpitHasEmailsByTo("jane@example.com")).messages_count;
seen.hasNot = (await mail.mailpitNotHasEmailsBySubject("nothing")).messages_count;
seen.all = (await mail.mailpitGetAllMails()).messages.length;
const message = await mail.mailpitGetMail();
seen.subject = await mail.mailpitGetSubject(message);
seen.to = await mail.mailpitGetRecipientAddress(message);
seen.from = await mail.mailpitGetFromAddress(message);
seen.attachments = await mail.mailpitGetAttachments(message);
seen.html = await mail.mailpitGetMailHTMlBody(message);
seen.text = await mail.mailpitGetMailTextBody(message);
seen.unread = await mail.mailpitSetStatusAsUnRead(message);
seen.read = await mail.mailpitSetAllEmailStatusAsRead();
seen.found = (await mail.mailpitSearchEmails("is:read")).messages_count;
await mail.mailpitDeleteEmailsBySearch("subject:two");
seen.left = (await mail.mailpitGetAllMails()).total;
console.log(JSON.stringify(seen));
