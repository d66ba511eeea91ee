// mockkf in a container, from a test in Node.js; prints the https URL of the API as the test reaches it.
import { GenericContainer, Wait } from "testcontainers";

const PORTS = { http: 80, https: 443, smtp: 25, submission: 587, smtps: 465 };

const container = await new GenericContainer("mockkf")
  .withExposedPorts(...Object.values(PORTS))
  .withWaitStrategy(Wait.forHttp("/readyz", PORTS.http))
  .start();
const host = container.getHost();
const ports = Object.fromEntries(
  Object.entries(PORTS).map(([name, port]) => [name, container.getMappedPort(port)]),
);
const answer = await fetch(`http://${host}:${ports.http}/mockkf/addresses`, {
  method: "PUT",
  body: JSON.stringify({ public_host: host, public_ports: ports }),
});
console.log((await answer.json()).api_https);
await container.stop();
