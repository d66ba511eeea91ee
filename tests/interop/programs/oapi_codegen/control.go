// Sets up a mock and reads its mail, with the client that oapi-codegen made.
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

func to[T any](value T) *T { return &value }

func main() {
	api, err := client.NewClientWithResponses(os.Getenv("MOCKKF_SERVER"))
	must(err)
	ctx := context.Background()
	at := []string{"mail"}

	vault, err := api.PutSecretWithResponse(ctx, "1", client.StoredSecret{At: at, Value: "s3cret"})
	must(err)
	fmt.Println("put secret:", vault.JSON200.Name)

	same, err := api.CompareSecretWithResponse(ctx, "1", client.SecretComparison{At: at, Expected: "s3cret"})
	must(err)
	fmt.Println("test secret:", same.JSON200.Same)

	plan := client.FaultPlan{Step: to("relay.recipient")}
	plan.Set("reply", "451 4.3.0 try later")
	planned, err := api.PlanFaultWithResponse(ctx, plan)
	must(err)
	fmt.Println("plan:", planned.JSON201.Id, planned.JSON201.Step)

	faults, err := api.ListFaultsWithResponse(ctx)
	must(err)
	fmt.Println("list:", len(faults.JSON200.Faults))

	page, err := api.ListMessagesWithResponse(ctx, &client.ListMessagesParams{Limit: to(1), Start: to(1)})
	must(err)
	fmt.Println("page:", len(page.JSON200.Messages), "of", page.JSON200.Total)

	id := fmt.Sprint(page.JSON200.Messages[0].Id)
	used, err := api.CompareLoginWithResponse(ctx, id, client.ExpectedSecret{Expected: "s3cret"})
	must(err)
	fmt.Println("test login:", used.JSON200.Used)

	removed, err := api.RemoveFaultWithResponse(ctx, planned.JSON201.Id)
	must(err)
	fmt.Println("delete fault:", removed.JSON200.Id)

	emptied, err := api.RemoveSecretWithResponse(ctx, "1", client.SecretAddress{At: at})
	must(err)
	fmt.Println("delete secret:", emptied.JSON200.Name)

	absent, err := api.GetFaultWithResponse(ctx, 9)
	must(err)
	if absent.JSONDefault != nil && absent.JSONDefault.Error != "" {
		fmt.Println("absent:", absent.StatusCode())
	}
}
