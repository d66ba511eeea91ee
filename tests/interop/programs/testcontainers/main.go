// mockkf in a container, from a test in Go; prints the https URL of the API as the test reaches it.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/wait"
)

func main() {
	ctx := context.Background()
	container, err := testcontainers.Run(ctx, "mockkf",
		testcontainers.WithExposedPorts("80/tcp", "443/tcp", "25/tcp", "587/tcp", "465/tcp"),
		testcontainers.WithWaitStrategy(wait.ForHTTP("/readyz").WithPort("80/tcp")),
	)
	check(err)
	defer func() { check(testcontainers.TerminateContainer(container)) }()
	host, err := container.Host(ctx)
	check(err)
	ports := map[string]int{"http": 80, "https": 443, "smtp": 25, "submission": 587, "smtps": 465}
	for name, port := range ports {
		mapped, err := container.MappedPort(ctx, fmt.Sprintf("%d/tcp", port))
		check(err)
		ports[name] = int(mapped.Num())
	}
	body, err := json.Marshal(map[string]any{"public_host": host, "public_ports": ports})
	check(err)
	url := fmt.Sprintf("http://%s:%d/mockkf/addresses", host, ports["http"])
	request, err := http.NewRequestWithContext(ctx, http.MethodPut, url, bytes.NewReader(body))
	check(err)
	response, err := http.DefaultClient.Do(request)
	check(err)
	defer response.Body.Close()
	var ready struct {
		Https string `json:"api_https"`
	}
	check(json.NewDecoder(response.Body).Decode(&ready))
	fmt.Println(ready.Https)
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
