using Microsoft.Extensions.AI;
using Wire = OpenAI.Chat;

namespace Stage5.Core.Models.OpenAICompatible;

/// <summary>
/// Between the abstraction's types and the wire's. Text only: nothing here sends tools or pictures yet.
/// </summary>
internal static class WireMapping
{
    public static IEnumerable<Wire.ChatMessage> Messages(IEnumerable<ChatMessage> messages) =>
        messages.Select<ChatMessage, Wire.ChatMessage>(message =>
            message.Role == ChatRole.System ? new Wire.SystemChatMessage(message.Text)
            : message.Role == ChatRole.User ? new Wire.UserChatMessage(message.Text)
            : message.Role == ChatRole.Assistant ? new Wire.AssistantChatMessage(message.Text)
            : throw new NotSupportedException($"A message of role {message.Role} cannot be sent."));

    public static Wire.ChatCompletionOptions Options(ChatOptions? options, OutputLimit limit)
    {
        var wire = new Wire.ChatCompletionOptions
        {
            Temperature = options?.Temperature,
            TopP = options?.TopP,
        };
        foreach (var stop in options?.StopSequences ?? []) wire.StopSequences.Add(stop);
        if (options?.MaxOutputTokens is not { } most) return wire;
        if (limit == OutputLimit.MaxCompletionTokens) wire.MaxOutputTokenCount = most;
#pragma warning disable SCME0001 // Evaluation only, and the one way to say max_tokens with this client.
        else wire.Patch.Set("$.max_tokens"u8, most);
#pragma warning restore SCME0001
        return wire;
    }

    public static ChatResponse Response(Wire.ChatCompletion completion) =>
        new(new ChatMessage(ChatRole.Assistant, Text(completion.Content)))
        {
            ResponseId = completion.Id,
            ModelId = completion.Model,
            CreatedAt = completion.CreatedAt,
            FinishReason = Finish(completion.FinishReason),
            Usage = Usage(completion.Usage),
        };

    public static ChatResponseUpdate Update(Wire.StreamingChatCompletionUpdate update)
    {
        var mapped = new ChatResponseUpdate(ChatRole.Assistant, Text(update.ContentUpdate))
        {
            ResponseId = update.CompletionId,
            ModelId = update.Model,
            CreatedAt = update.CreatedAt,
            FinishReason = update.FinishReason is { } reason ? Finish(reason) : null,
        };
        if (Usage(update.Usage) is { } usage) mapped.Contents.Add(new UsageContent(usage));
        return mapped;
    }

    private static string Text(Wire.ChatMessageContent content) =>
        string.Concat(content.Select(part => part.Text));

    private static ChatFinishReason Finish(Wire.ChatFinishReason reason) => reason switch
    {
        Wire.ChatFinishReason.Length => ChatFinishReason.Length,
        Wire.ChatFinishReason.ContentFilter => ChatFinishReason.ContentFilter,
        Wire.ChatFinishReason.ToolCalls or Wire.ChatFinishReason.FunctionCall => ChatFinishReason.ToolCalls,
        _ => ChatFinishReason.Stop,
    };

    private static UsageDetails? Usage(Wire.ChatTokenUsage? usage) => usage is null ? null : new UsageDetails
    {
        InputTokenCount = usage.InputTokenCount,
        OutputTokenCount = usage.OutputTokenCount,
        TotalTokenCount = usage.TotalTokenCount,
        CachedInputTokenCount = usage.InputTokenDetails?.CachedTokenCount,
    };
}
