namespace Stage5.Tests.Recall;

/// <summary>
/// A room of the committed set: its turns in order, and questions with the turn that answers each.
/// </summary>
internal sealed record AskedRoom(
    string Language, string Name, IReadOnlyList<(string Author, string Text)> Turns,
    IReadOnlyList<(string Question, int Turn)> Questions);

/// <summary>
/// The conversations under <c>Questions/</c>, written by hand: <c># room</c>, <c>author: text</c>, and
/// <c>? question</c> after the turn that answers it.
/// </summary>
internal static class QuestionSet
{
    public static IReadOnlyList<AskedRoom> Read() =>
    [
        .. Directory.GetFiles(Repository.PathOf("Stage5.Tests", "Recall", "Questions"), "*.txt")
            .Order(StringComparer.Ordinal).SelectMany(ReadFile),
    ];

    private static IEnumerable<AskedRoom> ReadFile(string path)
    {
        var language = Path.GetFileNameWithoutExtension(path);
        foreach (var room in File.ReadAllText(path).Split("# ", StringSplitOptions.RemoveEmptyEntries))
        {
            var lines = room.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var turns = new List<(string, string)>();
            var questions = new List<(string, int)>();
            foreach (var line in lines.Skip(1))
            {
                if (line.StartsWith('?')) questions.Add((line[1..].Trim(), turns.Count - 1));
                else turns.Add((line[..line.IndexOf(':', StringComparison.Ordinal)],
                    line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()));
            }

            yield return new AskedRoom(language, lines[0].Trim(), turns, questions);
        }
    }
}
