package main

import (
	"log"
	"os"
	"strconv"

	"github.com/wneessen/go-mail"
)

var mechanisms = map[string]mail.SMTPAuthType{
	"":        mail.SMTPAuthNoAuth,
	"PLAIN":   mail.SMTPAuthPlainNoEnc,
	"LOGIN":   mail.SMTPAuthLoginNoEnc,
	"XOAUTH2": mail.SMTPAuthXOAUTH2,
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	port, err := strconv.Atoi(os.Getenv("MAIL_PORT"))
	check(err)
	options := []mail.Option{mail.WithPort(port), mail.WithTLSPolicy(mail.NoTLS)}
	switch os.Getenv("MAIL_MODE") {
	case "starttls":
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	case "tls":
		options = append(options, mail.WithSSL())
	}
	if mechanism := os.Getenv("MAIL_MECHANISM"); mechanism != "" {
		options = append(options, mail.WithSMTPAuth(mechanisms[mechanism]),
			mail.WithUsername(os.Getenv("MAIL_USER")), mail.WithPassword(os.Getenv("MAIL_SECRET")))
	}
	client, err := mail.NewClient(os.Getenv("MAIL_HOST"), options...)
	check(err)
	message := mail.NewMsg()
	check(message.From("app@keyexample.com"))
	check(message.To(os.Getenv("MAIL_TO")))
	message.Subject("Certificate expires")
	message.SetBodyString(mail.TypeTextPlain, "in 7 days")
	check(client.DialAndSend(message))
}
