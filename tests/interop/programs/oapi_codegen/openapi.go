// Stores, reads and tests a profile, and reads pages, with the client that oapi-codegen made.
package main

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"os"

	"interop/client"
)

const (
	requestedWith = "APIClient"
	version       = "2"
)

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func to[T any](value T) *T { return &value }

func text(value string) *client.Secret { return &client.Secret{SecretValue: &value} }

func address(name string) *client.Secret {
	return &client.Secret{Provider: to(int32(1)), Parameters: &client.SecretParameters{"SecretName": name}}
}

func authorize(_ context.Context, request *http.Request) error {
	request.Header.Set("Authorization", "Bearer "+os.Getenv("MOCKKF_TOKEN"))
	return nil
}

func main() {
	api, err := client.NewClientWithResponses(os.Getenv("MOCKKF_API"), client.WithRequestEditorFn(authorize))
	must(err)
	ctx := context.Background()

	profile := client.PutSMTPRequest{
		Host: "smtp.keyexample.com", Port: 587, SenderAccount: "jsmith@keyexample.com", SenderName: "Keyfactor Command",
		RelayAuthenticationType: to(client.PutSMTPRequestRelayAuthenticationTypeN2),
		RelayUsername:           text("command@keyexample.com"), RelayPassword: text("s3cret"),
	}
	headers := client.PutSMTPParams{XKeyfactorRequestedWith: requestedWith, XKeyfactorApiVersion: version}
	stored, err := api.PutSMTPWithResponse(ctx, &headers, profile)
	must(err)
	fmt.Println("put value:", *stored.JSON200.RelayUsername.SecretValue)

	profile.RelayUsername, profile.RelayPassword = address("mail-user"), address("mail-password")
	stored, err = api.PutSMTPWithResponse(ctx, &headers, profile)
	must(err)
	user := stored.JSON200.RelayUsername
	fmt.Println("put address:", *user.Provider, (*user.Parameters)["SecretName"])

	read, err := api.GetSMTPWithResponse(ctx,
		&client.GetSMTPParams{XKeyfactorRequestedWith: requestedWith, XKeyfactorApiVersion: version})
	must(err)
	fmt.Println("get:", read.JSON200.Host, read.JSON200.Port)

	mail := client.PostSMTPTestRequest{
		Host: "smtp.keyexample.com", Port: 587, SenderAccount: "jsmith@keyexample.com", SenderName: "Keyfactor Command",
		TestRecipient:           "mjones@keyexample.com",
		RelayAuthenticationType: to(client.PostSMTPTestRequestRelayAuthenticationTypeN2),
		RelayUsername:           address("mail-user"), RelayPassword: address("mail-password"),
	}
	sent, err := api.PostSMTPTestWithResponse(ctx,
		&client.PostSMTPTestParams{XKeyfactorRequestedWith: requestedWith, XKeyfactorApiVersion: version}, mail)
	must(err)
	fmt.Println("test:", sent.StatusCode())

	page, err := api.GetPamProvidersWithResponse(ctx, &client.GetPamProvidersParams{
		XKeyfactorRequestedWith: requestedWith, XKeyfactorApiVersion: version,
		PageReturned: to(int32(2)), ReturnLimit: to(int32(1)),
	})
	must(err)
	fmt.Println("page:", (*page.JSON200)[0].Name, "of", page.HTTPResponse.Header.Get("X-Total-Count"))

	created, err := api.PostPamProvidersLocalByProviderIdEntriesWithResponse(ctx, 1,
		&client.PostPamProvidersLocalByProviderIdEntriesParams{XKeyfactorRequestedWith: requestedWith},
		client.PostPamProvidersLocalByProviderIdEntriesRequest{SecretName: "new", SecretValue: "s3cret"})
	must(err)
	fmt.Println("create:", created.JSON200.SecretName)

	entries, err := api.GetPamProvidersLocalByProviderIdEntriesWithResponse(ctx, 1,
		&client.GetPamProvidersLocalByProviderIdEntriesParams{
			XKeyfactorRequestedWith: requestedWith, QueryString: to(`SecretName -eq "new"`),
		})
	must(err)
	fmt.Println("list:", (*entries.JSON200)[0].SecretName)

	deleted, err := api.DeletePamProvidersLocalByProviderIdEntriesWithResponse(ctx, 1,
		&client.DeletePamProvidersLocalByProviderIdEntriesParams{
			XKeyfactorRequestedWith: requestedWith, SecretName: "new",
		})
	must(err)
	fmt.Println("delete:", deleted.StatusCode())

	absent, err := api.GetPamProvidersByIdWithResponse(ctx, 99,
		&client.GetPamProvidersByIdParams{XKeyfactorRequestedWith: requestedWith, XKeyfactorApiVersion: version})
	must(err)
	if absent.JSON404 != nil && absent.JSON404.Message != "" {
		fmt.Println("absent:", absent.StatusCode())
	}
}
