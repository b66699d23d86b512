using System.Text.Json;
using Stage5.Api.OpenAI.Requests;
using Stage5.Core.Models;

namespace Stage5.Api.OpenAI.Answers;

/// <summary>Reads one document of an answer once: a chunk of a stream, a whole completion, or embeddings.</summary>
internal ref struct AnswerScanner
{
    private readonly AnswerScan _scan;
    private Utf8JsonReader _reader;

    private AnswerScanner(ReadOnlySpan<byte> document, AnswerScan scan)
    {
        _scan = scan;
        _reader = new Utf8JsonReader(document, new JsonReaderOptions { MaxDepth = 128 });
    }

    /// <summary>Fills the scan. A document that is no JSON object is no answer.</summary>
    public static void Read(ReadOnlySpan<byte> document, AnswerScan scan)
    {
        scan.Clear();
        try
        {
            new AnswerScanner(document, scan).Document();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            scan.Clear();
        }
    }

    private void Document()
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartObject) return;
        while (NextKey())
        {
            if (_reader.ValueTextEquals("choices"u8)) Choices();
            else if (_reader.ValueTextEquals("usage"u8)) Usage();
            else if (_reader.ValueTextEquals("id"u8)) _scan.IdAt = Scalar();
            else if (_reader.ValueTextEquals("created"u8)) _scan.CreatedAt = Scalar();
            else if (_reader.ValueTextEquals("model"u8)) _scan.ModelAt = Scalar();
            else if (_reader.ValueTextEquals("error"u8)) _scan.IsError |= IsPresent();
            else if (_reader.ValueTextEquals("data"u8)) _scan.IsAnswer |= IsPresent();
            else Skip();
        }

        _reader.Read();
        _scan.IsAnswer |= _scan.Usage is not null;
    }

    private void Choices()
    {
        if (!Enter(JsonTokenType.StartArray)) return;
        _scan.IsAnswer = true;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.StartObject)
        {
            var (first, index, finished) = (_scan.Texts.Count, _scan.Choices++, false);
            while (NextKey())
            {
                if (_reader.ValueTextEquals("index"u8)) index = Number(index);
                else if (_reader.ValueTextEquals("finish_reason"u8)) finished = IsPresent();
                else if (_reader.ValueTextEquals("logprobs"u8)) Logprobs();
                else if (_reader.ValueTextEquals("delta"u8) || _reader.ValueTextEquals("message"u8)) Message();
                else Skip();
            }

            // Its index may stand behind its texts.
            for (var i = first; i < _scan.Texts.Count; i++)
                _scan.Texts[i] = _scan.Texts[i] with { Field = _scan.Texts[i].Field with { Choice = index } };
            if (finished) _scan.Finished.Add(index);
        }
    }

    private void Logprobs()
    {
        _reader.Read();
        var start = (int)_reader.TokenStartIndex;
        if (_reader.TokenType == JsonTokenType.Null) return;
        _reader.Skip();
        _scan.Logprobs.Add(new JsonRange(start, (int)_reader.BytesConsumed - start));
    }

    private void Message()
    {
        if (!Enter(JsonTokenType.StartObject)) return;
        while (NextKey())
        {
            if (_reader.ValueTextEquals("content"u8)) Text("content", -1);
            else if (_reader.ValueTextEquals("refusal"u8)) Text("refusal", -1);
            else if (_reader.ValueTextEquals("reasoning_content"u8)) Text("reasoning_content", -1);
            else if (_reader.ValueTextEquals("reasoning"u8)) Text("reasoning", -1);
            else if (_reader.ValueTextEquals("tool_calls"u8)) ToolCalls();
            else if (_reader.ValueTextEquals("function_call"u8)) Function("function_call", -1);
            else Skip();
        }
    }

    private void ToolCalls()
    {
        if (!Enter(JsonTokenType.StartArray)) return;
        for (var position = 0; _reader.Read() && _reader.TokenType == JsonTokenType.StartObject; position++)
        {
            var (first, index) = (_scan.Texts.Count, position);
            while (NextKey())
            {
                if (_reader.ValueTextEquals("index"u8)) index = Number(position);
                else if (_reader.ValueTextEquals("function"u8)) Function("arguments", position);
                else if (_reader.ValueTextEquals("custom"u8)) Function("input", position);
                else Skip();
            }

            for (var i = first; i < _scan.Texts.Count; i++)
                _scan.Texts[i] = _scan.Texts[i] with { Field = _scan.Texts[i].Field with { Tool = index } };
        }
    }

    private void Function(string name, int tool)
    {
        if (!Enter(JsonTokenType.StartObject)) return;
        while (NextKey())
        {
            if (_reader.ValueTextEquals("arguments"u8) || _reader.ValueTextEquals("input"u8)) Text(name, tool);
            else
            {
                _reader.Read();
                _scan.OutputBytes += _reader.ValueSpan.Length;
                _reader.Skip();
            }
        }
    }

    private void Text(string name, int tool)
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.String)
        {
            _scan.Texts.Add(new AnswerText(new AnswerField(0, name, tool), JsonRange.Token(_reader)));
            _scan.OutputBytes += _reader.ValueSpan.Length;
            return;
        }

        if (_reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject)) return;
        // Some servers write a text as parts; each part's text is of the same field.
        var (depth, isText) = (_reader.CurrentDepth, false);
        while (_reader.Read() && _reader.CurrentDepth > depth)
        {
            if (_reader.TokenType == JsonTokenType.PropertyName) isText = _reader.ValueTextEquals("text"u8);
            else if (_reader.TokenType == JsonTokenType.String && isText)
            {
                _scan.Texts.Add(new AnswerText(new AnswerField(0, name, tool), JsonRange.Token(_reader)));
                _scan.OutputBytes += _reader.ValueSpan.Length;
            }
        }
    }

    private void Usage()
    {
        if (!Enter(JsonTokenType.StartObject)) return;
        var (input, cached, output, total) = (-1L, 0L, -1L, -1L);
        while (NextKey())
        {
            if (_reader.ValueTextEquals("prompt_tokens"u8)) input = Count();
            else if (_reader.ValueTextEquals("completion_tokens"u8)) output = Count();
            else if (_reader.ValueTextEquals("total_tokens"u8)) total = Count();
            else if (_reader.ValueTextEquals("prompt_tokens_details"u8)) cached = Cached();
            else Skip();
        }

        // An answer without output (embeddings) has no count of it.
        if (output < 0 && total >= input) output = total - input;
        if (input >= 0 && output >= 0) _scan.Usage = new TokenCount(input, Math.Clamp(cached, 0, input), output);
    }

    private long Cached()
    {
        var cached = 0L;
        if (!Enter(JsonTokenType.StartObject)) return cached;
        while (NextKey())
        {
            if (_reader.ValueTextEquals("cached_tokens"u8)) cached = Count();
            else Skip();
        }

        return cached;
    }

    private bool NextKey() => _reader.Read() && _reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>From a key to its value: true inside of a value of that kind, otherwise behind the value.</summary>
    private bool Enter(JsonTokenType kind)
    {
        _reader.Read();
        if (_reader.TokenType == kind) return true;
        _reader.Skip();
        return false;
    }

    private void Skip()
    {
        _reader.Read();
        _reader.Skip();
    }

    private JsonRange Scalar()
    {
        _reader.Read();
        if (_reader.TokenType is JsonTokenType.String or JsonTokenType.Number) return JsonRange.Token(_reader);
        _reader.Skip();
        return default;
    }

    private bool IsPresent()
    {
        _reader.Read();
        var present = _reader.TokenType != JsonTokenType.Null;
        _reader.Skip();
        return present;
    }

    private int Number(int otherwise) => Count() is >= 0 and <= int.MaxValue and var number ? (int)number : otherwise;

    private long Count()
    {
        _reader.Read();
        if (_reader.TokenType == JsonTokenType.Number && _reader.TryGetInt64(out var count)) return count;
        _reader.Skip();
        return -1;
    }
}
