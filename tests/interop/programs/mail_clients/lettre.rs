use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Message, SmtpTransport, Transport};

fn variable(name: &str) -> String {
    std::env::var(name).unwrap()
}

fn main() {
    let host = variable("MAIL_HOST");
    let trusted = || TlsParameters::new(host.clone()).unwrap();
    let tls = match variable("MAIL_MODE").as_str() {
        "tls" => Tls::Wrapper(trusted()),
        "starttls" => Tls::Required(trusted()),
        _ => Tls::None,
    };
    let builder = SmtpTransport::builder_dangerous(&host).port(variable("MAIL_PORT").parse().unwrap()).tls(tls);
    let mechanism = match variable("MAIL_MECHANISM").as_str() {
        "PLAIN" => Some(Mechanism::Plain),
        "LOGIN" => Some(Mechanism::Login),
        "XOAUTH2" => Some(Mechanism::Xoauth2),
        _ => None,
    };
    let builder = match mechanism {
        Some(one) => builder
            .authentication(vec![one])
            .credentials(Credentials::new(variable("MAIL_USER"), variable("MAIL_SECRET"))),
        None => builder,
    };
    let mail = Message::builder()
        .from("app@keyexample.com".parse().unwrap())
        .to(variable("MAIL_TO").parse().unwrap())
        .subject("Certificate expires")
        .body("in 7 days".to_string())
        .unwrap();
    builder.build().send(&mail).unwrap();
}
