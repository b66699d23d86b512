using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Stage5.Tests.Browser;

/// <summary>Somebody in front of a page.</summary>
internal sealed class Person
{
    private readonly ColorScheme _scheme;
    private readonly ConcurrentQueue<string> _complaints = new();

    public Person(IPage page, ColorScheme scheme)
    {
        (Page, _scheme) = (page, scheme);
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

    /// <summary>Saves <c>artifacts/screens/{page}-{state}-{light|dark}.png</c>.</summary>
    public async Task TakePictureAsync(string page, string state = "data")
    {
        var folder = Repository.PathOf("artifacts", "screens");
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $"{page}-{state}-{_scheme.ToString().ToLowerInvariant()}.png");
        await Page.EvaluateAsync("document.fonts.ready");
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = path });
        new FileInfo(path).Length.ShouldBeGreaterThan(5_000);
    }
}
