using System.Text.Json.Serialization;
using Stage5.Api.OpenAI.Errors;

namespace Stage5.Api.OpenAI;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(OpenAIErrorBody))]
[JsonSerializable(typeof(OpenAIModelList))]
internal sealed partial class OpenAIJson : JsonSerializerContext;
