extern alias api;

using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using System.Xml.XPath;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Contracts;
using Stage5.Core;
using Stage5.Core.Configuration;
using Stage5.Core.Settings;
using Stage5.ServiceDefaults;

namespace Stage5.Tests.Configuration;

/// <summary>Every key that the hosts declare, with what the comments of the option types say of it.</summary>
internal static class DeclaredKeys
{
    private static readonly Lazy<XDocument> Comments = new(() => XDocument.Load(
        Path.ChangeExtension(typeof(OptionKey).Assembly.Location, ".xml"), LoadOptions.PreserveWhitespace));

    public static IReadOnlyList<KnownKey> All()
    {
        using var services = Core();
        var settings = services.GetRequiredService<SettingsCatalogue>();
        return
        [
            .. services.GetServices<OptionKey>().Select(Described).Concat(HostKeys.All)
                .Select(key => key with { Live = settings.Over(key.Key)?.Name })
                .DistinctBy(key => key.Key, StringComparer.Ordinal).OrderBy(key => key.Key, StringComparer.Ordinal),
        ];
    }

    public static IReadOnlyList<SettingDefinition> Settings()
    {
        using var services = Core();
        return [.. services.GetServices<SettingDefinition>()];
    }

    public static ServiceProvider Core(params (string Key, string Value)[] configured)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            configured.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value))).Build();
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton<IConfiguration>(configuration).AddCore(configuration);
        api::Stage5.Api.Endpoints.FeatureSettings.AddFeatureSettings(services);
        return services.BuildServiceProvider();
    }

    /// <summary>The summary of a member in a sentence, its references as names.</summary>
    public static string Summary(string member)
    {
        var summary = Comments.Value.XPathSelectElement($"/doc/members/member[@name='{member}']/summary");
        if (summary is null) return "";
        var text = new StringBuilder();
        foreach (var node in summary.Nodes())
        {
            text.Append(node switch
            {
                XText plain => plain.Value,
                XElement { Name.LocalName: "see" } see => ((string?)see.Attribute("cref") ?? "").Split('.')[^1],
                XElement element => element.Value,
                _ => "",
            });
        }

        return string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private static KnownKey Described(OptionKey key)
    {
        if (key.Property is not { } property) return key.Key;
        return key.Key with { Description = Summary($"P:{property.DeclaringType!.FullName}.{property.Name}") };
    }

    public static string Json(IReadOnlyList<KnownKey> keys) => "[\n" + string.Join(",\n", keys.Select(key =>
        "  " + JsonSerializer.Serialize(key, Indented))) + "\n]\n";

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Table(IReadOnlyList<KnownKey> keys)
    {
        var page = new StringBuilder();
        foreach (var section in keys.GroupBy(key => string.Join(':', key.Key.Split(':').Take(2))))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {section.Key}\n\n");
            page.Append("| variable | default | meaning | example |\n|---|---|---|---|\n");
            foreach (var key in section)
            {
                var notes = (key.Secret ? " Never shown." : "") + (key.Live is null ? "" : $" Live: `{key.Live}`.");
                page.Append(CultureInfo.InvariantCulture,
                    $"| `{key.Key.Replace(":", "__", StringComparison.Ordinal)}` | {Code(key.Default)} | "
                    + $"{Cell(key.Description)}{notes} | {Code(key.Example)} |\n");
            }
        }

        return page.ToString();
    }

    private static string Code(string? text) => string.IsNullOrEmpty(text) ? "" : $"`{Cell(text)}`";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
