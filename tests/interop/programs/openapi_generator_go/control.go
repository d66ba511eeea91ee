// Sets up a mock and reads its mail, with the client that openapi-generator made.
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"interop/client"
)

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	configuration := client.NewConfiguration()
	configuration.Servers = client.ServerConfigurations{{URL: os.Getenv("MOCKKF_SERVER")}}
	api := client.NewAPIClient(configuration)
	ctx := context.Background()
	at := []string{"mail"}

	vault, _, err := api.VaultsAPI.PutSecret(ctx, "1").StoredSecret(*client.NewStoredSecret(at, "s3cret")).Execute()
	must(err)
	fmt.Println("put secret:", vault.Name)

	same, _, err := api.VaultsAPI.CompareSecret(ctx, "1").
		SecretComparison(*client.NewSecretComparison(at, "s3cret")).Execute()
	must(err)
	fmt.Println("test secret:", same.Same)

	plan := client.NewFaultPlan()
	plan.SetStep("relay.recipient")
	plan.AdditionalProperties = map[string]interface{}{"reply": "451 4.3.0 try later"}
	planned, _, err := api.FaultsAPI.PlanFault(ctx).FaultPlan(*plan).Execute()
	must(err)
	fmt.Println("plan:", planned.Id, planned.Step)

	faults, _, err := api.FaultsAPI.ListFaults(ctx).Execute()
	must(err)
	fmt.Println("list:", len(faults.Faults))

	page, _, err := api.MessagesAPI.ListMessages(ctx).Limit(1).Start(1).Execute()
	must(err)
	fmt.Println("page:", len(page.Messages), "of", page.Total)

	used, _, err := api.MessagesAPI.CompareLogin(ctx, fmt.Sprint(page.Messages[0].Id)).
		ExpectedSecret(*client.NewExpectedSecret("s3cret")).Execute()
	must(err)
	fmt.Println("test login:", used.Used)

	removed, _, err := api.FaultsAPI.RemoveFault(ctx, planned.Id).Execute()
	must(err)
	fmt.Println("delete fault:", removed.Id)

	vault, _, err = api.VaultsAPI.RemoveSecret(ctx, "1").SecretAddress(*client.NewSecretAddress(at)).Execute()
	must(err)
	fmt.Println("delete secret:", vault.Name)

	_, answer, err := api.FaultsAPI.GetFault(ctx, 9).Execute()
	if failure, ok := err.(*client.GenericOpenAPIError); ok {
		if refusal, ok := failure.Model().(client.Error); ok && refusal.Error != "" {
			fmt.Println("absent:", answer.StatusCode)
		}
	}
}
