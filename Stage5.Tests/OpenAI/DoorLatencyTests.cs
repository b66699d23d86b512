using System.Text;

namespace Stage5.Tests.OpenAI;

[Collection(DoorCollection.Name)]
public sealed class DoorLatencyTests(DoorSystem system)
{
    private const int Calls = 400;
    private const string Ask = """{"model":"first","max_tokens":16,"messages":[{"role":"user","content":"Hello"}]}""";

    /// <summary>Prints what the door adds to a call; benchmarks judge it, this only shows that nothing waits.</summary>
    [Theory]
    [InlineData("raw")]
    [InlineData("demo")]
    public async Task The_door_adds_little_to_a_call(string tenant)
    {
        system.Reset();
        for (var i = 0; i < 2 * Calls; i++)
            system.First.ThenJson("""{"choices":[{"index":0,"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":4,"completion_tokens":1}}""");
        using var client = system.ClientOf(tenant);

        var direct = await MedianAsync(client, new Uri(system.First.Endpoint + "/chat/completions"));
        var through = await MedianAsync(client, new Uri(system.Address, "/v1/chat/completions"));

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{tenant}: p50 direct {direct.TotalMilliseconds:0.00} ms, through the door {through.TotalMilliseconds:0.00} ms");
        through.ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    private static async Task<TimeSpan> MedianAsync(HttpClient client, Uri address)
    {
        var took = new List<TimeSpan>(Calls);
        for (var i = 0; i < Calls; i++)
        {
            using var content = new StringContent(Ask, Encoding.UTF8, "application/json");
            var started = TimeProvider.System.GetTimestamp();
            using var response = await client.PostAsync(address, content, TestContext.Current.CancellationToken);
            took.Add(TimeProvider.System.GetElapsedTime(started));
            response.EnsureSuccessStatusCode();
        }

        took.Sort();
        return took[Calls / 2];
    }
}
