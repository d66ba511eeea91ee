// Stores, reads and tests a profile, and reads pages, with the client that openapi-generator made.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"interop/client"
)

const requestedWith = "APIClient"

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func text(value string) client.NullableSecret {
	secret := client.NewSecret()
	secret.SetSecretValue(value)
	return *client.NewNullableSecret(secret)
}

func address(name string) client.NullableSecret {
	secret := client.NewSecret()
	secret.SetProvider(1)
	secret.SetParameters(map[string]string{"SecretName": name})
	return *client.NewNullableSecret(secret)
}

func main() {
	configuration := client.NewConfiguration()
	configuration.Servers = client.ServerConfigurations{{URL: os.Getenv("MOCKKF_API")}}
	api := client.NewAPIClient(configuration)
	ctx := context.WithValue(context.Background(), client.ContextAccessToken, os.Getenv("MOCKKF_TOKEN"))

	profile := client.NewPutSMTPRequest("smtp.keyexample.com", 587, "jsmith@keyexample.com", "Keyfactor Command")
	profile.SetRelayAuthenticationType(2)
	profile.RelayUsername, profile.RelayPassword = text("command@keyexample.com"), text("s3cret")
	stored, _, err := api.SMTPAPI.PutSMTP(ctx).XKeyfactorRequestedWith(requestedWith).XKeyfactorApiVersion("2").
		PutSMTPRequest(*profile).Execute()
	must(err)
	fmt.Println("put value:", stored.RelayUsername.Get().GetSecretValue())

	profile.RelayUsername, profile.RelayPassword = address("mail-user"), address("mail-password")
	stored, _, err = api.SMTPAPI.PutSMTP(ctx).XKeyfactorRequestedWith(requestedWith).XKeyfactorApiVersion("2").
		PutSMTPRequest(*profile).Execute()
	must(err)
	user := stored.RelayUsername.Get()
	fmt.Println("put address:", user.GetProvider(), user.GetParameters()["SecretName"])

	read, _, err := api.SMTPAPI.GetSMTP(ctx).XKeyfactorRequestedWith(requestedWith).XKeyfactorApiVersion("2").Execute()
	must(err)
	fmt.Println("get:", read.Host, read.Port)

	mail := client.NewPostSMTPTestRequest(
		"smtp.keyexample.com", 587, "jsmith@keyexample.com", "Keyfactor Command", "mjones@keyexample.com")
	mail.SetRelayAuthenticationType(2)
	mail.RelayUsername, mail.RelayPassword = address("mail-user"), address("mail-password")
	answer, err := api.SMTPAPI.PostSMTPTest(ctx).XKeyfactorRequestedWith(requestedWith).XKeyfactorApiVersion("2").
		PostSMTPTestRequest(*mail).Execute()
	must(err)
	fmt.Println("test:", answer.StatusCode)

	page, answer, err := api.PamProvidersAPI.GetPamProviders(ctx).XKeyfactorRequestedWith(requestedWith).
		XKeyfactorApiVersion("2").PageReturned(2).ReturnLimit(1).Execute()
	must(err)
	fmt.Println("page:", page[0].Name, "of", answer.Header.Get("X-Total-Count"))

	entry := client.NewPostPamProvidersLocalByProviderIdEntriesRequest("new", "s3cret")
	created, _, err := api.PamProvidersAPI.PostPamProvidersLocalByProviderIdEntries(ctx, 1).
		XKeyfactorRequestedWith(requestedWith).PostPamProvidersLocalByProviderIdEntriesRequest(*entry).Execute()
	must(err)
	fmt.Println("create:", created.SecretName)

	entries, _, err := api.PamProvidersAPI.GetPamProvidersLocalByProviderIdEntries(ctx, 1).
		XKeyfactorRequestedWith(requestedWith).QueryString(`SecretName -eq "new"`).Execute()
	must(err)
	fmt.Println("list:", entries[0].SecretName)

	answer, err = api.PamProvidersAPI.DeletePamProvidersLocalByProviderIdEntries(ctx, 1).
		XKeyfactorRequestedWith(requestedWith).SecretName("new").Execute()
	must(err)
	fmt.Println("delete:", answer.StatusCode)

	_, answer, err = api.PamProvidersAPI.GetPamProvidersById(ctx, 99).XKeyfactorRequestedWith(requestedWith).
		XKeyfactorApiVersion("2").Execute()
	if failure, ok := err.(*client.GenericOpenAPIError); ok {
		if refusal, ok := failure.Model().(client.Error); ok && refusal.Message != "" {
			fmt.Println("absent:", answer.StatusCode)
		}
	}
}
