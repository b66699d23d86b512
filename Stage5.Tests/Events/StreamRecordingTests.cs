using Stage5.Contracts.Events;

namespace Stage5.Tests.Events;

/// <summary>What may be wrong with a stream although each of its events is right.</summary>
public sealed class StreamRecordingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_that_is_missing_is_named_with_its_line()
    {
        var blocks = Blocks();
        blocks.RemoveAt(2);

        var verdict = await CheckAsync(string.Concat(blocks));

        (Said(verdict), verdict.Line, verdict.Events).ShouldBe(("order: expected sequence: 2, found 3", 7, 1));
    }

    [Fact]
    public async Task An_event_that_comes_twice_is_named()
    {
        var blocks = Blocks();
        blocks.Insert(3, blocks[2]);

        Said(await CheckAsync(string.Concat(blocks))).ShouldBe("order: expected sequence: 3, found 2 again");
    }

    [Fact]
    public async Task Nothing_comes_behind_the_terminal_event()
    {
        var blocks = Blocks();
        var next = blocks.Count;
        blocks.Add(blocks[1].Replace("id: 1\n", $"id: {next}\n").Replace("\"sequence\":1,", $"\"sequence\":{next},"));

        Said(await CheckAsync(string.Concat(blocks)))
            .ShouldBe($"order: expected nothing behind the terminal event, found task_started at sequence {next}");
    }

    [Fact]
    public async Task A_stream_without_an_end_is_not_whole_unless_the_server_says_that_it_ended_it()
    {
        var open = string.Concat(Blocks().SkipLast(1));

        Said(await CheckAsync(open))
            .ShouldBe("order: expected task_completed, task_failed or task_cancelled, found the end of the stream");
        var verdict = await CheckAsync(open + "event: end\ndata: {\"reason\":\"slow_viewer\",\"after\":20}\n\n");
        (Said(verdict), verdict.Ended).ShouldBe((null, "slow_viewer"));
    }

    [Fact]
    public async Task A_stream_that_was_resumed_begins_behind_what_its_reader_had()
    {
        var rest = string.Concat(Blocks().Skip(5));

        Said(await CheckAsync(rest)).ShouldBe("order: expected sequence: 1, found 5");
        Said(await CheckAsync(rest, new EventOrder(after: 4))).ShouldBeNull();
    }

    [Theory]
    [InlineData("id: 7\n", "id: 8\n", "frame: expected id: 7, found \"8\"")]
    [InlineData("id: 7\n", "", "frame: expected id: 7, found nothing")]
    [InlineData("event: task_started\n", "event: stage_started\n", "frame: expected event: task_started, found \"stage_started\"")]
    [InlineData("\"schema\":\"neuraforge.task-event.v1\",", "", "missing: expected schema: \"neuraforge.task-event.v1\", found nothing")]
    [InlineData("data: {", "data: ", "json: expected a JSON object, found no JSON")]
    [InlineData("id: ", "<p>", "frame: expected a stream of server-sent events or a JSON object a line, found neither")]
    public async Task What_the_stream_says_of_an_event_is_what_the_event_says(string from, string to, string sentence)
    {
        var stream = GoldenStreams.Read("completed");
        var at = stream.IndexOf(from, StringComparison.Ordinal);

        Said(await CheckAsync(stream[..at] + to + stream[(at + from.Length)..])).ShouldBe(sentence);
    }

    [Fact]
    public async Task A_gap_has_both_numbers_and_they_are_right()
    {
        var stream = GoldenStreams.Read("gap");

        var verdict = await CheckAsync(stream);

        (Said(verdict), verdict.Events, verdict.Missing).ShouldBe((null, 6, 37));
        Said(await CheckAsync(stream.Replace("\"after\":3", "\"after\":2"))).ShouldBe("order: expected after: 3, found 2");
        Said(await CheckAsync(stream.Replace("\"next\":41,", ""))).ShouldBe("missing: expected next: integer ≥ 1 ≤ 9007199254740991, found nothing");
        Said(await CheckAsync(stream.Replace("id: 40", "id: 39"))).ShouldBe("frame: expected id: 40, found \"39\"");
        Said(await CheckAsync(stream.Replace("\"next\":41", "\"next\":4").Replace("id: 40", "id: 3")))
            .ShouldBe("order: expected next: integer ≥ 5, found 4");
    }

    [Fact]
    public async Task An_event_a_line_is_a_stream_too()
    {
        var lines = string.Join('\n', GoldenStreams.Read("completed").Split('\n')
            .Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => line["data: ".Length..]));

        var verdict = await CheckAsync(lines);
        Said(verdict).ShouldBeNull();
        var wrong = await CheckAsync(lines.Replace("\"kind\":", "\"knd\":", StringComparison.Ordinal));

        (Said(wrong), wrong.Line).ShouldBe(("missing: expected payload.kind: string of length ≥ 1, found nothing", 1));
    }

    [Fact]
    public async Task A_tenants_stream_has_ids_of_its_own_and_may_lack_events()
    {
        var id = 100;
        var tenant = string.Concat(Blocks().Where((_, index) => index % 3 != 0)
            .Select(block => $"id: {id += 2}{block[block.IndexOf('\n')..]}"));

        Said(await CheckAsync(tenant, new EventOrder(sparse: true), numbered: false)).ShouldBeNull();
        Said(await CheckAsync(tenant + tenant, new EventOrder(sparse: true), numbered: false)).ShouldNotBeNull();
    }

    private static List<string> Blocks() =>
        [.. GoldenStreams.Read("completed").Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(block => $"{block}\n\n")];

    private static async Task<StreamVerdict> CheckAsync(string text, EventOrder? order = null, bool numbered = true)
    {
        using var reader = new StringReader(text);
        return await new StreamRecording(EventContract.Current, order ?? new EventOrder(), numbered).CheckAsync(reader, Ct);
    }

    private static string? Said(StreamVerdict verdict) =>
        verdict.Difference is { } difference ? $"{difference.Kind}: {difference}" : null;
}
