using System.Security.Cryptography;
using System.Text;
using Stage5.Core.Webhooks;

namespace Stage5.Tests.Webhooks;

[Trait("Attack", "webhook signature")]
public sealed class StandardWebhookTests
{
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const long At = 1_614_265_330;
    private const string Body = """{"test": 2432232314}""";
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(At);
    private static readonly WebhookSecret[] Keys = [Signing.Secret(Signing.Published)];

    [Fact]
    public void The_vector_that_every_library_of_the_specification_holds_is_signed_and_verified()
    {
        StandardWebhook.Sign(Keys, Id, Now, Signing.Bytes(Body)).ShouldBe(Signature);
        Verify(Signature).ShouldBe(SignatureVerdict.Valid);
    }

    [Fact]
    public void One_of_several_signatures_is_enough_whatever_their_order_and_version()
    {
        const string wrong = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";
        const string later = "v2,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";
        const string other = "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==";

        Verify($"{wrong} {later} {Signature} {other}").ShouldBe(SignatureVerdict.Valid);
        Verify($"{Signature} {wrong}").ShouldBe(SignatureVerdict.Valid);
        Verify($"{wrong} {later} {other}").ShouldBe(SignatureVerdict.Invalid);
    }

    [Fact]
    public void While_a_secret_rotates_either_side_may_be_ahead()
    {
        WebhookSecret[] both = [Signing.Secret(Signing.Other), .. Keys];

        var signed = StandardWebhook.Sign(both, Id, Now, Signing.Bytes(Body));

        signed.Split(' ').Length.ShouldBe(2);
        Verify(signed).ShouldBe(SignatureVerdict.Valid);
        Verify(signed, keys: [both[0]]).ShouldBe(SignatureVerdict.Valid);
        Verify(Signature, keys: both).ShouldBe(SignatureVerdict.Valid);
        Verify(Signature, keys: [both[0]]).ShouldBe(SignatureVerdict.Invalid);
        Verify(Signature, keys: []).ShouldBe(SignatureVerdict.Invalid);
    }

    [Theory]
    [InlineData(-300, SignatureVerdict.Valid)]
    [InlineData(-301, SignatureVerdict.Expired)]
    [InlineData(300, SignatureVerdict.Valid)]
    [InlineData(301, SignatureVerdict.Expired)]
    public void Five_minutes_are_borne_both_ways(int seconds, SignatureVerdict expected) =>
        Verify(Signature, now: Now.AddSeconds(seconds)).ShouldBe(expected);

    [Fact]
    [Trait("Threat", "CB-I1")]
    public void Our_clock_is_told_to_nobody_who_cannot_sign() =>
        Verify("v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=", now: Now.AddDays(1)).ShouldBe(SignatureVerdict.Invalid);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("v1,")]
    [InlineData("v1")]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("V1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v2,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1,v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE")]
    [InlineData("v1,g0hM9SsE-OTPJTGt_tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1,g0hM9SsE")]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=,v1")]
    [InlineData("v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void What_is_not_exactly_a_signature_of_this_version_is_none(string signatures) =>
        Verify(signatures).ShouldBe(SignatureVerdict.Invalid);

    [Fact]
    public void Without_its_headers_it_is_unsigned_and_with_some_of_them_wrong()
    {
        Verdict(new WebhookHeaders([], [], [])).ShouldBe(SignatureVerdict.Absent);
        Verdict(new WebhookHeaders([Id], ["1614265330"], [])).ShouldBe(SignatureVerdict.Invalid);
        Verdict(new WebhookHeaders([Id], [], [Signature])).ShouldBe(SignatureVerdict.Invalid);
        Verdict(new WebhookHeaders([], ["1614265330"], [Signature])).ShouldBe(SignatureVerdict.Invalid);
        Verdict(new WebhookHeaders([null], ["1614265330"], [Signature])).ShouldBe(SignatureVerdict.Invalid);
    }

    [Fact]
    public void A_header_sent_twice_is_refused_even_with_one_value()
    {
        Verdict(new WebhookHeaders([Id, Id], ["1614265330"], [Signature])).ShouldBe(SignatureVerdict.Invalid);
        Verdict(new WebhookHeaders([Id], ["1614265330", "1614265330"], [Signature])).ShouldBe(SignatureVerdict.Invalid);
        Verdict(new WebhookHeaders([Id], ["1614265330"], [Signature, Signature])).ShouldBe(SignatureVerdict.Invalid);
    }

    [Fact]
    public void Id_and_time_in_each_others_place_do_not_fit() =>
        Verdict(new WebhookHeaders(["1614265330"], [Id], [Signature])).ShouldBe(SignatureVerdict.Invalid);

    [Theory]
    [InlineData("1614265330000")]
    [InlineData("1614265330.0")]
    [InlineData("+1614265330")]
    [InlineData(" 1614265330")]
    [InlineData("01614265330")]
    [InlineData("0x60379672")]
    [InlineData("2021-02-25T15:02:10Z")]
    [InlineData("")]
    [InlineData("-1614265330")]
    [InlineData("99999999999999999999")]
    public void A_time_in_another_unit_or_form_is_refused_even_when_it_was_signed_so(string timestamp)
    {
        var signed = HMACSHA256.HashData(Keys[0].Key, Signing.Bytes($"{Id}.{timestamp}.{Body}"));

        Verdict(new WebhookHeaders([Id], [timestamp], ["v1," + Convert.ToBase64String(signed)]))
            .ShouldBe(SignatureVerdict.Invalid);
    }

    [Fact]
    [Trait("Threat", "CB-T1")]
    public void An_id_with_a_dot_cannot_move_the_border_between_what_was_signed()
    {
        // Signed: id "a", body "1614265330.{}" at a time; told: id "a.<time>", the body's own start as the time.
        var body = $"{At}.{{}}";
        var signature = StandardWebhook.Sign(Keys, "a", Now, Signing.Bytes(body));

        StandardWebhook.Verify(Keys, new WebhookHeaders([$"a.{At}"], [$"{At}"], [signature]), Signing.Bytes("{}"), Now)
            .ShouldBe(SignatureVerdict.Invalid);
        Should.Throw<ArgumentException>(() => StandardWebhook.Sign(Keys, "a.b", Now, []));
    }

    [Fact]
    [Trait("Threat", "CB-T1")]
    public void Any_one_changed_byte_is_seen()
    {
        var body = Signing.Bytes(Body);
        for (var at = 0; at < body.Length; at++)
        {
            var changed = body.ToArray();
            changed[at] ^= 1;
            StandardWebhook.Verify(Keys, Signing.Headers(Id, At, Signature), changed, Now).ShouldBe(SignatureVerdict.Invalid);
        }

        StandardWebhook.Verify(Keys, Signing.Headers(Id, At, Signature), [.. body, (byte)'\n'], Now)
            .ShouldBe(SignatureVerdict.Invalid);
        StandardWebhook.Verify(Keys, Signing.Headers(Id, At, Signature), [], Now).ShouldBe(SignatureVerdict.Invalid);
        StandardWebhook.Verify(Keys, Signing.Headers(Id + "x", At, Signature), body, Now).ShouldBe(SignatureVerdict.Invalid);
        StandardWebhook.Verify(Keys, Signing.Headers(Id, At + 1, Signature), body, Now).ShouldBe(SignatureVerdict.Invalid);
    }

    [Fact]
    [Trait("Threat", "CB-D1")]
    public void Huge_headers_are_refused_before_they_cost_anything()
    {
        var many = string.Join(' ', Enumerable.Repeat("v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=", 17).Append(Signature));
        Verify(many).ShouldBe(SignatureVerdict.Invalid);
        Verify(new string('v', 3_000) + " " + Signature).ShouldBe(SignatureVerdict.Invalid);
        StandardWebhook.Verify(Keys, Signing.Headers(new string('m', 300), At, Signature), Signing.Bytes(Body), Now)
            .ShouldBe(SignatureVerdict.Invalid);
    }

    [Theory]
    [InlineData("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "it is all zeros")]
    [InlineData("whsec_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh", "it is not random: its bytes repeat or count up")]
    [InlineData("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX", "it is not random: its bytes repeat or count up")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa==", "it has 22 bytes; 24 to 64 are wanted")]
    [InlineData("whsec_", "it has 0 bytes; 24 to 64 are wanted")]
    [InlineData("whsec_not base64", "what follows whsec_ is not base64")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "it does not start with whsec_")]
    [InlineData(null, "it does not start with whsec_")]
    public void A_secret_that_is_short_or_guessable_is_none(string? text, string expected)
    {
        WebhookSecret.Read(text, out var problem).ShouldBeNull();
        problem.ShouldBe(expected);
    }

    [Fact]
    public void Made_secrets_differ_are_good_and_are_not_printed()
    {
        var made = Enumerable.Range(0, 50).Select(_ => WebhookSecret.Make()).ToArray();

        made.Select(one => one.Reveal()).Distinct().Count().ShouldBe(50);
        made.Select(one => one.Reveal()).ShouldBe(made.Select(one => Signing.Secret(one.Reveal()).Reveal()));
        made[0].ToString().ShouldBe("WebhookSecret");
        WebhookSecret.Read("whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(64)), out _).ShouldNotBeNull();
        WebhookSecret.Read("whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(65)), out _).ShouldBeNull();
    }

    [Fact]
    [Trait("Threat", "WH-S1")]
    public void Nothing_goes_out_unsigned() =>
        Should.Throw<ArgumentException>(() => StandardWebhook.Sign([], Id, Now, Encoding.UTF8.GetBytes(Body)));

    private static SignatureVerdict Verify(string signatures, DateTimeOffset? now = null, WebhookSecret[]? keys = null) =>
        StandardWebhook.Verify(keys ?? Keys, Signing.Headers(Id, At, signatures), Signing.Bytes(Body), now ?? Now);

    private static SignatureVerdict Verdict(WebhookHeaders headers) =>
        StandardWebhook.Verify(Keys, headers, Signing.Bytes(Body), Now);
}
