using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Stage5.Contracts.Events;

/// <summary>What is to be said of a recorded stream.</summary>
/// <param name="Events">How many events were read, up to the first difference.</param>
/// <param name="Missing">How many more the stream itself said are no longer kept.</param>
/// <param name="Line">Where the difference begins, from 1; 0 where there is none.</param>
/// <param name="Ended">Why the server ended it before its task did; null where it did not.</param>
public sealed record StreamVerdict(
    long Events, long Missing, int Line, ContractDifference? Difference, string? Ended);

/// <summary>A stream somebody recorded: the text of server-sent events, or an event a line.</summary>
/// <param name="contract">What the events have to be.</param>
/// <param name="order">How they have to follow one another.</param>
/// <param name="numbered">The id of each event is its sequence; a tenant's stream has numbers of its own.</param>
public sealed class StreamRecording(EventContract contract, EventOrder order, bool numbered = true)
{
    private readonly StringBuilder _data = new();
    private string _name = "";
    private string? _id;
    private long _lastId;
    private int _from;
    private long _events;
    private long _missing;
    private string? _ended;

    /// <summary>Reads to the end, or to the first difference.</summary>
    public async Task<StreamVerdict> CheckAsync(TextReader reader, CancellationToken ct = default)
    {
        var line = 0;
        bool? lines = null;
        while (await reader.ReadLineAsync(ct) is { } text)
        {
            line++;
            if (lines is null && text.Length > 0) lines = text.TrimStart('\ufeff', ' ') is ['{' or '[' or '"', ..];
            var difference = lines == true ? TakeLine(text.TrimStart('\ufeff'), line) : TakeField(text, line);
            if (difference is not null) return Verdict(lines == true ? line : _from, difference);
        }

        // A recording often lacks the empty line behind its last event.
        if (Dispatch() is { } last) return Verdict(_from, last);
        return _ended is null && order.Finish() is { } open ? Verdict(line, open) : Verdict(0, null);
    }

    private StreamVerdict Verdict(int line, ContractDifference? difference) =>
        new(_events, _missing, line, difference, _ended);

    private ContractDifference? TakeLine(string text, int line)
    {
        if (text.Trim().Length == 0) return null;
        _from = line;
        return TakeEvent(text, named: null);
    }

    // As the HTML standard reads a stream.
    private ContractDifference? TakeField(string text, int line)
    {
        if (text.Length == 0) return Dispatch();
        if (text[0] == ':') return null;
        if (_from == 0) _from = line;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (field, value) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        if (value.StartsWith(' ')) value = value[1..];
        switch (field)
        {
            case "data":
                if (_data.Length > 0) _data.Append('\n');
                _data.Append(value);
                return null;
            case "event":
                _name = value;
                return null;
            case "id":
                _id = value;
                return null;
            case "retry":
                return null;
            default:
                return new ContractDifference(ContractDifferences.Frame,
                    "a stream of server-sent events or a JSON object a line", "neither");
        }
    }

    private ContractDifference? Dispatch()
    {
        var difference = _data.Length == 0 ? null
            : _name is "gap" or "end" ? TakeFrame(_data.ToString())
            : TakeEvent(_data.ToString(), _name);
        if (difference is null) (_name, _id, _from) = ("", null, 0);
        _data.Clear();
        return difference;
    }

    private ContractDifference? TakeEvent(string text, string? named)
    {
        if (!TryParse(text, out var item)) return NotJson();
        if (contract.Check(item) is { } difference) return difference;
        if (named is not null)
        {
            var type = item.GetProperty("type").GetString()!;
            if (named != type)
                return new ContractDifference(ContractDifferences.Frame, $"event: {type}", Quoted(named));
            if (CheckId((long)item.GetProperty("sequence").GetDouble()) is { } wrong) return wrong;
        }

        if (order.Next(item) is { } misplaced) return misplaced;
        (_ended, _events) = (null, _events + 1);
        return null;
    }

    private ContractDifference? TakeFrame(string text)
    {
        if (!TryParse(text, out var data)) return NotJson();
        if (contract.CheckFrame(_name, data) is { } difference) return difference;
        if (_name == "end")
        {
            _ended = data.GetProperty("reason").GetString();
            return null;
        }

        var (from, next) = ((long)data.GetProperty("after").GetDouble(), (long)data.GetProperty("next").GetDouble());
        if (CheckId(next - 1) is { } wrong) return wrong;
        if (order.Skip(from, next) is { } misplaced) return misplaced;
        _missing += next - 1 - from;
        return null;
    }

    private ContractDifference? CheckId(long sequence)
    {
        var known = long.TryParse(_id, NumberStyles.None, CultureInfo.InvariantCulture, out var id);
        var right = known && (numbered ? id == sequence : id > _lastId);
        var expected = numbered ? $"id: {sequence.ToString(CultureInfo.InvariantCulture)}"
            : $"an id above {_lastId.ToString(CultureInfo.InvariantCulture)}";
        _lastId = id;
        return right ? null
            : new ContractDifference(ContractDifferences.Frame, expected, _id is null ? "nothing" : Quoted(_id));
    }

    private static ContractDifference NotJson() => new(ContractDifferences.Json, "a JSON object", "no JSON");

    private static string Quoted(string text) =>
        JsonSerializer.Serialize(text.Length > 64 ? text[..64] : text, ContractsJson.Default.String);

    private static bool TryParse(string text, out JsonElement value)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            value = document.RootElement.Clone();
            return true;
        }
        catch (JsonException)
        {
            value = default;
            return false;
        }
    }
}
