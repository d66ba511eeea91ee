// mockkf in a container, from a test in Java; prints the answer with the addresses as the test reaches them.
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

public class Mock {
    static final Map<String, Integer> PORTS =
            new TreeMap<>(Map.of("http", 80, "https", 443, "smtp", 25, "submission", 587, "smtps", 465));

    public static void main(String[] arguments) throws Exception {
        try (var container = new GenericContainer<>("mockkf")) {
            container.withExposedPorts(PORTS.values().toArray(Integer[]::new));
            container.waitingFor(Wait.forHttp("/readyz").forPort(80));
            container.start();
            var ports = PORTS.entrySet().stream()
                    .map(port -> "\"%s\": %d".formatted(port.getKey(), container.getMappedPort(port.getValue())))
                    .collect(Collectors.joining(", "));
            var body = "{\"public_host\": \"%s\", \"public_ports\": {%s}}".formatted(container.getHost(), ports);
            var url = "http://%s:%d/mockkf/addresses".formatted(container.getHost(), container.getMappedPort(80));
            var request = HttpRequest.newBuilder(URI.create(url)).PUT(HttpRequest.BodyPublishers.ofString(body)).build();
            System.out.println(HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());
        }
    }
}
