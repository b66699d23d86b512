using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Stage5.AppHost;
using Stage5.Contracts;
using Stage5.Tests.AppHost;
using Stage5.Tests.Language.Glossaries;

namespace Stage5.Tests.WholeSystem;

/// <summary>What the processes that people send files to keep resident meanwhile, above idle.</summary>
[Trait("Duration", "long")]
public sealed class UploadMemoryTests : IAsyncLifetime
{
    private const long Mebi = 1024 * 1024;
    private const long Huge = 200 * Mebi;
    private const long ImportBytes = 64 * Mebi;
    private const int Many = 100_000;
    private const string Columns = "from,to,term,translation\n";

    private readonly CancellationTokenSource _patience =
        CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    private AppHostSystem _system = null!;
    private HttpClient _api = null!;
    private HttpClient _web = null!;
    private ProcessMemory _apiMemory = null!;
    private ProcessMemory _webMemory = null!;
    private string _token = "";
    private string _cookie = "";

    private CancellationToken Ct => _patience.Token;

    private Uri ApiAddress => _system.Application.GetEndpoint("api");

    private Uri WebAddress => _system.Application.GetEndpoint("web");

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        _patience.CancelAfter(TimeSpan.FromMinutes(10));
        _system = await AppHostSystem.StartAsync(Ct, static builder =>
            builder.CreateResourceBuilder<ProjectResource>("api")
                .WithEnvironment("Stage5__Limits__demo__RequestsPerMinute", "600000"));
        foreach (var name in new[] { "api", "web" })
            await _system.Application.ResourceNotifications.WaitForResourceHealthyAsync(name, Ct);
        _token = _system.Token("admin", "demo", "ana", TimeProvider.System.GetUtcNow());
        _api = _system.Application.CreateHttpClient("api");
        _api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        // An import may take longer than a client of the factory waits.
        _api.Timeout = TimeSpan.FromMinutes(5);
        await SignInAsync();
        _apiMemory = await MemoryOfAsync("api");
        _webMemory = await MemoryOfAsync("web");
        await WarmUpAsync();
        _apiMemory.IsIdle();
        _webMemory.IsIdle();
    }

    public async ValueTask DisposeAsync()
    {
        _web?.Dispose();
        _api?.Dispose();
        if (_system is not null) await _system.DisposeAsync();
        _patience.Dispose();
    }

    [Fact]
    public async Task Two_hundred_megabytes_are_refused_within_64_MiB_above_idle()
    {
        var text = new RawUpload.Body("""{"targetLanguage":"es","text":" """, "Good morning, number {0}. ", Huge);
        var terms = new RawUpload.Body(
            Columns, $"en,zh-Hans,machine part {{0}} {new string('p', 150)},{new string('件', 200)}\n", Huge);
        foreach (var (path, body, limit, code) in new[]
        {
            ("/api/translate", text, Mebi, "payload_too_large"),
            ("/api/tasks", text, Mebi, "payload_too_large"),
            ("/api/glossary/import?format=csv&scope=tenant", terms, ImportBytes, "import_too_large"),
        })
        {
            await RefusedAsync(ApiAddress, path, body, isDeclared: true, limit, code);
            await RefusedAsync(ApiAddress, path, body, isDeclared: false, limit, code);
            await RefusedAsync(WebAddress, path, body, isDeclared: true, limit, code);
            // The dashboard counts what it passes on, to the same limit.
            await RefusedAsync(WebAddress, path, body, isDeclared: false, limit, "body_too_large", code);
        }

        _apiMemory.Grown.ShouldBeLessThan(64 * Mebi);
        _webMemory.Grown.ShouldBeLessThan(64 * Mebi);
    }

    [Theory]
    [InlineData("tbx", "es")]
    [InlineData("csv", "zh-Hans")]
    public async Task A_hundred_thousand_terms_are_imported_and_matched_within_256_MiB_above_idle(
        string format, string target)
    {
        await using var file = format == "tbx" ? Tbx() : LongCsv();
        using var content = new StreamContent(file);

        using var response = await _api.PostAsync(
            $"/api/glossary/import?scope=tenant&format={format}", content, Ct);

        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Ct));
        var report = await response.Content.ReadFromJsonAsync(ContractsJson.Default.GlossaryImportReport, Ct);
        (report!.Imported, report.Added).ShouldBe((true, Many));
        Say($"{file.Handed / Mebi} MiB of {format} with {Many} terms imported: {Mebis(_apiMemory)} above idle");
        (await MatchAsync("Send the machine part 77777 back.", target)).ShouldBe(1);
        Say($"and one of them found in a text: {Mebis(_apiMemory)} above idle");
        _apiMemory.Grown.ShouldBeLessThan(256 * Mebi);
    }

    private async Task RefusedAsync(
        Uri server, string path, RawUpload.Body body, bool isDeclared, long limit, params string[] codes)
    {
        string[] sender = server == WebAddress
            ? [$"Cookie: {_cookie}", "Sec-Fetch-Site: same-origin"]
            : [$"Authorization: Bearer {_token}"];

        var answer = await RawUpload.SendAsync(
            server, path, [.. sender, "Content-Type: application/json"], body, isDeclared, Ct);

        var (to, how) = (server == WebAddress ? "dashboard" : "API", isDeclared ? "declared" : "in chunks");
        Say($"{path} of the {to}, {how}: {answer.Sent / Mebi} MiB sent; above idle: "
            + $"API {Mebis(_apiMemory)}, dashboard {Mebis(_webMemory)}");
        answer.Text.ShouldStartWith("HTTP/1.1 413");
        codes.ShouldContain(
            code => answer.Text.Contains($"\"code\":\"{code}\"", StringComparison.Ordinal), answer.Text);
        if (!isDeclared) answer.Sent.ShouldBeGreaterThanOrEqualTo(limit);
    }

    private static EndlessStream Tbx() => new(
        "<martif xml:lang='en'><text><body>", LargeGlossaryTests.Concept, long.MaxValue, Many,
        "</body></text></martif>");

    /// <summary>As many, with translations so long that the file is nearly as large as one may be.</summary>
    private static EndlessStream LongCsv() => new(
        Columns, $"en,zh-Hans,machine part {{0}},{new string('件', 200)}\n", long.MaxValue, Many);

    private async Task WarmUpAsync()
    {
        // What any API has loaded that has been in use: small ones of what comes.
        await _api.PostAsJsonAsync("/api/translate", new { text = "Hello", targetLanguage = "es" }, Ct);
        using var file = new StringContent(
            $"{Columns}en,es,first,primero\n", Encoding.UTF8, "text/csv");
        using var imported = await _api.PostAsync("/api/glossary/import", file, Ct);
        imported.EnsureSuccessStatusCode();
        (await MatchAsync("The first one.", "es")).ShouldBe(1);
        using var page = await _web.GetAsync("/api/status", Ct);
        page.EnsureSuccessStatusCode();
    }

    private async Task<int> MatchAsync(string text, string target)
    {
        using var response = await _api.PostAsJsonAsync("/api/apply-glossary", new ApplyGlossaryRequest
        {
            Text = text,
            SourceLanguage = "en",
            TargetLanguage = target,
        }, ContractsJson.Default.ApplyGlossaryRequest, Ct);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync(ContractsJson.Default.ApplyGlossaryResponse, Ct))!
            .Matches.Count;
    }

    private async Task SignInAsync()
    {
        var cookies = new CookieContainer();
#pragma warning disable RS0030 // A browser has cookies of its own; a client of the factory shares them.
        _web = new HttpClient(new HttpClientHandler { CookieContainer = cookies }) { BaseAddress = WebAddress };
#pragma warning restore RS0030
        var code = new DevelopmentToken("ana", "demo", "admin", TimeSpan.FromMinutes(5), "login")
            .Sign(_system.DevelopmentKey, TimeProvider.System.GetUtcNow());
        using var entered = await _web.GetAsync($"/login?code={code}", Ct);
        entered.EnsureSuccessStatusCode();
        _cookie = cookies.GetCookieHeader(WebAddress);
    }

    private async Task<ProcessMemory> MemoryOfAsync(string resource) =>
        new((await _system.ProcessIdsAsync(resource, 1, Ct)).Values.Single());

    private static string Mebis(ProcessMemory memory) =>
        (memory.Grown / (double)Mebi).ToString("0.0 MiB", CultureInfo.InvariantCulture);

    private static void Say(string what) => TestContext.Current.TestOutputHelper?.WriteLine(what);
}
