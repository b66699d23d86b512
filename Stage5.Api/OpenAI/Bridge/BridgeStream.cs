using Microsoft.Extensions.AI;
using Stage5.Api.OpenAI.Answers;

namespace Stage5.Api.OpenAI.Bridge;

/// <summary>An <see cref="IChatClient"/>'s stream as events of OpenAI's wire.</summary>
internal sealed class BridgeStream(
    IAsyncEnumerator<ChatResponseUpdate> updates, BridgeWriter writer, CancellationTokenSource stop) : IAnswerStream
{
    private readonly Queue<byte[]> _events = [];
    private readonly UsageDetails _usage = new();
    private ChatFinishReason? _finish;
    private bool _began;
    private bool _ended;
    private int _calls;

    public bool TryNext(out ServerEvent next)
    {
        next = default;
        if (!_events.TryDequeue(out var raw)) return false;
        next = new ServerEvent(raw, raw.AsMemory(6, raw.Length - 8));
        return true;
    }

    public async ValueTask<bool> ReadAsync()
    {
        while (!_ended && _events.Count == 0)
        {
            if (await updates.MoveNextAsync()) Take(updates.Current);
            else End();
        }

        return _events.Count > 0;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await updates.DisposeAsync();
        stop.Dispose();
    }

    private void Take(ChatResponseUpdate update)
    {
        _finish = update.FinishReason ?? _finish;
        foreach (var content in update.Contents)
        {
            if (content is UsageContent usage) _usage.Add(usage.Details);
            else if (content is TextContent { Text.Length: > 0 } text) Say(writer.Text(text.Text));
            else if (content is FunctionCallContent call) Say(writer.Call(call, _calls++));
        }
    }

    private void End()
    {
        _ended = true;
        Say(writer.Finish(_finish ?? ChatFinishReason.Stop));
        if (_usage.InputTokenCount is not null) Add(writer.UsageOnly(_usage));
        Add("[DONE]"u8);
    }

    private void Say(ReadOnlySpan<byte> chunk)
    {
        if (!_began) Add(writer.Role());
        _began = true;
        Add(chunk);
    }

    private void Add(ReadOnlySpan<byte> data) => _events.Enqueue([.. "data: "u8, .. data, .. "\n\n"u8]);
}
