using Microsoft.Playwright;

namespace Stage5.Tests.Browser;

/// <summary>Debian's Chromium under Playwright.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string Program = "/usr/bin/chromium";

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<Chromium> StartAsync()
    {
        Assert.SkipUnless(File.Exists(Program), "chromium is not installed");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program,
            Headless = true,
            Args = Arguments,
        });
        return new Chromium(playwright, browser);
    }

    /// <summary>A person of their own, who sees in that scheme; what the page complains of is kept.</summary>
    public async Task<Person> OpenAsync(Uri dashboard, ColorScheme scheme = ColorScheme.Light, ForcedColors? forced = null)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = dashboard.ToString(),
            ColorScheme = scheme,
            ForcedColors = forced,
            ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
            ReducedMotion = ReducedMotion.Reduce,
        });
        return new Person(await context.NewPageAsync(), scheme);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
