using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Contracts;
using Stage5.Core.Settings;
using Stage5.Tests.Configuration;

namespace Stage5.Tests.Web;

/// <summary>The settings there are, of a scripted API; changed by the version that is expected.</summary>
internal sealed class ScriptedSettings
{
    public static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly SettingsCatalogue Catalogue = DeclaredKeys.Core(
        ("Stage5:Limits:Default:RequestsPerMinute", "1200")).GetRequiredService<SettingsCatalogue>();

    private readonly Lock _lock = new();

    public List<SettingsVersion> Versions { get; } = [];

    public SettingsDocument Document { get; private set; } = new(0, new Dictionary<string, JsonElement>());

    public SettingsView View => Catalogue.View("demo", Document);

    /// <summary>As if somebody else had changed them.</summary>
    public void Change(string reason, string user, params (string Name, object Value)[] values)
    {
        var next = new Dictionary<string, JsonElement>(Document.Values, StringComparer.Ordinal);
        foreach (var (name, value) in values) next[name] = JsonSerializer.SerializeToElement(value);
        Put(next, reason, user, null);
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/settings", () => Results.Ok(View));
        routes.MapGet("/api/settings/history", () => Results.Ok(new SettingsHistory([.. Versions.AsEnumerable().Reverse()], null)));
        routes.MapPut("/api/settings", (HttpRequest request, SettingsUpdate update) =>
        {
            lock (_lock)
            {
                if (request.Headers.IfMatch != string.Create(CultureInfo.InvariantCulture, $"\"{Document.Version}\""))
                    return ScriptedApi.Fail(412, "version_conflict", "The settings were changed.", "Read them again.");
                Put(update.Values!, update.Reason, "ana", null);
                return Results.Ok(View);
            }
        });
        routes.MapPost("/api/settings/rollback", (SettingsRollback rollback) =>
        {
            lock (_lock)
            {
                var values = _documents.GetValueOrDefault(rollback.Version) ?? new Dictionary<string, JsonElement>();
                Put(values, rollback.Reason, "ana", rollback.Version);
                return Results.Ok(View);
            }
        });
    }

    private readonly Dictionary<long, IReadOnlyDictionary<string, JsonElement>> _documents = [];

    private void Put(IReadOnlyDictionary<string, JsonElement> values, string reason, string user, long? back)
    {
        var before = Document;
        Document = new SettingsDocument(before.Version + 1, values);
        _documents[Document.Version] = values;
        Versions.Add(new SettingsVersion(Document.Version, At.AddMinutes(Document.Version), user, "session", reason, back,
        [
            .. SettingsDiff.Names(before.Values, values).Select(name => new SettingChange(name,
                before.Values.TryGetValue(name, out var was) ? was : null, values.TryGetValue(name, out var now) ? now : null)),
        ]));
    }
}
