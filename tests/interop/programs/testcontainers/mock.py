"""mockkf in a container, from a Python test; prints the https URL of the API as the test reaches it."""

from testcontainers.core.container import DockerContainer
from testcontainers.core.wait_strategies import HttpWaitStrategy

from mockkf.remote import RemoteKeyfactor

PORTS = {"http": 80, "https": 443, "smtp": 25, "submission": 587, "smtps": 465}

container = DockerContainer("mockkf").with_exposed_ports(*PORTS.values())
container.waiting_for(HttpWaitStrategy(80, "/readyz").for_status_code(200))
with container:
    host = container.get_container_host_ip()
    ports = {name: int(container.get_exposed_port(port)) for name, port in PORTS.items()}
    with RemoteKeyfactor(f"http://{host}:{ports['http']}") as mock:
        mock.publish(host, ports)
        print(mock.https_url)
