using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Stage5.Contracts;

namespace Stage5.Core.Drafts;

/// <summary>What a list shows of a request, kept beside it so that a list reads no long text.</summary>
public sealed record DraftBrief(string Kind, string? SourceLanguage, string? TargetLanguage, string TextStart)
{
    private const int TextShown = 120;

    internal static DraftBrief Of(TaskRequest request) =>
        new(request.Kind, request.SourceLanguage, request.TargetLanguage, StartOf(request.Text));

    // Cut between text elements: half an emoji is not a character.
    private static string StartOf(string text)
    {
        var end = 0;
        while (end < text.Length)
        {
            var next = end + StringInfo.GetNextTextElementLength(text.AsSpan(end));
            if (next > TextShown) break;
            end = next;
        }

        return text[..end];
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DraftBrief))]
internal sealed partial class DraftJson : JsonSerializerContext;
