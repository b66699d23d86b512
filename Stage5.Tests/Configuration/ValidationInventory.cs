extern alias api;

using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Validation;
using Stage5.Contracts;
using Stage5.Core.Configuration;
using Stage5.Tests.Api;

namespace Stage5.Tests.Configuration;

/// <summary>What comes in from outside, what checks it, and which tests say that it does.</summary>
internal static class ValidationInventory
{
    /// <summary>Bodies whose validator is not generated from annotations.</summary>
    private static readonly Dictionary<string, string> ByHand = new(StringComparer.Ordinal)
    {
        [nameof(ConfigTrial)] = "an object, then every validator of a start (`ConfigurationFaults`)",
        [nameof(ApplyGlossaryRequest)] = "`ApplyGlossaryEndpoint` (length, languages, conversation)",
        [nameof(GlossaryEntryInput)] = "`GlossaryEditor`, every error of a term at once",
        [nameof(String)] = "read as a stream, see below",
        ["JsonRpcMessage"] = "`McpDoor`, then `ArgumentCheck` with the tool's schema",
    };

    /// <summary>Addresses that read their body themselves.</summary>
    private static readonly (string Route, string What, string Validator)[] Streams =
    [
        ("/v1/chat/completions", "OpenAI's chat completion", "`RequestScanner`, `CallBounds`"),
        ("/v1/embeddings", "OpenAI's embeddings", "`RequestScanner`, `CallBounds`"),
        ("/api/glossary/import", "CSV and TBX", "`CsvParser`, `TbxEntries` behind `XmlGuard`, `BoundedStream`"),
    ];

    /// <summary>What other systems send: the adapter, its check, its tests.</summary>
    private static readonly (string Payload, string Adapter, string Validator)[] Adapters =
    [
        ("answers of OpenAI's wire", "OpenAICompatibleChatClient", "`WireMapping`, `EndMarker`, `WireFailures`, `RefusalHandler`"),
        ("answers of Anthropic's wire", "AnthropicChatClient", "`EndMarker`, `WireFailures`, `TryLimit`"),
        ("answers under `/v1`", "AnswerScanner", "`AnswerScanner`, `EventSplitter`, `PartLimit`"),
        ("text of Apertium's pipelines", "ApertiumChatClient", "`ApertiumText`, `ApertiumUnit`"),
        ("vectors of an embedding model", "EmbeddingWire", "`EmbeddingWire` (count, length, finite numbers)"),
        ("answers of Qdrant", "QdrantApi", "`QdrantApi` (status, shape, size)"),
        ("answers of a vault", "VaultSource", "`VaultAnswer`, `VaultFailures`"),
        ("what is published in the store", "TaskEventHub", "`ChannelHub` drops what cannot be read"),
        ("records of the audit", "AuditVerifier", "`AuditChain`, `AuditVerifier`"),
        ("settings in the store", "SettingsCatalogue", "`SettingDefinition.TryRead`: what is out of bounds does not act"),
    ];

    private static readonly Lazy<(string Name, string Text)[]> Tests = new(() =>
    [
        .. Directory.EnumerateFiles(Repository.PathOf("Stage5.Tests"), "*Tests*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("ValidationInventory", StringComparison.Ordinal))
            .OrderBy(file => file, StringComparer.Ordinal)
            .Select(file => (Path.GetFileNameWithoutExtension(file), File.ReadAllText(file))),
    ]);

    public static IReadOnlyList<Row> Requests(ApiInMemory api)
    {
        var known = api.Services.GetRequiredService<IOptions<ValidationOptions>>().Value;
        return
        [
            .. from endpoint in api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
               let route = "/" + endpoint.RoutePattern.RawText!.Trim('/')
               let method = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods[0] ?? "GET"
               let body = endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType
               where body is not null && body != typeof(void)
               orderby route, method
               select new Row($"{method} {route}", body.Name, ValidatorOf(body, known), TestsOf(Literal(route), body.Name)),
            .. Streams.Select(one => new Row($"POST {one.Route}", one.What, one.Validator, TestsOf(one.Route))),
        ];
    }

    public static IReadOnlyList<Row> Options() =>
    [
        .. DeclaredTypes().Select(one => new Row(one.Section, one.Type.Name, one.Validator,
            TestsOf(one.Type.Name, $"{one.Section.Replace("Stage5:", "", StringComparison.Ordinal)}:", $"{one.Section}:"))),
    ];

    public static IReadOnlyList<Row> Payloads() =>
        [.. Adapters.Select(one => new Row(one.Payload, one.Adapter, one.Validator, TestsOf(one.Adapter, Subject(one.Adapter))))];

    public static string Page(ApiInMemory api)
    {
        var page = new StringBuilder();
        Table("Requests", "address", Requests(api));
        Table("Options", "section", Options());
        Table("What other systems send", "payload", Payloads());
        return page.ToString();

        void Table(string title, string first, IReadOnlyList<Row> rows)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n| {first} | type | validator | tests |\n|---|---|---|---|\n");
            foreach (var row in rows)
                page.Append(CultureInfo.InvariantCulture,
                    $"| `{row.Where}` | `{row.Type}` | {row.Validator} | {string.Join(", ", row.Tests.Take(4))} |\n");
        }
    }

    private static IEnumerable<(string Section, Type Type, string Validator)> DeclaredTypes()
    {
        using var services = DeclaredKeys.Core();
        return
        [
            .. services.GetServices<OptionKey>().Where(key => key.Property is not null)
                .Select(key => (Section: key.Key.Key[..key.Key.Key.LastIndexOf(':')].Replace(":{name}", "", StringComparison.Ordinal),
                    Type: key.Property!.DeclaringType!))
                .DistinctBy(one => one.Type).OrderBy(one => one.Section, StringComparer.Ordinal)
                .Select(one => (Trim(one.Section, one.Type), one.Type, ValidatorOf(one.Type))),
            ("Stage5:Budgets", typeof(Core.Guards.GuardOptions), "`GuardOptionsReader`"),
            ("Stage5:Compliance", typeof(Core.Guards.Compliance.CompliancePolicies), "`CompliancePolicies`"),
            ("Stage5:Guards", typeof(Core.Guards.GuardOptions), "`GuardOptionsReader`"),
            ("Stage5:Limits", typeof(Core.Guards.GuardOptions), "`GuardOptionsReader`"),
            ("Stage5:Routing", typeof(Core.Models.Routing.RoutingOptions), "`RoutingLevelReader`"),
            ("Stage5:Tones", typeof(Core.Language.Tones), "`Tones`"),
        ];
    }

    private static string Trim(string section, Type type) => type == typeof(Core.Models.ProviderOptions)
        ? "Stage5:Models:Providers:{id}"
        : string.Join(':', section.Split(':').Take(2));

    private static string ValidatorOf(Type options)
    {
        if (options == typeof(Core.Models.ProviderOptions)) return "`ModelsOptionsReader`, `ModelsOptionsValidator`";
        if (options == typeof(Core.Secrets.SecretOptions)) return "types, `SecretOptionsValidator`";
        var annotated = options.GetProperties().Any(property => property.GetCustomAttributes<ValidationAttribute>().Any());
        var own = typeof(IValidatableObject).IsAssignableFrom(options);
        return "types" + (annotated ? ", annotations" : "") + (own ? ", `Validate`" : "");
    }

#pragma warning disable ASP0029 // May change with the framework; then this test says so.
    private static string? ValidatorOf(Type body, ValidationOptions known) =>
        ByHand.GetValueOrDefault(body.Name)
        ?? (known.TryGetValidatableTypeInfo(body, out _) ? "annotations, generated" : null);
#pragma warning restore ASP0029

    private static string Literal(string route) => route.Split("/{", 2)[0];

    // RequestScanner is tested by RequestScannerTests, AnthropicChatClient by AnthropicTests.
    private static string Subject(string adapter) => adapter.Replace("ChatClient", "", StringComparison.Ordinal)
        .Replace("Wire", "", StringComparison.Ordinal).Replace("Source", "", StringComparison.Ordinal)
        .Replace("Catalogue", "", StringComparison.Ordinal).Replace("Api", "", StringComparison.Ordinal);

    private static string[] TestsOf(params string[] names) =>
    [
        .. names.SelectMany(name => Tests.Value.Where(test => test.Name.StartsWith(name, StringComparison.Ordinal)
            || test.Text.Contains(name, StringComparison.Ordinal))).Select(test => test.Name)
            .Distinct(StringComparer.Ordinal),
    ];

    /// <param name="Validator">Null for none.</param>
    internal sealed record Row(string Where, string Type, string? Validator, string[] Tests);
}
