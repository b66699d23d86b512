using System.Runtime.InteropServices;
using System.Text.Json;

namespace Stage5.Api.OpenAI.Requests;

/// <summary>Where a JSON value stands in its document, quotes included.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JsonRange(int Start, int Length)
{
    public int End => Start + Length;

    public bool IsAbsent => Length == 0;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> document) => document.Slice(Start, Length);

    /// <summary>The token that the reader stands on.</summary>
    public static JsonRange Token(in Utf8JsonReader reader) =>
        new((int)reader.TokenStartIndex, (int)(reader.BytesConsumed - reader.TokenStartIndex));

    /// <summary>The string that stands there, its escapes resolved.</summary>
    public string Text(ReadOnlySpan<byte> document)
    {
        var reader = new Utf8JsonReader(Of(document));
        reader.Read();
        return reader.GetString()!;
    }
}
