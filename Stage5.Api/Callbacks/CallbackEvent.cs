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

    /// <summary>Null when the body is no JSON object with a type.</summary>
    public static CallbackEvent? Read(SignedCallback signed)
    {
        try
        {
            using var document = JsonDocument.Parse(signed.Body, Strict);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("type", out var type)
                && type.ValueKind == JsonValueKind.String && type.GetString() is { Length: > 0 and <= LongestType }
                ? new CallbackEvent(signed.Source, signed.Options, signed.Id, type.GetString()!, root.Clone())
                : null;
        }
        catch (JsonException)
        {
            // Signed all the same: its sender made it so, and is told.
            return null;
        }
    }
}
