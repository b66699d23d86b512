using System.Text.Json;
using Microsoft.Playwright;

namespace Stage5.Tests.Browser;

/// <summary>What a person comes by who has only the Tab key, as the accessibility tree of Chromium says it.</summary>
internal static class Walk
{
    private const int Longest = 120;

    // Of radio buttons and tabs one is reached by Tab, the others by arrows.
    private const string Missed = """
        () => [...document.querySelectorAll(
            'a[href], button, input, select, textarea, summary, fluent-button, [tabindex]')]
          .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.tabIndex >= 0
            && !one.hasAttribute('disabled') && !one.closest('[inert]') && !(one.type === 'radio' && !one.checked)
            && !one.hasAttribute('data-walked')
            && (document.querySelector('dialog[open]')?.contains(one) ?? true))
          .map((one) => one.outerHTML.slice(0, 120))
        """;

    // A date has a stop for each of its parts: the same element, until the next one.
    private const string Mark = """
        () => {
          const one = document.activeElement;
          const last = document.querySelector('[data-walked=last]');
          if (one === null || one === document.body) return 'nothing';
          if (one === last) return 'same';
          if (one.hasAttribute('data-walked')) return 'done';
          last?.setAttribute('data-walked', '');
          one.setAttribute('data-walked', 'last');
          return 'new';
        }
        """;

    /// <summary>From where the focus is through the whole page: nothing is left out, and each thing has a name.</summary>
    /// <returns>Role and name of each stop, in order.</returns>
    public static async Task<IReadOnlyList<string>> ThroughAsync(IPage page)
    {
        var tree = await page.Context.NewCDPSessionAsync(page);
        await tree.SendAsync("Accessibility.enable");
        List<string> stops = [];
        for (var step = 0; step < Longest; step++)
        {
            await page.Keyboard.PressAsync("Tab");
            var at = await page.EvaluateAsync<string>(Mark);
            if (at == "done") break;
            if (at != "new") continue;

            stops.Add(Focused(await tree.SendAsync("Accessibility.getFullAXTree")));
        }

        (await page.EvaluateAsync<string[]>(Missed)).ShouldBeEmpty();
        stops.ShouldNotBeEmpty();
        stops.ShouldAllBe(stop => !stop.EndsWith(' '), string.Join("; ", stops));
        return stops;
    }

    private static string Focused(JsonElement? tree)
    {
        var nodes = tree!.Value.GetProperty("nodes").EnumerateArray();
        var focused = nodes.LastOrDefault(node => node.TryGetProperty("properties", out var properties)
            && properties.EnumerateArray().Any(property => property.GetProperty("name").GetString() == "focused"
                && property.GetProperty("value").GetProperty("value").GetBoolean()));
        return focused.ValueKind == JsonValueKind.Undefined ? "nothing "
            : $"{Value(focused, "role")} {Value(focused, "name")}";
    }

    private static string Value(JsonElement node, string name) =>
        node.TryGetProperty(name, out var property) && property.TryGetProperty("value", out var value)
            ? value.GetString() ?? ""
            : "";
}
