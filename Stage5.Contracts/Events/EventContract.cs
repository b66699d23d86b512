using System.Text.Json;

namespace Stage5.Contracts.Events;

/// <summary>What task events have to be: the schemas of <c>docs/events</c>, which this assembly carries.</summary>
public sealed class EventContract
{
    private const string Folder = "events/";
    private const string Frames = "frames/";
    private const string EnvelopeName = "envelope";

    // An event that lacks the one may have the other.
    private static readonly string[] TypeNames = ["type", "event"];

    private readonly SortedDictionary<string, ContractSchema> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ContractSchema> _frames = new(StringComparer.Ordinal);

    /// <param name="schemas">By name: <c>envelope</c>, a type, or <c>frames/</c> and a frame's name.</param>
    /// <exception cref="NotSupportedException">One of them has a keyword that is not known here.</exception>
    public EventContract(IReadOnlyDictionary<string, JsonElement> schemas)
    {
        Envelope = new ContractSchema(schemas[EnvelopeName], Unknown);
        var id = schemas[EnvelopeName].GetProperty("$id").GetString();
        foreach (var (name, schema) in schemas)
        {
            if (name.StartsWith(Frames, StringComparison.Ordinal))
                _frames[name[Frames.Length..]] = new(schema, Unknown);
            else if (name != EnvelopeName)
                _types[name] = new(schema, asked => asked == id ? Envelope : Unknown(asked));
        }
    }

    /// <summary>The contract as it is today.</summary>
    public static EventContract Current { get; } = new(ReadSchemas());

    /// <summary>The schema of what every event has.</summary>
    public ContractSchema Envelope { get; }

    /// <summary>Every type of event it has, in the order of their names.</summary>
    public IReadOnlyCollection<string> Types => _types.Keys;

    /// <summary>The schemas that this assembly carries, by name.</summary>
    public static IReadOnlyDictionary<string, JsonElement> ReadSchemas()
    {
        var assembly = typeof(EventContract).Assembly;
        var schemas = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (!name.StartsWith(Folder, StringComparison.Ordinal)) continue;
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var document = JsonDocument.Parse(stream);
            schemas[name[Folder.Length..]] = document.RootElement.Clone();
        }

        return schemas;
    }

    /// <summary>The first difference of an event; null where it is as it has to be.</summary>
    public ContractDifference? Check(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
            return new ContractDifference(ContractDifferences.Json, "a JSON object", ContractSchema.TypeOf(item));
        return Other(item, "schema", ContractDifferences.Schema)
            ?? Other(item, "version", ContractDifferences.Version)
            ?? Flat(item)
            ?? Envelope.Check(item, "")
            ?? CheckType(item);
    }

    /// <summary>The first difference of what a stream says besides its events; null where there is none.</summary>
    /// <param name="name"><c>gap</c> or <c>end</c>.</param>
    /// <exception cref="KeyNotFoundException">Another one.</exception>
    public ContractDifference? CheckFrame(string name, JsonElement data) => _frames[name].Check(data, "");

    private ContractDifference? CheckType(JsonElement item)
    {
        var type = item.GetProperty("type");
        return _types.TryGetValue(type.GetString()!, out var schema)
            ? schema.Check(item, "")
            : new ContractDifference(
                ContractDifferences.UnknownType, "type: one of this contract", ContractSchema.Show(type));
    }

    // Whoever sends another schema or version is told that first: the rest is then another contract's.
    private ContractDifference? Other(JsonElement item, string name, string kind) =>
        item.TryGetProperty(name, out var value)
        && Envelope.Properties.First(one => one.Key == name).Value.Check(value, name) is { } difference
            ? new ContractDifference(kind, difference.Expected, ContractSchema.Show(value))
            : null;

    // An event without an envelope has its members at the top; one that its type knows is the best example.
    private ContractDifference? Flat(JsonElement item)
    {
        string[] beside = [.. item.EnumerateObject()
            .Where(member => !Envelope.Properties.Any(one => one.Key == member.Name))
            .Select(ContractSchema.Name)];
        if (beside.Length == 0) return null;
        var known = TypeNames
            .Select(name => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                ? _types.GetValueOrDefault(value.GetString()!) : null)
            .FirstOrDefault(schema => schema is not null);
        var payload = known?.Properties.First(one => one.Key == "payload").Value;
        return ContractSchema.Beside(
            beside.FirstOrDefault(one => payload?.Properties.Any(member => member.Key == one) == true) ?? beside[0]);
    }

    private static ContractSchema Unknown(string id) =>
        throw new NotSupportedException($"There is no schema {id}.");
}
