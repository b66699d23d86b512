using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Stage5.Contracts.Events;

/// <summary>
/// One schema of <c>docs/events</c>: JSON Schema 2020-12, of which it knows the keywords that stand there and no
/// other.
/// </summary>
public sealed class ContractSchema
{
    private const int Shown = 64;
    private static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(1);

    private readonly ContractSchema? _base;
    private readonly string[] _types = [];
    private readonly JsonElement? _constant;
    private readonly JsonElement[] _values = [];
    private readonly double? _minimum;
    private readonly double? _maximum;
    private readonly int _minLength;
    private readonly Regex? _pattern;
    private readonly string[] _required = [];
    private readonly ContractSchema? _items;

    /// <param name="schema">A schema.</param>
    /// <param name="resolve">The schema that a <c>$ref</c> names.</param>
    /// <exception cref="NotSupportedException">It has a keyword that is not known here.</exception>
    internal ContractSchema(JsonElement schema, Func<string, ContractSchema> resolve)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            var value = keyword.Value;
            switch (keyword.Name)
            {
                case "$schema" or "$id" or "title" or "description":
                    break;
                case "$ref":
                    _base = resolve(value.GetString()!);
                    break;
                case "type":
                    _types = value.ValueKind == JsonValueKind.Array ? Strings(value) : [value.GetString()!];
                    break;
                case "const":
                    _constant = value;
                    break;
                case "enum":
                    _values = [.. value.EnumerateArray()];
                    break;
                case "minimum":
                    _minimum = value.GetDouble();
                    break;
                case "maximum":
                    _maximum = value.GetDouble();
                    break;
                case "minLength":
                    _minLength = value.GetInt32();
                    break;
                case "pattern":
                    _pattern = new Regex(value.GetString()!, RegexOptions.ECMAScript, PatternLimit);
                    break;
                case "required":
                    _required = Strings(value);
                    break;
                case "properties":
                    Properties = [.. value.EnumerateObject()
                        .Select(one => KeyValuePair.Create(one.Name, new ContractSchema(one.Value, resolve)))];
                    break;
                case "additionalProperties" when value.ValueKind == JsonValueKind.False:
                    Closed = true;
                    break;
                case "items":
                    _items = new ContractSchema(value, resolve);
                    break;
                default:
                    throw new NotSupportedException($"The keyword {keyword.Name} is not one of these schemas.");
            }
        }
    }

    /// <summary>The members that it describes, in its order.</summary>
    public IReadOnlyList<KeyValuePair<string, ContractSchema>> Properties { get; } = [];

    /// <summary>It has no other members than those.</summary>
    public bool Closed { get; }

    /// <summary>What may stand there, for a person.</summary>
    public string Says =>
        _constant is { } constant ? constant.GetRawText()
        : _values.Length > 0 ? string.Join(" | ", _values.Select(value => value.GetRawText()))
        : string.Join(" | ", _types)
            + (_minimum is { } minimum ? $" ≥ {minimum.ToString(CultureInfo.InvariantCulture)}" : "")
            + (_maximum is { } maximum ? $" ≤ {maximum.ToString(CultureInfo.InvariantCulture)}" : "")
            + (_minLength > 0 ? $" of length ≥ {_minLength.ToString(CultureInfo.InvariantCulture)}" : "")
            + (_pattern is null ? "" : $" like {_pattern}");

    /// <summary>The first difference of a value, in the order of the schema; null where there is none.</summary>
    /// <param name="path">Where the value stands; empty for the event itself.</param>
    public ContractDifference? Check(JsonElement value, string path) =>
        _base?.Check(value, path) ?? CheckValue(value, path) ?? value.ValueKind switch
        {
            JsonValueKind.Object => CheckMembers(value, path),
            JsonValueKind.Array when _items is not null => CheckItems(_items, value, path),
            _ => null,
        };

    /// <summary>What was found, as JSON; of what is long or has members, only its type.</summary>
    public static string Show(JsonElement value) => value.ValueKind switch
    {
        // Written anew: a control character that JSON leaves as it is does not reach a terminal.
        JsonValueKind.String => value.GetString() is { Length: <= Shown } text
            ? JsonSerializer.Serialize(text, ContractsJson.Default.String)
            : "string",
        JsonValueKind.Object or JsonValueKind.Array => TypeOf(value),
        _ => value.GetRawText(),
    };

    private static ContractDifference? CheckItems(ContractSchema items, JsonElement value, string path) =>
        value.EnumerateArray()
            .Select((item, index) => items.Check(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]")))
            .FirstOrDefault(difference => difference is not null);

    private ContractDifference? CheckValue(JsonElement value, string path)
    {
        if (_types.Length > 0 && !_types.Any(type => Is(value, type)))
            return new ContractDifference(ContractDifferences.Type, Place(path), TypeOf(value));
        var right = (_constant is not { } constant || JsonElement.DeepEquals(constant, value))
            && (_values.Length == 0 || _values.Any(one => JsonElement.DeepEquals(one, value)))
            && (value.ValueKind != JsonValueKind.Number || InBounds(value.GetDouble()))
            && (value.ValueKind != JsonValueKind.String || IsLike(value.GetString()!));
        return right ? null : new ContractDifference(ContractDifferences.Value, Place(path), Show(value));
    }

    private ContractDifference? CheckMembers(JsonElement value, string path)
    {
        foreach (var (name, schema) in Properties)
        {
            var place = path.Length == 0 ? name : $"{path}.{name}";
            if (value.TryGetProperty(name, out var member))
            {
                if (schema.Check(member, place) is { } difference) return difference;
            }
            else if (_required.Contains(name))
            {
                return new ContractDifference(ContractDifferences.Missing, schema.Place(place), "nothing");
            }
        }

        if (!Closed) return null;
        foreach (var member in value.EnumerateObject())
        {
            if (!Properties.Any(one => one.Key == member.Name)) return Beside(Name(member));
        }

        return null;
    }

    /// <summary>Stands at the top and belongs into the payload.</summary>
    internal static ContractDifference Beside(string name) =>
        new(ContractDifferences.Flat, $"payload.{name}", $"{name} at the top level");

    private string Place(string path) => path.Length == 0 ? Says : $"{path}: {Says}";

    private bool InBounds(double number) => !(number < _minimum) && !(number > _maximum);

    private bool IsLike(string text) =>
        (_minLength == 0 || text.EnumerateRunes().Count() >= _minLength) && _pattern?.IsMatch(text) != false;

    private static bool Is(JsonElement value, string type) => type switch
    {
        "integer" => value.ValueKind == JsonValueKind.Number && double.IsInteger(value.GetDouble()),
        _ => TypeOf(value) == type,
    };

    internal static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    // A name is as untrusted as a value, and goes to terminals.
    internal static string Name(JsonProperty member) =>
        member.Name.Length is > 0 and <= Shown
        && member.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? member.Name : "…";

    private static string[] Strings(JsonElement array) =>
        [.. array.EnumerateArray().Select(item => item.GetString()!)];
}
