using System.Globalization;
using System.Text;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Recall;

[Trait("Generates", "docs")]
public sealed class QualityTests(StoreServers servers) : RecallTests(servers), IClassFixture<StoreServers>
{
    [Fact]
    public async Task Nine_of_ten_questions_find_the_turn_that_answers_them_among_five_passages()
    {
        var node = await NodeAsync(StoreKind.Redis);
        var set = QuestionSet.Read();
        var (hits, missed) = (new SortedDictionary<string, (int At1, int At5, int All)>(StringComparer.Ordinal),
            new List<string>());
        foreach (var room in set)
        {
            var turns = room.Turns.Select((turn, i) => Turn(i, turn.Text, turn.Author)).ToArray();
            foreach (var turn in turns) await node.Memory.AppendAsync(Tenant, room.Name, turn, Ct);
            foreach (var (question, answer) in room.Questions)
            {
                var found = (await AskAsync(node, question, room.Name)).Passages.Take(5).ToList();
                var place = found.FindIndex(passage => passage.TurnIds.Contains(turns[answer].Id));
                var (at1, at5, all) = hits.GetValueOrDefault(room.Language);
                hits[room.Language] = (at1 + (place == 0 ? 1 : 0), at5 + (place >= 0 ? 1 : 0), all + 1);
                if (place < 0) missed.Add($"{room.Language} {room.Name}: {question}");
            }
        }

        var total = hits.Values.Sum(one => one.All);
        var recall = (double)hits.Values.Sum(one => one.At5) / total;
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"Recall@5 {recall:0.000}\n{string.Join('\n', missed)}"));
        total.ShouldBe(200);
        set.Sum(room => room.Turns.Count).ShouldBeGreaterThanOrEqualTo(600);
        recall.ShouldBeGreaterThanOrEqualTo(0.9);
        await Repository.ShouldHoldPartAsync(Repository.PathOf("docs", "recall.md"), "quality", Table(set, hits));
    }

    private static string Table(
        IReadOnlyList<AskedRoom> set, SortedDictionary<string, (int At1, int At5, int All)> hits)
    {
        var table = new StringBuilder(
            "| language | rooms | turns | questions | found first | among five |\n|---|---|---|---|---|---|\n");
        foreach (var (language, (at1, at5, all)) in hits)
        {
            var rooms = set.Where(room => room.Language == language).ToArray();
            Row(table, language, rooms.Length, rooms.Sum(room => room.Turns.Count), all, at1, at5);
        }

        Row(table, "all", set.Count, set.Sum(room => room.Turns.Count), hits.Values.Sum(one => one.All),
            hits.Values.Sum(one => one.At1), hits.Values.Sum(one => one.At5));
        return table.ToString();
    }

    private static void Row(StringBuilder table, string name, int rooms, int turns, int all, int at1, int at5) =>
        table.Append(CultureInfo.InvariantCulture,
            $"| {name} | {rooms} | {turns} | {all} | {(double)at1 / all:0.00} | {(double)at5 / all:0.00} |\n");
}
