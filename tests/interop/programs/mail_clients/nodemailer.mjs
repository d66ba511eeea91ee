import nodemailer from "nodemailer";

const { MAIL_HOST, MAIL_PORT, MAIL_MODE, MAIL_MECHANISM, MAIL_USER, MAIL_SECRET, MAIL_TO } = process.env;
const logins = {
  "": [],
  PLAIN: [{ auth: { user: MAIL_USER, pass: MAIL_SECRET }, authMethod: "PLAIN" }],
  LOGIN: [{ auth: { user: MAIL_USER, pass: MAIL_SECRET }, authMethod: "LOGIN" }],
  XOAUTH2: [{ auth: { type: "OAuth2", user: MAIL_USER, accessToken: MAIL_SECRET } }],
};
const transport = nodemailer.createTransport({
  host: MAIL_HOST,
  port: Number(MAIL_PORT),
  secure: MAIL_MODE === "tls",
  requireTLS: MAIL_MODE === "starttls",
  ignoreTLS: MAIL_MODE === "plain",
  ...logins[MAIL_MECHANISM][0],
});
await transport.sendMail({ from: "app@keyexample.com", to: MAIL_TO, subject: "Certificate expires", text: "in 7 days" });
