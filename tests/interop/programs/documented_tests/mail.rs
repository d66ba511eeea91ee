use lettre::transport::smtp::Error;
use lettre::{Message, SmtpTransport, Transport};
use serde_json::{Value, json};

fn ask(path: &str) -> (u16, Value) {
    let mock = std::env::var("MOCKKF_URL").unwrap(); // such as http://127.0.0.1:8480
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let mut answer = agent.get(format!("{mock}{path}")).call().unwrap();
    (answer.status().as_u16(), answer.body_mut().read_json().unwrap())
}

fn post(path: &str, body: Value) {
    let mock = std::env::var("MOCKKF_URL").unwrap();
    ureq::post(format!("{mock}{path}")).send_json(body).unwrap();
}

fn send(to: &str) -> Result<(), Error> {
    let smtp = ask("/mockkf/ready").1["listeners"]["smtp"].clone();
    let mail = Message::builder()
        .from("app@example.com".parse().unwrap())
        .to(to.parse().unwrap())
        .subject("Certificate expires")
        .body("in 7 days".to_string())
        .unwrap();
    let port = smtp["port"].as_u64().unwrap() as u16;
    let transport = SmtpTransport::builder_dangerous(smtp["host"].as_str().unwrap()).port(port).build();
    transport.send(&mail).map(|_| ())
}

// One test, because tests of one program run at the same time: give each its own sandbox, or use one thread.
#[test]
fn a_mail_arrives_and_a_refused_one_does_not() {
    post("/mockkf/reset", json!({}));

    send("ops@example.com").unwrap(); // the code under test

    let (status, message) = ask("/mockkf/messages/one?to=ops@example.com&wait=5s");
    assert_eq!(status, 200, "{message}"); // the message says what came instead
    assert_eq!(message["subject"], "Certificate expires");
    assert!(message["text"].as_str().unwrap().starts_with("in 7 days"));

    post("/mockkf/faults", json!({"step": "relay.recipient", "reply": "451 4.3.0 try later", "times": 1}));
    let refused = send("ops@example.com").unwrap_err();
    assert_eq!(refused.status().map(u16::from), Some(451));
}
