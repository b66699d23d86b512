using System.Text;
using System.Text.RegularExpressions;

namespace Stage5.Core.Language;

/// <summary>A stretch of text; a protected one must come through a translation untouched.</summary>
public readonly record struct TextPiece(string Text, bool Protected);

/// <summary>
/// A text and what in it is not language: code, tags, mentions, URLs, e-mail addresses, placeholders, emoji. Every
/// pattern scans in linear time, so that a hostile text costs no more than a plain one of its length.
/// </summary>
public sealed partial class ProtectedText
{
    private ProtectedText(string text, IReadOnlyList<TextPiece> pieces)
    {
        Text = text;
        Pieces = pieces;
        Spans = [.. pieces.Where(piece => piece.Protected).Select(piece => piece.Text)];
    }

    /// <summary>The text: as given, less NUL and with unpaired surrogates replaced by U+FFFD.</summary>
    public string Text { get; }

    /// <summary>The whole text in order, in pieces.</summary>
    public IReadOnlyList<TextPiece> Pieces { get; }

    /// <summary>The protected spans in order, repeated ones repeated.</summary>
    public IReadOnlyList<string> Spans { get; }

    /// <summary>False when all the letters, if any, are protected.</summary>
    public bool HasWords => Pieces.Any(piece => !piece.Protected && ContainsLetter(piece.Text));

    public static ProtectedText Find(string text)
    {
        var clean = Clean(text);
        var pieces = new List<TextPiece>();
        var from = 0;
        foreach (Match match in Spanning().Matches(clean))
        {
            if (match.Index > from) pieces.Add(new TextPiece(clean[from..match.Index], false));
            pieces.Add(new TextPiece(match.Value, true));
            from = match.Index + match.Length;
        }

        if (from < clean.Length) pieces.Add(new TextPiece(clean[from..], false));
        return new ProtectedText(clean, pieces);
    }

    /// <summary>A text that is one piece, as if found so.</summary>
    internal static ProtectedText Whole(TextPiece piece) => new(piece.Text, [piece]);

    /// <summary>
    /// True when the other text has the same spans, each as often as this one, in whatever order.
    /// </summary>
    public bool IsKeptIn(string other) =>
        Find(other).Spans.Order(StringComparer.Ordinal).SequenceEqual(Spans.Order(StringComparer.Ordinal));

    public static bool ContainsLetter(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetter(rune)) return true;
        }

        return false;
    }

    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value != 0) clean.Append(rune);
        }

        return clean.ToString();
    }

    // Order matters: what can hold another comes first. Quantifiers that could start over at each position are
    // bounded or begin behind a boundary.
    private const string Fence = @"```[\s\S]*?```|~~~[\s\S]*?~~~";
    private const string Code = @"``[^`\r\n]+``|`[^`\r\n]+`";
    private const string Mentions = @"<at\b[^<>]{0,200}>[^<>]{0,200}</at>|<[@\#!][^<>\s]{1,100}>";
    private const string Tags = @"<!--(?>[^\-<]|-(?!->)|<(?!!--)){0,2000}-->|</?[A-Za-z][^<>]{0,2000}>";
    private const string Entities = @"&(?:[A-Za-z][A-Za-z0-9]{1,31}|\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6});";
    private const string Urls = @"(?:\b[A-Za-z][A-Za-z0-9+.\-]{1,15}://|\bmailto:|\bwww\.)" +
        @"[^\s<>""«»“”]{0,2048}[^\s<>""«»“”.,;:!?'’)\]}…]";
    private const string Mail = @"(?<![\w.+\-])[\w.+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,8}";
    private const string Messages = @"\{\s*\w{1,64}\s*,\s*(?:plural|select|selectordinal)\s*," +
        @"(?>[^{}]|\{(?>[^{}]|\{[^{}]{0,500}\}){0,500}\}){0,2000}\}";
    private const string Braces = @"\$\{[^{}\r\n]{1,200}\}|\{\{[^{}\r\n]{0,200}\}\}|" +
        @"\{(?:[A-Za-z_$][\w.$\-\[\]]{0,100}|[0-9]{0,4})(?:[,:][^{}\r\n]{0,100})?\}";
    private const string Formats = @"%[0-9]{1,2}\$[\-+0]?[0-9]*(?:\.[0-9]+)?(?:hh?|ll?)?[sdiuoxXfFeEgGc@]|" +
        @"%\([A-Za-z_]\w{0,63}\)[sdifr]|%\{[A-Za-z_]\w{0,63}\}|" +
        @"(?<![0-9%])%[\-+0]?[0-9]{0,4}(?:\.[0-9]{1,3})?(?:hh?|ll?)?[sdiuoxXfFeEgGc@](?![A-Za-z0-9])";
    private const string Names = @"(?<![\w@])@[\w](?:[\w.\-]{0,99}\w)?";
    private const string Emoji = @"(?:[\uD83C-\uD83E][\uDC00-\uDFFF]|[\u231A-\u23FF\u2600-\u27BF\u2B00-\u2BFF]|" +
        @"[0-9\#*]\uFE0F?\u20E3)(?:[\uFE0E\uFE0F\u200D\u20E3]|[\uD83C-\uD83E][\uDC00-\uDFFF]|" +
        @"\uDB40[\uDC00-\uDFFF]|(?<=\u200D)[\u2600-\u27BF])*";
    private const string Marks = @"⟦[^⟦⟧]{0,50}⟧|[⟦⟧]";

    [GeneratedRegex(
        Fence + "|" + Code + "|" + Mentions + "|" + Tags + "|" + Entities + "|" + Urls + "|" + Mail + "|" +
        Messages + "|" + Braces + "|" + Formats + "|" + Names + "|" + Emoji + "|" + Marks,
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Spanning();
}
