using Stage5.Core.Webhooks;

namespace Stage5.Tests.Webhooks;

[Trait("Attack", "webhook signature")]
public sealed class TeamsSignatureTests
{
    private const string Body = """{"type":"message","text":"<at>hook</at> hi"}""";
    private const string Header = "HMAC xVQd2iscTD4hsjoz4DC8HApPefFZOQ0oc7UyrZ9HMPw=";
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    [Fact]
    public void A_signature_over_the_raw_body_fits() =>
        TeamsSignature.Fits(Key, Header, Signing.Bytes(Body)).ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("HMAC ")]
    [InlineData("hmac xVQd2iscTD4hsjoz4DC8HApPefFZOQ0oc7UyrZ9HMPw=")]
    [InlineData("Bearer xVQd2iscTD4hsjoz4DC8HApPefFZOQ0oc7UyrZ9HMPw=")]
    [InlineData("xVQd2iscTD4hsjoz4DC8HApPefFZOQ0oc7UyrZ9HMPw=")]
    [InlineData("HMAC xVQd2iscTD4hsjoz4DC8HApPefFZOQ0oc7UyrZ9HMPw")]
    [InlineData("HMAC xVQd2iscTD4hsjoz4DC8HApPefFZOQ0oc7UyrZ9HMPw= ")]
    [InlineData("HMAC AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void Anything_else_does_not(string header) =>
        TeamsSignature.Fits(Key, header, Signing.Bytes(Body)).ShouldBeFalse();

    [Fact]
    [Trait("Threat", "CB-T1")]
    public void Any_one_changed_byte_is_seen()
    {
        var body = Signing.Bytes(Body);
        for (var at = 0; at < body.Length; at++)
        {
            var changed = body.ToArray();
            changed[at] ^= 1;
            TeamsSignature.Fits(Key, Header, changed).ShouldBeFalse();
        }
    }

    [Fact]
    public void The_activity_says_which_call_it_is()
    {
        var call = TeamsSignature.CallOf(Signing.Bytes(
            """{"id":"17","timestamp":"2026-11-21T12:00:00.123Z","conversation":{"id":"19:x@thread.tacv2"}}"""));

        call.ShouldBe(new TeamsCall("19:x@thread.tacv2 17", new DateTimeOffset(2026, 11, 21, 12, 0, 0, 123, TimeSpan.Zero)));
    }

    [Theory]
    [InlineData("""{"id":"17","conversation":{"id":"a"}}""")]
    [InlineData("""{"timestamp":"2026-11-21T12:00:00Z","conversation":{"id":"a"}}""")]
    [InlineData("""{"id":"17","timestamp":"2026-11-21T12:00:00Z"}""")]
    [InlineData("""{"id":17,"timestamp":"2026-11-21T12:00:00Z","conversation":{"id":"a"}}""")]
    [InlineData("""{"id":"17","id":"18","timestamp":"2026-11-21T12:00:00Z","conversation":{"id":"a"}}""")]
    [InlineData("""{"id":"17","timestamp":1763726400,"conversation":{"id":"a"}}""")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("")]
    public void An_activity_that_does_not_say_so_is_no_call(string body) =>
        TeamsSignature.CallOf(Signing.Bytes(body)).ShouldBeNull();
}
