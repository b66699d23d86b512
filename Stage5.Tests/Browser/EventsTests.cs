using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using Stage5.Contracts;
using Stage5.Tests.Events;
using Stage5.Tests.Web;

namespace Stage5.Tests.Browser;

/// <summary>A task's page in front of recorded streams: those of the contract, and one that is none.</summary>
public sealed class EventsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_of_another_version_is_refused_with_what_came_and_what_was_expected_and_the_API_is_told()
    {
        await using var desk = await Desk.SitDownAsync(Ct);

        await WatchAsync(desk, GoldenStreams.Read("completed").Replace("\"version\":1", "\"version\":2"));

        await Assertions.Expect(desk.Main.Locator("[data-stream-status]")).ToContainTextAsync("expected version: 1, found 2");
        await Assertions.Expect(desk.Page.Locator("#toasts")).ToContainTextAsync("expected version: 1, found 2");
        await Eventually.BeAsync(() => !desk.Api.Mismatches.IsEmpty, "nothing was reported", Ct);
        var mismatch = desk.Api.Mismatches.ShouldHaveSingleItem();
        (mismatch.Kind, mismatch.EventType, mismatch.Expected).ShouldBe(("version", "stage_started", "version: 1"));
        mismatch.Page.ShouldStartWith("/tasks/");
    }

    [Fact]
    public async Task Events_that_are_no_longer_kept_are_told_and_those_behind_them_are_shown()
    {
        await using var desk = await Desk.SitDownAsync(Ct);

        await WatchAsync(desk, GoldenStreams.Read("gap"));

        var steps = desk.Main.GetByRole(AriaRole.Listitem);
        await Assertions.Expect(steps.Filter(new() { HasText = "Events 4 to 40 are no longer kept." })).ToBeVisibleAsync();
        await Assertions.Expect(steps.Filter(new() { HasText = "Finished" })).ToBeVisibleAsync();
        desk.Api.Mismatches.ShouldBeEmpty();
        desk.Person.Complaints.ShouldBeEmpty();
        await Axe.ShouldPassAsync(desk.Page);
    }

    // A task that runs, whose first event the page has already.
    private static async Task WatchAsync(Desk desk, string stream)
    {
        var task = desk.Api.Add(new ScriptedTask(
            new() { Kind = TaskKinds.Translate, Text = "Hello", SourceLanguage = "en", TargetLanguage = "es" },
            TimeProvider.System));
        task.Start();
        var recorded = JsonSerializer.Deserialize<JsonElement>(
            stream.Split('\n').First(line => line.StartsWith("data: ", StringComparison.Ordinal))["data: ".Length..])
            .GetProperty("task_id").GetString()!;
        var said = stream[stream.IndexOf("id: 2\n", StringComparison.Ordinal)..].Replace(recorded, task.Id);
        desk.Api.Intercept = async http =>
        {
            if (http.Request.Path != $"/api/tasks/{task.Id}/events") return false;
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync(said, http.RequestAborted);
            return true;
        };
        await desk.Page.GotoAsync($"/tasks/{task.Id}");
    }
}
