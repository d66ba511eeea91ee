package mail

import (
	"encoding/json"
	"io"
	"net/http"
	"net/smtp"
	"os"
	"strings"
	"testing"
)

var mock = os.Getenv("MOCKKF_URL") // such as http://127.0.0.1:8480

func ask(t *testing.T, method, path, body string) (int, string) {
	t.Helper()
	request, err := http.NewRequest(method, mock+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(content)
}

func send(t *testing.T, to string) error {
	t.Helper()
	var ready struct{ Smtp string }
	_, content := ask(t, "GET", "/mockkf/ready", "")
	if err := json.Unmarshal([]byte(content), &ready); err != nil {
		t.Fatal(err)
	}
	mail := []byte("Subject: Certificate expires\r\n\r\nin 7 days\r\n")
	return smtp.SendMail(ready.Smtp, nil, "app@example.com", []string{to}, mail)
}

func TestAMailArrives(t *testing.T) {
	ask(t, "POST", "/mockkf/reset", "")

	if err := send(t, "ops@example.com"); err != nil { // the code under test
		t.Fatal(err)
	}

	status, content := ask(t, "GET", "/mockkf/messages/one?to=ops@example.com&wait=5s", "")
	if status != 200 {
		t.Fatal(content) // says what came instead
	}
	var message struct{ Subject, Text string }
	if err := json.Unmarshal([]byte(content), &message); err != nil {
		t.Fatal(err)
	}
	if message.Subject != "Certificate expires" || !strings.HasPrefix(message.Text, "in 7 days") {
		t.Errorf("%+v", message)
	}
}

func TestARefusedRecipient(t *testing.T) {
	ask(t, "POST", "/mockkf/reset", "")
	ask(t, "POST", "/mockkf/faults", `{"step": "relay.recipient", "reply": "451 4.3.0 try later", "times": 1}`)

	err := send(t, "ops@example.com")

	if err == nil || !strings.HasPrefix(err.Error(), "451 ") {
		t.Errorf("expected 451, got %v", err)
	}
}
