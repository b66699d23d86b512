using System.Collections.Concurrent;
using Microsoft.Playwright;
using Stage5.Tests.Browser;

[assembly: AssemblyFixture(typeof(Chromium.End))]

namespace Stage5.Tests.Browser;

/// <summary>
/// Debian's Chromium under Playwright. To start one costs more than most tests: who is done leaves it to the next.
/// </summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string Program = "/usr/bin/chromium";

    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private static readonly ConcurrentBag<IBrowser> Idle = [];
    private static readonly Lazy<Task<IPlaywright>> Driver = new(Playwright.CreateAsync);

    private readonly IBrowser _browser;

    private Chromium(IBrowser browser) => _browser = browser;

    /// <summary>One for this test alone, without anything of who had it before.</summary>
    public static async Task<Chromium> TakeAsync()
    {
        Assert.SkipUnless(File.Exists(Program), "chromium is not installed");
        while (Idle.TryTake(out var idle))
        {
            if (idle.IsConnected) return new Chromium(idle);
        }

        var playwright = await Driver.Value;
        return new Chromium(await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program,
            Headless = true,
            Args = Arguments,
        }));
    }

    /// <summary>A person of their own, who sees in light; what the page complains of is kept.</summary>
    public async Task<Person> OpenAsync(Uri dashboard, ForcedColors? forced = null)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = dashboard.ToString(),
            ColorScheme = ColorScheme.Light,
            ForcedColors = forced,
            ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
            ReducedMotion = ReducedMotion.Reduce,
        });
        return new Person(await context.NewPageAsync(), forced == ForcedColors.Active);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _browser.Contexts) await context.DisposeAsync();
        Idle.Add(_browser);
    }

    /// <summary>Closes what the tests left idle, after the last of them.</summary>
    internal sealed class End : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            while (Idle.TryTake(out var browser)) await browser.DisposeAsync();
            if (Driver.IsValueCreated) (await Driver.Value).Dispose();
        }
    }
}
