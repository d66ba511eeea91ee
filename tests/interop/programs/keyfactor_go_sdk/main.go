// Stores, reads and tests a profile, and reads pages, with Keyfactor's own SDK.
package main

import (
	"context"
	"fmt"
	"log"
	"net/url"
	"os"

	"github.com/Keyfactor/keyfactor-auth-client-go/auth_providers"
	sdk "github.com/Keyfactor/keyfactor-go-client-sdk/v25"
	v1 "github.com/Keyfactor/keyfactor-go-client-sdk/v25/api/keyfactor/v1"
	v2 "github.com/Keyfactor/keyfactor-go-client-sdk/v25/api/keyfactor/v2"
)

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func text(value string) v2.CSSCMSDataModelModelsKeyfactorAPISecret {
	secret := v2.NewCSSCMSDataModelModelsKeyfactorAPISecret()
	secret.SetSecretValue(value)
	return *secret
}

func address(name string) v2.CSSCMSDataModelModelsKeyfactorAPISecret {
	secret := v2.NewCSSCMSDataModelModelsKeyfactorAPISecret()
	secret.SetProvider(1)
	secret.SetParameters(map[string]string{"SecretName": name})
	return *secret
}

func main() {
	server, err := url.Parse(os.Getenv("MOCKKF_API_HTTPS"))
	must(err)
	// The SDK signs in at an address without the port, so the port is a part of the host name.
	api, err := sdk.NewAPIClient(&auth_providers.Server{
		Host: server.Host, APIPath: server.Path, CACertPath: os.Getenv("MOCKKF_CA_FILE"),
		Username: "jsmith", Password: "MySuperSecretPassword", Domain: "KEYEXAMPLE",
	})
	must(err)
	ctx := context.Background()
	smtp, pam, entries := api.V2.SMTPApi, api.V2.PAMProviderApi, api.V1.PAMLocalEntriesApi

	profile := v2.NewSMTPSMTPRequest()
	profile.SetHost("smtp.keyexample.com")
	profile.SetPort(587)
	profile.SetRelayAuthenticationType(2)
	profile.SetSenderAccount("jsmith@keyexample.com")
	profile.SetSenderName("Keyfactor Command")
	profile.SetRelayUsername(text("command@keyexample.com"))
	profile.SetRelayPassword(text("s3cret"))
	stored, _, err := smtp.NewUpdateSMTPRequest(ctx).SMTPSMTPRequest(*profile).Execute()
	must(err)
	user := stored.GetRelayUsername()
	fmt.Println("put value:", user.GetSecretValue())

	profile.SetRelayUsername(address("mail-user"))
	profile.SetRelayPassword(address("mail-password"))
	stored, _, err = smtp.NewUpdateSMTPRequest(ctx).SMTPSMTPRequest(*profile).Execute()
	must(err)
	user = stored.GetRelayUsername()
	fmt.Println("put address:", user.GetProvider(), user.GetParameters()["SecretName"])

	read, _, err := smtp.NewGetSMTPRequest(ctx).Execute()
	must(err)
	fmt.Println("get:", read.GetHost(), read.GetPort())

	mail := v1.NewSMTPSMTPTestRequest()
	mail.SetHost("smtp.keyexample.com")
	mail.SetPort(587)
	mail.SetRelayAuthenticationType(2)
	mail.SetRelayUsername("command@keyexample.com")
	mail.SetRelayPassword("s3cret")
	mail.SetSenderAccount("jsmith@keyexample.com")
	mail.SetSenderName("Keyfactor Command")
	mail.SetTestRecipient("mjones@keyexample.com")
	_, answer, err := api.V1.SMTPApi.NewCreateSMTPTestRequest(ctx).SMTPSMTPTestRequest(*mail).Execute()
	must(err)
	fmt.Println("test:", answer.StatusCode)

	page, answer, err := pam.NewGetPamProvidersRequest(ctx).PageReturned(2).ReturnLimit(1).Execute()
	must(err)
	fmt.Println("page:", page[0].GetName(), "of", answer.Header.Get("X-Total-Count"))

	created, _, err := entries.NewCreatePamProvidersLocalProviderIdEntriesRequest(ctx, 1).
		PAMLocalLocalPAMEntryCreateRequest(*v1.NewPAMLocalLocalPAMEntryCreateRequest("new", "s3cret")).Execute()
	must(err)
	fmt.Println("create:", created.GetSecretName())

	listed, _, err := entries.NewGetPamProvidersLocalProviderIdEntriesRequest(ctx, 1).
		QueryString(`SecretName -eq "new"`).Execute()
	must(err)
	fmt.Println("list:", listed[0].GetSecretName())

	answer, err = entries.NewDeletePamProvidersLocalProviderIdEntriesRequest(ctx, 1).SecretName("new").Execute()
	must(err)
	fmt.Println("delete:", answer.StatusCode)

	_, answer, err = pam.NewGetPamProvidersByIdRequest(ctx, 99).Execute()
	if err != nil && answer != nil {
		fmt.Println("absent:", answer.StatusCode)
	}
}
