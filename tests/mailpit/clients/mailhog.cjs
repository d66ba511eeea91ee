// The calls of npm's mailhog; prints what each one returned.
const { port } = new URL(process.argv[2]);
const mailhog = require("mailhog")({ host: "127.0.0.1", port: Number(port) });

(async () => {
  const seen = {};
  const all = await mailhog.messages(0, 10);
  seen.total = all.total;
  const latest = await mailhog.latestTo("ada@read.example");
  seen.subject = latest.subject;
  seen.from = latest.from;
  seen.text = latest.text;
  seen.html = latest.html;
  seen.attachments = latest.attachments.map((file) => file.name);
  seen.fromSender = (await mailhog.search("shop@send.example", "from")).count;
  seen.containing = (await mailhog.latestContaining("Grüße-nowhere")) || null;
  seen.deleted = (await mailhog.deleteMessage(latest.ID)).statusCode;
  seen.emptied = (await mailhog.deleteAll()).statusCode;
  seen.left = (await mailhog.messages()).total;
  console.log(JSON.stringify(seen));
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
