import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.mail.Message;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Properties;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MailTest {
    static final String MOCK = System.getenv("MOCKKF_URL"); // such as http://127.0.0.1:8480

    static HttpResponse<String> ask(String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(MOCK + path)).method(method, BodyPublishers.ofString(body));
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    static void send(String to) throws Exception {
        var smtp = Pattern.compile("\"smtp\": ?\"(.+?):(\\d+)\"").matcher(ask("GET", "/mockkf/ready", "").body());
        assertTrue(smtp.find());
        var properties = new Properties();
        properties.put("mail.smtp.host", smtp.group(1));
        properties.put("mail.smtp.port", smtp.group(2));
        var message = new MimeMessage(Session.getInstance(properties));
        message.setFrom(new InternetAddress("app@example.com"));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
        message.setSubject("Certificate expires");
        message.setText("in 7 days");
        Transport.send(message);
    }

    @BeforeEach
    void reset() throws Exception {
        ask("POST", "/mockkf/reset", "");
    }

    @Test
    void aMailArrives() throws Exception {
        send("ops@example.com"); // the code under test

        var found = ask("GET", "/mockkf/messages/one?to=ops@example.com&wait=5s", "");
        assertEquals(200, found.statusCode(), found::body); // the body says what came instead
        assertTrue(found.body().contains("Certificate expires"));
        assertTrue(found.body().contains("in 7 days"));
    }

    @Test
    void aRefusedRecipient() throws Exception {
        ask("POST", "/mockkf/faults", "{\"step\": \"relay.recipient\", \"reply\": \"451 4.3.0 try later\", \"times\": 1}");

        var refused = assertThrows(SendFailedException.class, () -> send("ops@example.com"));

        assertTrue(refused.getNextException().getMessage().startsWith("451 4.3.0"));
    }
}
