using System.Text.Json;
using Stage5.Core.Webhooks;

namespace Stage5.Api.Callbacks;

/// <summary>A verified callback, read.</summary>
/// <param name="Id">What names it once, from its source.</param>
/// <param name="Root">The body: of a standard source <c>type</c>, <c>timestamp</c> and <c>data</c>.</param>
internal sealed record CallbackEvent(
    string Source, CallbackSourceOptions Options, string Id, string Type, JsonElement Root)
{
    private const int LongestType = 100;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    /// <summary>Null when the body is no JSON object with a type, or holds what is no text.</summary>
    public static CallbackEvent? Read(SignedCallback signed)
    {
        try
        {
            using var document = JsonDocument.Parse(signed.Body, Strict);
            var root = document.RootElement;
            Decode(root);
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("type", out var type)
                && type.ValueKind == JsonValueKind.String && type.GetString() is { Length: > 0 and <= LongestType }
                ? new CallbackEvent(signed.Source, signed.Options, signed.Id, type.GetString()!, root.Clone())
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Signed all the same: its sender made it so, and is told.
            return null;
        }
    }

    // Half of a surrogate pair is no character in any text; strings are only decoded when they are read.
    private static void Decode(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray()) Decode(item);
                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    Decode(member.Value);
                }

                break;
        }
    }
}
