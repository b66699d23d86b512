using Stage5.Core.Audit;

namespace Stage5.Tests.Audit;

public sealed class AuditSegmentTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("stage5-audit-").FullName;
    private readonly AuditSegments _segments;

    public AuditSegmentTests() => _segments = new AuditSegments(_path, recordsPerSegment: 100);

    [Fact]
    public void Lines_go_from_segment_to_segment_without_a_gap()
    {
        var chain = Chain(250);
        Append(chain, 0, 30);
        Append(chain, 30, 250);

        Files().Select(Path.GetFileName).ShouldBe(["000000000001.jsonl", "000000000101.jsonl", "000000000201.jsonl"]);
        Files().SelectMany(File.ReadAllLines).ShouldBe(chain);
    }

    [Fact]
    public void What_a_dead_process_wrote_and_the_store_does_not_know_is_written_once()
    {
        var chain = Chain(20);
        Append(chain, 0, 15);

        Append(chain, 5, 12);
        Append(chain, 5, 20);

        Files().SelectMany(File.ReadAllLines).ShouldBe(chain);
    }

    [Fact]
    public void Half_a_line_is_written_anew()
    {
        var chain = Chain(3);
        Append(chain, 0, 2);
        File.AppendAllText(Files().Single(), chain[2][..40]);

        Append(chain, 2, 3);

        File.ReadAllLines(Files().Single()).ShouldBe(chain);
    }

    [Fact]
    public void Another_record_in_its_place_stops_it()
    {
        Append(Chain(10), 0, 10);

        Should.Throw<AuditConflictException>(() => Append(Chain(12, "other"), 8, 12));
        Should.Throw<AuditConflictException>(() => Append(Chain(12, "other"), 0, 12)).Number.ShouldBe(1);
    }

    [Fact]
    public void A_disk_that_missed_some_goes_on_in_a_segment_of_its_own()
    {
        var chain = Chain(40);
        Append(chain, 0, 10);

        Append(chain, 30, 40);

        Files().Select(Path.GetFileName).ShouldBe(["000000000001.jsonl", "000000000031.jsonl"]);
    }

    [Fact]
    public void Only_segments_of_which_nothing_is_kept_are_forgotten()
    {
        var chain = Chain(250);
        Append(chain, 0, 250);

        _segments.Forget("demo", 150);
        Files().Select(Path.GetFileName).ShouldBe(["000000000101.jsonl", "000000000201.jsonl"]);

        _segments.Forget("demo", 250);
        Files().Select(Path.GetFileName).ShouldBe(["000000000201.jsonl"]);
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);

    private IReadOnlyList<string> Files() => AuditSegments.FilesIn(Path.Combine(_path, "demo"));

    private void Append(string[] chain, int after, int upTo)
    {
        var place = after == 0 ? AuditPlace.Start : new AuditPlace(after, AuditChain.HashesOf(chain[after - 1])!.Value.Hash);
        var head = new AuditHead(AuditChains.Format, "demo", upTo, AuditChain.HashesOf(chain[upTo - 1])!.Value.Hash,
            DateTimeOffset.UnixEpoch, KeyId: null, Signature: null);
        _segments.Append("demo", place, chain[after..upTo], head);
    }

    private static string[] Chain(int length, string word = "key.made")
    {
        var (lines, prev) = (new string[length], AuditChain.Genesis);
        for (var i = 0; i < length; i++)
            (lines[i], prev) = AuditChain.Seal($$"""{"action":"{{word}}","number":{{i + 1}}}""", prev);
        return lines;
    }
}
