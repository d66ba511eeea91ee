// The calls of npm's mailpit-api, in the order of a test suite; prints what each one returned.
const { MailpitClient } = require("mailpit-api");

(async () => {
  const client = new MailpitClient(process.argv[2]);
  const seen = {};
  await client.deleteMessages();
  const { ID } = await client.sendMessage({
    From: { Email: "shop@send.example", Name: "Shop" },
    To: [{ Email: "ada@read.example" }],
    Subject: "Order",
    Text: "thanks https://a.example/x",
    HTML: "<p>thanks</p>",
    Attachments: [{ Content: "aGVsbG8=", Filename: "a.txt", ContentType: "text/plain" }],
    Tags: ["red"],
  });
  const found = await client.waitForMessage({ query: "subject:Order" });
  seen.waited = found.ID === ID;
  seen.text = found.Text;
  const part = found.Attachments[0].PartID;
  seen.attachment = await (await client.getMessageAttachment(ID, part)).text();
  seen.thumb = (await client.getAttachmentThumbnail(ID, part)).type;
  seen.listed = (await client.listMessages()).messages_count;
  seen.searched = (await client.searchMessages({ query: "tag:red is:read" })).messages_count;
  seen.headers = (await client.getMessageHeaders()).Subject;
  seen.source = (await client.getMessageSource(ID)).includes("Subject: Order");
  seen.html = await client.renderMessageHTML(ID);
  seen.plain = await client.renderMessageText();
  seen.info = (await client.getInfo()).Version;
  seen.chaosEnabled = (await client.getConfiguration()).ChaosEnabled;
  seen.unread = await client.setReadStatus({ Read: false, IDs: [ID] });
  seen.tagged = await client.setTags({ IDs: [ID], Tags: ["blue"] });
  seen.renamed = await client.renameTag("blue", "green");
  seen.tags = await client.getTags();
  seen.untagged = await client.deleteTag("green");
  seen.links = (await client.linkCheck()).Links.map((link) => link.StatusCode);
  seen.warnings = (await client.htmlCheck()).Warnings.length;
  seen.chaos = (await client.setChaosTriggers({ Sender: { ErrorCode: 451, Probability: 5 } })).Sender.Probability;
  await client.setChaosTriggers();
  seen.quiet = (await client.getChaosTriggers()).Sender.Probability;
  seen.released = await client.releaseMessage(ID, { To: ["a@b.example"] }).catch((error) => error.message.slice(0, 38));
  seen.spam = await client.spamAssassinCheck().catch(() => "no");
  seen.deleted = await client.deleteMessagesBySearch({ query: "subject:order" });
  seen.left = (await client.listMessages()).total;
  console.log(JSON.stringify(seen));
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
