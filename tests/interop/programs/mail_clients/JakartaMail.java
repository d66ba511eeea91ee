import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;

public class JakartaMail {
    public static void main(String[] arguments) throws Exception {
        var environment = System.getenv();
        var mode = environment.get("MAIL_MODE");
        var mechanism = environment.get("MAIL_MECHANISM");
        var properties = new Properties();
        properties.put("mail.smtp.host", environment.get("MAIL_HOST"));
        properties.put("mail.smtp.port", environment.get("MAIL_PORT"));
        properties.put("mail.smtp.ssl.enable", String.valueOf(mode.equals("tls")));
        properties.put("mail.smtp.starttls.enable", String.valueOf(mode.equals("starttls")));
        properties.put("mail.smtp.starttls.required", String.valueOf(mode.equals("starttls")));
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.auth", String.valueOf(!mechanism.isEmpty()));
        properties.put("mail.smtp.auth.mechanisms", mechanism);
        var message = new MimeMessage(Session.getInstance(properties));
        message.setFrom(new InternetAddress("app@keyexample.com"));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(environment.get("MAIL_TO")));
        message.setSubject("Certificate expires");
        message.setText("in 7 days");
        if (mechanism.isEmpty()) {
            Transport.send(message);
        } else {
            Transport.send(message, environment.get("MAIL_USER"), environment.get("MAIL_SECRET"));
        }
    }
}
