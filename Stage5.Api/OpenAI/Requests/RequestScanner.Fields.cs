using System.Text.Json;

namespace Stage5.Api.OpenAI.Requests;

internal ref partial struct RequestScanner
{
    private const long MostTokens = 100_000_000;

    private bool ChatField()
    {
        if (_reader.ValueTextEquals("messages"u8)) return Messages();
        if (_reader.ValueTextEquals("stream"u8)) _scan.Stream = NextFlag("stream") == true;
        else if (_reader.ValueTextEquals("stream_options"u8)) StreamOptions();
        else if (_reader.ValueTextEquals("max_tokens"u8)) _scan.OldLimit = Limit("max_tokens");
        else if (_reader.ValueTextEquals("max_completion_tokens"u8)) _scan.NewLimit = Limit("max_completion_tokens");
        else if (_reader.ValueTextEquals("n"u8)) _scan.Choices = (int)(NextCount("n", 1, MostChoices) ?? 1);
        else if (_reader.ValueTextEquals("tools"u8) || _reader.ValueTextEquals("functions"u8)) Tools();
        else if (_reader.ValueTextEquals("prediction"u8)) Texts(NextIs(), parts: false, text: false);
        else if (_reader.ValueTextEquals("audio"u8)) Audio();
        else if (_reader.ValueTextEquals("service_tier"u8)) Tier();
        else if (_reader.ValueTextEquals("web_search_options"u8)) _scan.Surcharged |= OtherValue();
        else if (_reader.ValueTextEquals("modalities"u8)) Modalities();
        else _scan.OtherBytes += NextValue().Length;
        return false;
    }

    private bool EmbeddingsField()
    {
        if (!_reader.ValueTextEquals("input"u8))
        {
            _scan.OtherBytes += NextValue().Length;
            return false;
        }

        Next();
        Require(_reader.TokenType is JsonTokenType.String or JsonTokenType.StartArray,
            "input must be a string or an array.", "input");
        Texts(_reader.TokenType, parts: false, text: true);
        return true;
    }

    private bool Messages()
    {
        Next();
        Require(_reader.TokenType == JsonTokenType.StartArray, "messages must be an array.", "messages");
        while (Next() && _reader.TokenType != JsonTokenType.EndArray)
        {
            Require(_reader.TokenType == JsonTokenType.StartObject, "A message must be an object.", "messages");
            _scan.Messages++;
            while (NextKey())
            {
                var content = _reader.ValueTextEquals("content"u8);
                var text = content || IsText() || _reader.ValueTextEquals("name"u8);
                Texts(NextIs(), parts: content, text);
            }
        }

        Require(_scan.Messages > 0, "messages must not be empty.", "messages");
        return true;
    }

    private JsonTokenType NextIs()
    {
        Next();
        return _reader.TokenType;
    }

    /// <summary>Notes the strings of a value, which the reader stands on.</summary>
    /// <param name="parts">It is a message's content: its parts say what they are.</param>
    /// <param name="text">A bare string is a text, and not a name or a mark.</param>
    private void Texts(JsonTokenType first, bool parts, bool text)
    {
        var depth = _reader.CurrentDepth;
        if (first is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            Value(text);
            return;
        }

        var (type, named) = (false, text);
        while (Next() && _reader.CurrentDepth > depth)
        {
            if (_reader.TokenType == JsonTokenType.PropertyName)
            {
                type = parts && _reader.CurrentDepth == depth + 2 && _reader.ValueTextEquals("type"u8);
                named = IsText();
            }
            else if (type && _reader.TokenType == JsonTokenType.String)
            {
                _scan.HasNonText |= !_reader.ValueTextEquals("text"u8) && !_reader.ValueTextEquals("refusal"u8);
                _scan.Surcharged |= _reader.ValueTextEquals("input_audio"u8);
            }
            else Value(first == JsonTokenType.StartArray && _reader.CurrentDepth == depth + 1 ? text : named);
        }
    }

    private void Value(bool text)
    {
        if (_reader.TokenType == JsonTokenType.String && text) _scan.Texts.Add(JsonRange.Token(_reader));
        else if (_reader.TokenType == JsonTokenType.String) _scan.OtherBytes += _reader.ValueSpan.Length;
        // A number is one token's id, where an embedding's input is given as such.
        else if (_reader.TokenType == JsonTokenType.Number) _scan.OtherBytes++;
    }

    private readonly bool IsText() =>
        _reader.ValueTextEquals("content"u8) || _reader.ValueTextEquals("text"u8)
        || _reader.ValueTextEquals("arguments"u8) || _reader.ValueTextEquals("input"u8)
        || _reader.ValueTextEquals("refusal"u8) || _reader.ValueTextEquals("reasoning_content"u8)
        || _reader.ValueTextEquals("reasoning"u8);

    private void Tools()
    {
        Next();
        var range = Skip();
        _scan.HasTools |= _body[range.Start] == '[' && range.Of(_body).Contains((byte)'{');
        _scan.OtherBytes += range.Length;
    }

    // What is spoken is paid by other prices than text.
    private void Audio()
    {
        var asked = OtherValue();
        _scan.HasNonText |= asked;
        _scan.Surcharged |= asked;
    }

    private void Tier()
    {
        var usual = NextIs() == JsonTokenType.Null || _reader.TokenType == JsonTokenType.String
            && (_reader.ValueTextEquals("auto"u8) || _reader.ValueTextEquals("default"u8));
        _scan.Surcharged |= !usual;
        _scan.OtherBytes += Skip().Length;
    }

    private void Modalities()
    {
        var first = NextIs();
        var (start, depth) = ((int)_reader.TokenStartIndex, _reader.CurrentDepth);
        if (first != JsonTokenType.StartArray) _scan.Surcharged |= first != JsonTokenType.Null;
        else
        {
            while (Next() && _reader.CurrentDepth > depth)
                _scan.Surcharged |= _reader.TokenType != JsonTokenType.String || !_reader.ValueTextEquals("text"u8);
        }

        Skip();
        _scan.OtherBytes += _reader.BytesConsumed - start;
    }

    /// <returns>False for <c>null</c>.</returns>
    private bool OtherValue()
    {
        var isNull = NextIs() == JsonTokenType.Null;
        _scan.OtherBytes += Skip().Length;
        return !isNull;
    }

    private LimitField Limit(string name)
    {
        var key = Key();
        var value = NextCount(name, 1, MostTokens);
        return new LimitField(key, JsonRange.Token(_reader), value);
    }

    /// <summary>The name that the reader stands on; its token goes on to the colon.</summary>
    private readonly JsonRange Key() => new((int)_reader.TokenStartIndex, _reader.ValueSpan.Length + 2);

    private void StreamOptions()
    {
        Next();
        var start = (int)_reader.TokenStartIndex;
        Require(_reader.TokenType is JsonTokenType.StartObject or JsonTokenType.Null,
            "stream_options must be an object.", "stream_options");
        _scan.StreamOptionsIsObject = _scan.StreamOptionsIsEmpty = _reader.TokenType == JsonTokenType.StartObject;
        while (_scan.StreamOptionsIsObject && NextKey())
        {
            _scan.StreamOptionsIsEmpty = false;
            if (_reader.ValueTextEquals("include_usage"u8))
            {
                _scan.IncludeUsage = NextFlag("stream_options.include_usage") == true;
                _scan.IncludeUsageAt = JsonRange.Token(_reader);
            }
            else NextValue();
        }

        _scan.StreamOptionsAt = new JsonRange(start, (int)_reader.BytesConsumed - start);
    }
}
