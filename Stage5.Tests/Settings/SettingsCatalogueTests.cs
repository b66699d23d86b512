using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Stage5.Core.Settings;
using Stage5.Tests.Configuration;

namespace Stage5.Tests.Settings;

public sealed class SettingsCatalogueTests
{
    [Fact]
    public void What_is_stored_and_cannot_be_does_not_act()
    {
        using var services = DeclaredKeys.Core();
        var stored = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>("""
            {"turns.parallel": 9, "turns.contextTokens": -1, "limits.concurrency": "many", "features.recall": 1, "of.later": 1}
            """)!;

        var values = services.GetRequiredService<SettingsCatalogue>().Read("acme", new SettingsDocument(7, stored));

        (values.Version, values.Values.Count, values.Find(SettingNames.Parallel)).ShouldBe((7, 1, 9));
    }
}
