using System.Text.Json;
using Stage5.Contracts;
using Stage5.Contracts.Events;

namespace Stage5.Tests.Events;

public sealed class GoldenStreamTests
{
    [Theory]
    [MemberData(nameof(GoldenStreams.Names), MemberType = typeof(GoldenStreams))]
    public async Task A_golden_stream_is_as_the_contract_says(string name)
    {
        using var text = new StringReader(GoldenStreams.Read(name));

        var verdict = await new StreamRecording(EventContract.Current, new EventOrder())
            .CheckAsync(text, TestContext.Current.CancellationToken);

        verdict.Difference.ShouldBeNull($"line {verdict.Line}");
        verdict.Events.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Every_type_and_every_outcome_stands_in_one_of_them()
    {
        var events = GoldenStreams.Names.SelectMany(name => GoldenStreams.Read(name.Data).Split('\n'))
            .Where(line => line.StartsWith("data: {\"version\"", StringComparison.Ordinal))
            .Select(line => JsonSerializer.Deserialize(line["data: ".Length..], ContractsJson.Default.TaskEvent)!)
            .ToArray();

        events.Select(item => item.Type).Distinct().ShouldBe(EventContract.Current.Types, ignoreOrder: true);
        events.Where(item => TaskEventTypes.IsTerminal(item.Type)).Select(item => (string)item.Payload["outcome"]!)
            .Distinct().ShouldBe(["completed", "failed", "rejected", "cancelled", "language_selection"], ignoreOrder: true);
    }
}
