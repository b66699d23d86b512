using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Stage5.Contracts;
using Stage5.Core.Language.Glossaries.Matching;

namespace Stage5.Core.Language.Glossaries.Storing;

/// <summary>Entries as the store keeps them. What many entries say alike is kept once.</summary>
internal sealed class GlossaryValues
{
    private readonly HashSet<string> _pool = new(StringComparer.Ordinal);

    /// <summary>Version, time, who, natural key and JSON, a line each.</summary>
    public GlossaryEntry Read(string id, string value)
    {
        var rest = value.AsSpan();
        var version = Line(ref rest);
        var at = Line(ref rest);
        var by = Line(ref rest);
        Line(ref rest);
        var entry = Parse(rest);
        return entry with
        {
            Id = Guid.Parse(id),
            Version = long.Parse(version, CultureInfo.InvariantCulture),
            UpdatedAt = long.Parse(at, CultureInfo.InvariantCulture),
            UpdatedBy = Pooled(by.ToString()),
            GlossaryId = Pooled(entry.GlossaryId),
            Source = Pooled(entry.Source),
            Target = Pooled(entry.Target),
        };
    }

    public static GlossaryEntry Parse(ReadOnlySpan<char> json) =>
        JsonSerializer.Deserialize(json, GlossaryJson.Default.GlossaryEntry)
            ?? throw new InvalidOperationException("The store holds a glossary entry that is none.");

    /// <summary>The same for entries that say the same.</summary>
    public static string Write(GlossaryEntry entry) =>
        JsonSerializer.Serialize(entry, GlossaryJson.Default.GlossaryEntry);

    /// <summary>
    /// What one glossary has once: a term of a named set and a pair. With case it is another one than without.
    /// </summary>
    public static string KeyOf(GlossaryEntry entry)
    {
        var parts = string.Join('\n', entry.GlossaryId, entry.Kind == GlossaryKind.Banned ? "banned" : "",
            entry.Source, entry.Target,
            entry.CaseSensitive ? "=" + entry.Word : "~" + FoldedText.Key(entry.Word));
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(parts));
        return Convert.ToBase64String(hash, 0, 15);
    }

    private string Pooled(string text)
    {
        if (_pool.TryGetValue(text, out var kept)) return kept;
        _pool.Add(text);
        return text;
    }

    private static ReadOnlySpan<char> Line(ref ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOf('\n');
        var line = rest[..end];
        rest = rest[(end + 1)..];
        return line;
    }
}
