using System.Text.Json;
using Microsoft.Playwright;

namespace Stage5.Tests.Browser;

/// <summary>axe-core, as the lock file of Stage5.Web pins it, on a page as it stands.</summary>
internal static class Axe
{
    // axe asks no contrast of what is disabled, but does not see that a component is.
    private const string Run = """
        async (rules) => {
          const { violations } = await window.axe.run(
            { exclude: ['fluent-button[disabled]'] }, rules ? { runOnly: rules } : {});
          return JSON.stringify(violations.flatMap(({ id, nodes }) =>
            nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`)));
        }
        """;

    private static string Source =>
        Repository.PathOf("Stage5.Web", "Client", "node_modules", "axe-core", "axe.min.js");

    /// <summary>Before the first navigation: the policy of the pages lets no script in later.</summary>
    public static Task PrepareAsync(IPage page) => page.AddInitScriptAsync(scriptPath: Source);

    public static Task ShouldPassAsync(IPage page) => ShouldPassAsync(page, rules: null);

    /// <summary>What other colours could break.</summary>
    public static Task ContrastShouldPassAsync(IPage page) => ShouldPassAsync(page, ["color-contrast", "link-in-text-block"]);

    private static async Task ShouldPassAsync(IPage page, string[]? rules) =>
        JsonSerializer.Deserialize<string[]>(await page.EvaluateAsync<string>(Run, rules)).ShouldBeEmpty();
}
