using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Stage5.Core.Secrets;
using Stage5.Tests.ServiceDefaults;

namespace Stage5.Tests.Security;

/// <summary>Which version of a secret a process took on, and when.</summary>
[Collection(AttackedCollection.Name)]
public sealed class SecretRecordTests(AttackedSystem system)
{
    [Fact]
    [Trait("Threat", "SC-R1")]
    public async Task Each_version_that_a_process_takes_on_is_on_record()
    {
        var witnesses = system.Api.Services.GetServices<ISecretWitness>().ToArray();
        witnesses.ShouldNotBeEmpty();
        foreach (var witness in witnesses)
        {
            witness.Took("groq-key", owner: null, before: null, "v1");
            witness.Took("groq-key", "demo", "v1", "v2");
        }

        string[] records = [];
        await Eventually.TrueAsync(async () => (records = await RecordsAsync()).Length == 2);
        records[0].ShouldContain("\"action\":\"secret.read\",\"resource\":\"secret/groq-key\"");
        records[0].ShouldContain("\"after\":{\"version\":\"v1\"}");
        records[1].ShouldContain("\"action\":\"secret.changed\",\"resource\":\"secret/groq-key\"");
        records[1].ShouldContain("\"before\":{\"version\":\"v1\"},\"after\":{\"version\":\"v2\"}");
        records[1].ShouldContain("\"tenant\":\"demo\"");
    }

    private async Task<string[]> RecordsAsync() =>
        [.. (await system.Api.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase()
            .SortedSetRangeByRankAsync("s5:{stage5.platform}:audit:open"))
            .Select(one => one.ToString()).Where(one => one.Contains("secret/groq-key", StringComparison.Ordinal))];
}
