using System.Buffers;
using System.Text;
using Stage5.Core.Language;

namespace Stage5.Core.Models.Apertium;

/// <summary>One installed direction: what its <c>.mode</c> file says to run, program by program.</summary>
/// <param name="Name">The file's name, for instance <c>eng-spa</c>.</param>
/// <param name="Pair">What the name means in BCP 47.</param>
/// <param name="Commands">Each program with its arguments, null flush asked for.</param>
internal sealed record ApertiumMode(string Name, LanguagePair Pair, IReadOnlyList<IReadOnlyList<string>> Commands)
{
    // Programs of these families take -z as "answer at each NUL".
    private static readonly string[] Families =
        ["lt-", "apertium-", "lrx-proc", "lsx-proc", "cg-proc", "hfst-proc", "rtx-proc"];

    private static readonly SearchValues<char> ShellSyntax = SearchValues.Create("`;&<>()\"\\");

    /// <summary>
    /// The pair a mode's name means; null for a name that is not two languages or whose variant BCP 47 does not
    /// have (<c>eng-cat_iec2017</c>).
    /// </summary>
    public static LanguagePair? PairOf(string name)
    {
        if (name.Split('-') is not [var from, var to]) return null;
        return LanguageTag.TryParse(from, out var source) && source.IsKnown()
            && LanguageTag.TryParse(to, out var target) && target.IsKnown()
            ? new LanguagePair(source.Value, target.Value)
            : null;
    }

    /// <summary>Reads a mode file; the error says what is in it that cannot be kept alive.</summary>
    public static (IReadOnlyList<IReadOnlyList<string>>? Commands, string? Error) Read(string text)
    {
        if (text.AsSpan().ContainsAny(ShellSyntax)) return (null, "uses shell syntax");
        var commands = new List<IReadOnlyList<string>>();
        foreach (var words in text.Trim().Split('|').Select(Words))
        {
            if (words.Count == 0) return (null, "has an empty command");
            var program = Path.GetFileName(words[0]);
            if (!Families.Any(family => program.StartsWith(family, StringComparison.Ordinal)))
                return (null, $"runs {program}, which is not known to answer at NUL");

            // $1 chooses the generator: -n leaves out the marks of unknown words. $2 is for showing ambiguity.
            var arguments = words.Skip(1).Where(word => word != "$2").Select(word => word == "$1" ? "-n" : word);
            commands.Add([words[0], "-z", .. arguments.Where(word => word != "-z")]);
        }

        return (commands, null);
    }

    /// <summary>
    /// The pipeline for <c>/bin/sh -c</c>. The shell gives its own ends of the pipe away, so that the death of any
    /// program is seen at once as the end of the answers; Ctrl+C at a terminal is for our process to handle.
    /// </summary>
    public string Script()
    {
        var script = new StringBuilder("trap '' INT; exec 3<&0 2>/dev/null; ");
        for (var i = 0; i < Commands.Count; i++)
        {
            script.AppendJoin(' ', Commands[i].Select(Quote)).Append(i == 0 ? " <&3 3<&-" : " 3<&-");
            script.Append(i < Commands.Count - 1 ? " | " : " & exec 0<&- 1>&- 3<&-; wait");
        }

        return script.ToString();
    }

    private static string Quote(string word) => $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    private static List<string> Words(string command)
    {
        var words = new List<string>();
        var quoted = false;
        var word = new StringBuilder();
        foreach (var c in command)
        {
            if (c == '\'') quoted = !quoted;
            else if (quoted || !char.IsWhiteSpace(c)) word.Append(c);
            else Take();
        }

        Take();
        return words;

        void Take()
        {
            if (word.Length > 0) words.Add(word.ToString());
            word.Clear();
        }
    }
}
