extern alias api;

using System.Text;
using api::Stage5.Api.OpenAI.Answers;
using FsCheck;
using FsCheck.Fluent;

namespace Stage5.Tests.OpenAI;

public sealed class EventSplitterTests
{
    private static readonly string[] Events =
    [
        "data: {\"a\":1}\n\n", "data:{\"b\":\"é\\n\"}\r\n\r\n", ": a comment\n\n", "event: x\ndata: one\ndata: two\n\n",
        "data\n\n", "id: 7\r\ndata: with: colons\r\n\r\n", "data: " + new string('x', 9000) + "\n\n", "data: [DONE]\n\n",
    ];

    private static readonly string[] Payloads =
        ["{\"a\":1}", "{\"b\":\"é\\n\"}", "", "one two", "", "with: colons", new string('x', 9000), "[DONE]"];

    [Fact]
    public void However_bytes_are_cut_the_same_events_come_out()
    {
        var stream = Encoding.UTF8.GetBytes(string.Concat(Events));
        var cuts = Gen.Choose(1, stream.Length - 1).ListOf(12).ToArbitrary();

        Prop.ForAll(cuts, where =>
        {
            var found = Split(stream, where);
            return found.Select(one => one.Data).SequenceEqual(Payloads)
                && string.Concat(found.Select(one => one.Raw)) == string.Concat(Events);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Cut_at_any_one_place_the_same_events_come_out()
    {
        var stream = Encoding.UTF8.GetBytes(string.Concat(Events.Where(one => one.Length < 100)));
        for (var cut = 1; cut < stream.Length; cut++)
        {
            Split(stream, [cut]).Select(one => one.Data)
                .ShouldBe(Payloads.Where(one => one.Length < 100), $"cut at {cut}");
        }
    }

    [Fact]
    public void Byte_by_byte_the_same_events_come_out()
    {
        var stream = Encoding.UTF8.GetBytes(string.Concat(Events));

        Split(stream, [.. Enumerable.Range(1, stream.Length - 1)]).Select(one => one.Data).ShouldBe(Payloads);
    }

    [Fact]
    public void What_has_no_blank_line_is_no_event_until_the_end()
    {
        using var splitter = new EventSplitter();
        Put(splitter, "data: [DONE]\n"u8);

        splitter.TryNext(out _).ShouldBeFalse();
        splitter.TryRest(out var rest).ShouldBeTrue();
        rest.IsDone.ShouldBeTrue();
        splitter.TryRest(out _).ShouldBeFalse();
    }

    [Fact]
    public void An_event_without_an_end_is_not_collected_for_ever()
    {
        using var splitter = new EventSplitter();

        Should.Throw<InvalidDataException>(() =>
        {
            for (var i = 0; i < 3 * EventSplitter.MostBytes / 4096; i++) Put(splitter, new byte[4096]);
        });
    }

    private static List<(string Raw, string Data)> Split(byte[] stream, IReadOnlyList<int> cuts)
    {
        using var splitter = new EventSplitter();
        var found = new List<(string, string)>();
        var from = 0;
        foreach (var to in cuts.Append(stream.Length).Distinct().Order())
        {
            Put(splitter, stream.AsSpan(from, to - from));
            from = to;
            while (splitter.TryNext(out var next))
                found.Add((Encoding.UTF8.GetString(next.Raw.Span), Encoding.UTF8.GetString(next.Data.Span)));
        }

        return found;
    }

    private static void Put(EventSplitter splitter, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var free = splitter.Free().Span;
            var count = Math.Min(free.Length, bytes.Length);
            bytes[..count].CopyTo(free);
            splitter.Filled(count);
            bytes = bytes[count..];
        }
    }
}
