using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Stage5.Tests.Browser;

/// <summary>Somebody in front of a page.</summary>
internal sealed class Person
{
    // A frame in the new colours, and no colour still on its way. A page that draws nothing has no frames, and a
    // transition of what is not drawn no end: neither is waited for longer than anything here takes.
    private const string Settled = """
        async () => {
          const soon = () => new Promise((resolve) => setTimeout(resolve, 500));
          for (let frames = 0; frames < 2; frames++) await Promise.race([new Promise(requestAnimationFrame), soon()]);
          const moving = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
          await Promise.race([Promise.allSettled(moving.map((animation) => animation.finished)), soon()]);
        }
        """;

    private readonly bool _forced;
    private readonly ConcurrentQueue<string> _complaints = new();

    public Person(IPage page, bool forced)
    {
        (Page, _forced) = (page, forced);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                _complaints.Enqueue(message.Text);
        };
        page.PageError += (_, error) => _complaints.Enqueue(error);
    }

    public IPage Page { get; }

    /// <summary>Errors of scripts and refusals of the content security policy. An answer that is an error is none.</summary>
    public IReadOnlyList<string> Complaints =>
        [.. _complaints.Where(text => !text.StartsWith("Failed to load resource", StringComparison.Ordinal))];

    /// <summary>
    /// In light, then in dark, as if the system's preference changed while the page stands. Forced colours have no
    /// schemes.
    /// </summary>
    public async Task InBothSchemesAsync(Func<string, Task> look)
    {
        foreach (var scheme in _forced ? [ColorScheme.Light] : new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await Page.EvaluateAsync(Settled);
            await look(scheme == ColorScheme.Light ? "light" : "dark");
        }

        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }

    /// <summary>Saves <c>artifacts/screens/{page}-{state}-{light|dark}.png</c>.</summary>
    public async Task TakePictureAsync(string page, string state = "data")
    {
        await Page.EvaluateAsync("document.fonts.ready");
        await InBothSchemesAsync(scheme => TakePictureAsync(page, state, scheme));
    }

    /// <summary>As it stands, in light.</summary>
    public async Task TakeLightPictureAsync(string page, string state)
    {
        await Page.EvaluateAsync("document.fonts.ready");
        await TakePictureAsync(page, state, "light");
    }

    private async Task TakePictureAsync(string page, string state, string scheme)
    {
        var folder = Repository.PathOf("artifacts", "screens");
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{page}-{state}-{scheme}.png");
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = path });
        new FileInfo(path).Length.ShouldBeGreaterThan(5_000);
    }

    /// <summary>Saves <c>docs/images/{page}-{light|dark}.png</c>.</summary>
    public Task SaveForDocsAsync(string page) => InBothSchemesAsync(scheme =>
        Page.ScreenshotAsync(new() { Path = Repository.PathOf("docs", "images", $"{page}-{scheme}.png") }));
}
