using System;
using System.Net.Http;
using System.Net.Mail;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

public class MailTest : IAsyncLifetime
{
    static readonly string Mock = Environment.GetEnvironmentVariable("MOCKKF_URL")!; // such as http://127.0.0.1:8480
    static readonly HttpClient Http = new();

    static async Task<(int Status, JsonElement Body)> Ask(HttpMethod method, string path, string body = "")
    {
        var request = new HttpRequestMessage(method, Mock + path) { Content = new StringContent(body) };
        using var answer = await Http.SendAsync(request);
        return ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }

    static async Task Send(string to)
    {
        var smtp = (await Ask(HttpMethod.Get, "/mockkf/ready")).Body.GetProperty("listeners").GetProperty("smtp");
        using var client = new SmtpClient(smtp.GetProperty("host").GetString(), smtp.GetProperty("port").GetInt32());
        await client.SendMailAsync("app@example.com", to, "Certificate expires", "in 7 days");
    }

    public async Task InitializeAsync() => await Ask(HttpMethod.Post, "/mockkf/reset");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_mail_arrives()
    {
        await Send("ops@example.com"); // the code under test

        var (status, message) = await Ask(HttpMethod.Get, "/mockkf/messages/one?to=ops@example.com&wait=5s");
        Assert.True(status == 200, message.ToString()); // the message says what came instead
        Assert.Equal("Certificate expires", message.GetProperty("subject").GetString());
        Assert.StartsWith("in 7 days", message.GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_recipient_is_refused()
    {
        var fault = """{"step": "relay.recipient", "reply": "451 4.3.0 try later", "times": 1}""";
        await Ask(HttpMethod.Post, "/mockkf/faults", fault);

        await Assert.ThrowsAnyAsync<SmtpException>(() => Send("ops@example.com"));
    }
}
