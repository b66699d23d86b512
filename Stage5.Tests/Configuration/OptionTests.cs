using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Stage5.Core.Access;
using Stage5.Core.Audit;
using Stage5.Core.Drafts;
using Stage5.Core.Language.Glossaries;
using Stage5.Core.Models.Answers;
using Stage5.Core.Recall;
using Stage5.Core.Reviews;
using Stage5.Core.Secrets;
using Stage5.Core.Tasks;
using Stage5.Core.Turns;
using Stage5.Core.Webhooks;
using Stage5.ServiceDefaults;

namespace Stage5.Tests.Configuration;

/// <summary>Each option that has bounds keeps them, and says so with its key.</summary>
public sealed class OptionTests
{
    [Theory]
    [InlineData("Stage5:Answers:Enabled", "perhaps", "must be true or false.")]
    [InlineData("Stage5:Answers:Lifetime", "00:00:00.5", "must be a second to 30 days.")]
    [InlineData("Stage5:Answers:Lease", "01:00:00", "must be a second to five minutes.")]
    [InlineData("Stage5:Answers:MaxAnswerLength", "0", "must be from 1 to 10000000.")]
    public void Answers(string key, string value, string said) => Refused<AnswerOptions>(key, value, said);

    [Theory]
    [InlineData("Stage5:Glossary:TermLength", "251", "must be from 1 to 250.")]
    [InlineData("Stage5:Glossary:ImportBytes", "99999999999999999999", "must be a whole number.")]
    [InlineData("Stage5:Glossary:ImportExpiry", "00:00:01", "must be ten seconds to a day.")]
    public void Glossary(string key, string value, string said) => Refused<GlossaryOptions>(key, value, said);

    [Theory]
    [InlineData("Stage5:Turns:Parallel", "65", "must be from 1 to 64.")]
    [InlineData("Stage5:Turns:ContextTokens", "-1", "must be from 0 to 100000.")]
    [InlineData("Stage5:Turns:BatchDeadline", "soon", "must be a time such as 00:00:30, or 7.00:00:00 for days.")]
    [InlineData("Stage5:Turns:LiveDeadline:Seconds", "5", "must be one value.")]
    public void Turns(string key, string value, string said) => Refused<TurnOptions>(key, value, said);

    [Theory]
    [InlineData("Stage5:Worker:Concurrency", "257", "must be from 1 to 256.")]
    [InlineData("Stage5:Worker:Drain", "-00:00:01", "must be nothing to ten minutes.")]
    public void Worker(string key, string value, string said) => Refused<WorkerOptions>(key, value, said);

    [Theory]
    [InlineData("Stage5:Audit:SigningKey", "not-base64", "must be a P-256 key: PKCS#8 in base64.")]
    [InlineData("Stage5:Audit:PublicKeys:0", "c29tZXRoaW5n", "must be a P-256 public key: SubjectPublicKeyInfo in base64.")]
    [InlineData("Stage5:Audit:Lease", "00:00:01", "must be two seconds or more.")]
    [InlineData("Stage5:Audit:TenantRetention:acme", "00:01:00", "must be a day or more.")]
    [InlineData("Stage5:Audit:TenantRetention:acme", "long", "must be a time such as 00:00:30, or 7.00:00:00 for days.")]
    public void Audit(string key, string value, string said) => Refused<AuditOptions>(key, value, said);

    [Fact]
    public void Keys_of_another_curve()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var shown = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());

        Refused<AuditOptions>("Stage5:Audit:SigningKey", Convert.ToBase64String(key.ExportPkcs8PrivateKey()),
            "must be a P-256 key: PKCS#8 in base64.");
        Refused<AuditOptions>("Stage5:Audit:PublicKeys:0", shown,
            "must be a P-256 public key: SubjectPublicKeyInfo in base64.");
        Refused<AccessOptions>("Stage5:Access:DevelopmentPublicKey", shown,
            "must be a P-256 public key: SubjectPublicKeyInfo in base64.");
    }

    [Theory]
    [InlineData("Stage5:Access:DevelopmentPublicKey", "c29tZXRoaW5n",
        "must be a P-256 public key: SubjectPublicKeyInfo in base64.")]
    [InlineData("Stage5:Access:SessionAccessLifetime", "00:00:00", "must be above zero.")]
    [InlineData("Stage5:Access:SessionLifetime", "00:00:01", "must be at least SessionAccessLifetime.")]
    public void Access(string key, string value, string said) => Refused<AccessOptions>(key, value, said);

    [Theory]
    [InlineData("Stage5:Drafts:Kept", "00:00:01", "must be a minute to 90 days.")]
    public void Drafts(string key, string value, string said) => Refused<DraftOptions>(key, value, said);

    [Theory]
    [InlineData("Stage5:Recall:EmbeddingDeadline", "00:05:00", "must be 50 ms to a minute.")]
    public void Recall(string key, string value, string said) => Refused<RecallOptions>(key, value, said);

    [Theory]
    [InlineData("Stage5:Reviews:Lease", "00:00:01", "must be ten seconds to eight hours.")]
    [InlineData("Stage5:Reviews:Urgent", "02:00:00", "must be positive, and High, Normal and Low each no less than the one before.")]
    public void Reviews(string key, string value, string said) => Refused<ReviewOptions>(key, value, said);

    [Theory]
    [InlineData("Stage5:Reviews:Policy:SamplePercent", "101", "must be from 0 to 100.")]
    [InlineData("Stage5:Reviews:Policy:ConfidenceBelowPercent", "-1", "must be from 0 to 100.")]
    [InlineData("Stage5:Reviews:Policy:CostAboveMicros", "-1", "must be from 0 to 1000000000000.")]
    public void Policy_of_reviews(string key, string value, string said) => Refused<ReviewPolicyOptions>(key, value, said);

    [Theory]
    [InlineData("Stage5:Secrets:OverlapMinutes", "20000", "must be 0 to 10080.")]
    [InlineData("Stage5:Secrets:Vaults:acme", "http://vault.example.com", "must be the https URI of a vault.")]
    public void Secrets(string key, string value, string said) => Refused<SecretOptions>(key, value, said);

    [Theory]
    [InlineData("Stage5:Webhooks:Lease", "10:00:00", "must be a second to an hour.")]
    public void Webhooks(string key, string value, string said) => Refused<WebhookOptions>(key, value, said);

    [Fact]
    public void Tones()
    {
        using var services = DeclaredKeys.Core(("Stage5:Tones:acme:loud", new string('x', 5_000)));

        ConfigurationFaults.Find(services, services.GetRequiredService<IConfiguration>())
            .ShouldHaveSingleItem().Key.ShouldBe("Stage5:Tones:acme:loud");
    }

    [Fact]
    public void What_is_right_is_bound_with_lists_and_names()
    {
        using ECDsa one = ECDsa.Create(ECCurve.NamedCurves.nistP256), two = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string[] keys = [.. new[] { one, two }.Select(key => Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()))];
        using var services = DeclaredKeys.Core(
            ("Stage5:Audit:PublicKeys:0", keys[0]), ("Stage5:Audit:PublicKeys:1", keys[1]),
            ("Stage5:Audit:SigningKey", Convert.ToBase64String(one.ExportPkcs8PrivateKey())),
            ("Stage5:Audit:TenantRetention:acme", "30.00:00:00"), ("Stage5:Audit:Path", "/audit"));

        var audit = services.GetRequiredService<IOptions<AuditOptions>>().Value;

        (audit.Path, audit.RetentionOf("acme"), audit.RetentionOf("other"))
            .ShouldBe(("/audit", TimeSpan.FromDays(30), TimeSpan.FromDays(400)));
        audit.PublicKeys.ShouldBe(keys);
    }

    private static void Refused<T>(string key, string value, string said)
        where T : class
    {
        using var services = DeclaredKeys.Core((key, value));

        var failures = Should.Throw<OptionsValidationException>(() => services.GetRequiredService<IOptions<T>>().Value).Failures;

        var whole = string.Join(':', key.Split(':').Take(said.Contains("one value", StringComparison.Ordinal) ? 3 : 9));
        failures.ShouldContain($"{whole} {said}");
        failures.ShouldAllBe(failure => !failure.Contains(value, StringComparison.Ordinal) || value.Length < 4);
    }
}
