using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Json;
using Stage5.Contracts;

namespace Stage5.Tests.Api;

public sealed class TelemetryTests(ApiInMemory api) : IClassFixture<ApiInMemory>
{
    [Fact]
    public async Task Each_event_that_a_page_refused_is_counted_and_no_label_is_made_up_by_a_browser()
    {
        var counted = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == "stage5.events.contract_mismatches") listener.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, labels, _) =>
            counted.Add($"{value} {string.Join(' ', labels.ToArray().Select(label => $"{label.Key}={label.Value}"))}"));
        listener.Start();
        using var client = api.ClientOf("user");

        foreach (var type in new[] { "task_started", "made up", null })
        {
            using var answer = await client.PostAsJsonAsync("/api/telemetry/contract-mismatches",
                new ContractMismatch("version", type, "version: 1", "/tasks/1"), TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        counted.ShouldBe(["1 kind=version type=task_started", "1 kind=version type=other", "1 kind=version type=other"]);
    }
}
