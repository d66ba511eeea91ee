package main

import (
	"crypto/tls"
	"log"
	"net/smtp"
	"os"
)

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	host := os.Getenv("MAIL_HOST")
	address := host + ":" + os.Getenv("MAIL_PORT")
	settings := &tls.Config{ServerName: host}
	var client *smtp.Client
	var err error
	if os.Getenv("MAIL_MODE") == "tls" {
		connection, dialErr := tls.Dial("tcp", address, settings)
		check(dialErr)
		client, err = smtp.NewClient(connection, host)
	} else {
		client, err = smtp.Dial(address)
	}
	check(err)
	if os.Getenv("MAIL_MODE") == "starttls" {
		check(client.StartTLS(settings))
	}
	if os.Getenv("MAIL_MECHANISM") == "PLAIN" {
		check(client.Auth(smtp.PlainAuth("", os.Getenv("MAIL_USER"), os.Getenv("MAIL_SECRET"), host)))
	}
	check(client.Mail("app@keyexample.com"))
	check(client.Rcpt(os.Getenv("MAIL_TO")))
	data, err := client.Data()
	check(err)
	_, err = data.Write([]byte("Subject: Certificate expires\r\n\r\nin 7 days\r\n"))
	check(err)
	check(data.Close())
	check(client.Quit())
}
