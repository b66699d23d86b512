using Microsoft.Extensions.Options;
using Stage5.Core.Secrets;
using Stage5.Core.Webhooks;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Webhooks;

public sealed class CallbackSourcesTests
{
    private readonly ManualTime _time = new();
    private readonly ScriptedSecrets _secrets = new();
    private readonly CallbackSources _sources;

    public CallbackSourcesTests()
    {
        var options = new CallbackOptions();
        options.Sources["crm"] = new CallbackSourceOptions { Kind = "standard", Secret = "crm", Tenant = "acme" };
        _sources = new CallbackSources(Options.Create(options), _secrets, _time);
    }

    [Fact]
    public void While_its_secret_rotates_a_source_may_sign_with_either()
    {
        _secrets.Answer = _ => new SecretValues(Signing.Published, Signing.Other);
        Check(Signing.Published).ShouldBe(new CallbackCheck(SignatureVerdict.Valid, "msg_1"));
        Check(Signing.Other).ShouldBe(new CallbackCheck(SignatureVerdict.Valid, "msg_1"));

        _secrets.Answer = _ => new SecretValues(Signing.Published, Previous: null);
        Check(Signing.Other).ShouldBe(new CallbackCheck(SignatureVerdict.Invalid));
    }

    [Fact]
    public void A_source_whose_secret_is_lost_or_spoilt_while_it_runs_takes_nothing()
    {
        foreach (var value in new[] { null, "", "whsec_", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" })
        {
            _secrets.Answer = _ => value is null ? null : new SecretValues(value, Previous: null);
            Check(Signing.Published).ShouldBe(new CallbackCheck(SignatureVerdict.Invalid));
        }
    }

    [Fact]
    public void A_source_that_nobody_configured_takes_nothing() =>
        Check(Signing.Published, "nobody").ShouldBe(new CallbackCheck(SignatureVerdict.Absent));

    private CallbackCheck Check(string secret, string source = "crm")
    {
        var body = Signing.Bytes("{}");
        var signature = StandardWebhook.Sign([Signing.Secret(secret)], "msg_1", _time.GetUtcNow(), body);
        return _sources.Check(source, new CallbackMessage(
            Signing.Headers("msg_1", _time.GetUtcNow().ToUnixTimeSeconds(), signature), [], body));
    }
}
