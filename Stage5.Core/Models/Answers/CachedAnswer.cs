using System.Text.Json;
using System.Text.Json.Serialization;

namespace Stage5.Core.Models.Answers;

/// <summary>What a model answered, kept for whoever asks the very same.</summary>
/// <param name="Provider">Its configured id.</param>
/// <param name="InputTokens">As the engine counted; null where it did not.</param>
/// <param name="OutputTokens">As the engine counted; null where it did not.</param>
public sealed record CachedAnswer(string Text, string Provider, string Model, long? InputTokens, long? OutputTokens);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(CachedAnswer))]
internal sealed partial class AnswerJson : JsonSerializerContext;
