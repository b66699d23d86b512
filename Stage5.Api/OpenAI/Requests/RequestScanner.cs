using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Stage5.Api.OpenAI.Errors;

namespace Stage5.Api.OpenAI.Requests;

/// <summary>Reads a request once, without building anything from it.</summary>
internal ref partial struct RequestScanner
{
    public const int MaxDepth = 64;
    public const int MostChoices = 128;

    private readonly ReadOnlySpan<byte> _body;
    private readonly KeyStack _keys;
    private readonly RequestScan _scan = new();
    private Utf8JsonReader _reader;

    private RequestScanner(ReadOnlySpan<byte> body, KeyStack keys)
    {
        _body = body;
        _keys = keys;
        _reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    /// <exception cref="DoorException">It is not the JSON expected.</exception>
    public static RequestScan Chat(ReadOnlySpan<byte> body) => Read(body, chat: true);

    /// <exception cref="DoorException">It is not the JSON expected.</exception>
    public static RequestScan Embeddings(ReadOnlySpan<byte> body) => Read(body, chat: false);

    private static RequestScan Read(ReadOnlySpan<byte> body, bool chat)
    {
        using var keys = new KeyStack();
        try
        {
            if (!Utf8.IsValid(body)) throw new InvalidOperationException("No UTF-8.");
            var scanner = new RequestScanner(body, keys);
            return scanner.Object(chat);
        }
        catch (JsonException exception)
        {
            throw DoorException.Invalid($"The body is not valid JSON: line {exception.LineNumber + 1}, "
                + $"byte {exception.BytePositionInLine}; at most {MaxDepth} levels.", code: "invalid_json");
        }
        catch (InvalidOperationException)
        {
            throw DoorException.Invalid("The body has a string that is not valid Unicode.", code: "invalid_json");
        }
    }

    private RequestScan Object(bool chat)
    {
        Next();
        Require(_reader.TokenType == JsonTokenType.StartObject, "The body must be a JSON object.", null);
        _scan.Brace = (int)_reader.TokenStartIndex;
        var subject = false;
        while (NextKey())
        {
            if (_reader.ValueTextEquals("model"u8)) Model();
            else if (chat) subject |= ChatField();
            else subject |= EmbeddingsField();
        }

        // What follows the object is read too: anything but white space is an error.
        Next();
        Require(!_scan.ModelAt.IsAbsent, "Name a model: stage5/default or one of GET /v1/models.", "model");
        Require(subject, chat ? "messages is missing." : "input is missing.", chat ? "messages" : "input");
        return _scan;
    }

    private void Model()
    {
        Next();
        Require(_reader.TokenType == JsonTokenType.String, "model must be a string.", "model");
        _scan.Model = _reader.GetString()!;
        _scan.ModelAt = JsonRange.Token(_reader);
        Require(_scan.Model.Length > 0, "model must not be empty.", "model");
    }

    private bool NextKey()
    {
        Next();
        return _reader.TokenType == JsonTokenType.PropertyName;
    }

    private bool Next()
    {
        if (!_reader.Read()) return false;
        if (_reader.TokenType == JsonTokenType.StartObject) _keys.Open();
        else if (_reader.TokenType == JsonTokenType.EndObject) _keys.Close();
        else if (_reader.TokenType == JsonTokenType.PropertyName) _keys.Add(_reader, _body);
        else if (_reader.TokenType == JsonTokenType.String) VerifyEscapes();
        return true;
    }

    // Half a pair of surrogates is no text; the reader sees it only when the string is resolved.
    private readonly void VerifyEscapes()
    {
        if (!_reader.ValueIsEscaped || _reader.ValueSpan.IndexOf("\\u"u8) < 0) return;
        var pooled = ArrayPool<byte>.Shared.Rent(_reader.ValueSpan.Length);
        try
        {
            _reader.CopyString(pooled);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pooled);
        }
    }

    /// <summary>From the first token of a value to its last.</summary>
    private JsonRange Skip()
    {
        var (start, depth) = ((int)_reader.TokenStartIndex, _reader.CurrentDepth);
        if (_reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            do Next();
            while (_reader.CurrentDepth > depth);
        }

        return new JsonRange(start, (int)_reader.BytesConsumed - start);
    }

    private JsonRange NextValue()
    {
        Next();
        return Skip();
    }

    private long? NextCount(string name, long least, long most)
    {
        Next();
        if (_reader.TokenType == JsonTokenType.Null) return null;
        var value = 0L;
        Require(_reader.TokenType == JsonTokenType.Number && _reader.TryGetInt64(out value) && value >= least && value <= most,
            $"{name} must be a whole number from {least} to {most}.", name);
        return value;
    }

    private bool? NextFlag(string name)
    {
        Next();
        Require(_reader.TokenType is JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null,
            $"{name} must be true or false.", name);
        return _reader.TokenType == JsonTokenType.Null ? null : _reader.TokenType == JsonTokenType.True;
    }

    private static void Require(bool holds, string message, string? param)
    {
        if (!holds) throw DoorException.Invalid(message, param);
    }
}
