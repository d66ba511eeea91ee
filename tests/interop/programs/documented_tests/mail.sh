set -eu
mock=$MOCKKF_URL # such as http://127.0.0.1:8480
smtp=$(curl -sS "$mock/mockkf/ready" | sed -n 's/.*"smtp": *"\([^"]*\)".*/\1/p')

send() {
    printf 'Subject: Certificate expires\r\n\r\nin 7 days\r\n' |
        curl -sS "smtp://$smtp" --mail-from app@example.com --mail-rcpt "$1" --upload-file -
}

curl -sS -X POST "$mock/mockkf/reset" >/dev/null
send ops@example.com # the code under test
curl -sS --fail-with-body "$mock/mockkf/messages/one?to=ops@example.com&wait=5s" | grep -q 'in 7 days'

curl -sS -d '{"step": "relay.recipient", "reply": "451 4.3.0 try later", "times": 1}' "$mock/mockkf/faults" >/dev/null
if send ops@example.com; then
    echo 'the recipient must be refused' >&2
    exit 1
fi
