using System.Text.Json;
using System.Text.Json.Serialization;

namespace Stage5.Cli.Security;

/// <summary>Tries every attack against a running system, one after the other, and says what came of each.</summary>
internal static class SecurityCheck
{
    /// <param name="evidence">A file for the results; null writes none. It is not written when nobody answers.</param>
    /// <returns>0 when all that was tried was held off, 1 when something was not, 69 when nobody answers.</returns>
    public static async Task<int> RunAsync(
        CheckedSystem system, FileInfo? evidence, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        using var api = ClientOf(system.Url);
        using var dashboard = system.Dashboard is { } address ? ClientOf(address) : null;
        var target = new AttackTarget(api, TimeProvider.System)
        {
            Token = system.Token,
            Stranger = system.Stranger,
            Operator = system.Operator,
            Dashboard = dashboard,
            CallbackSource = system.CallbackSource,
            CallbackSecret = system.CallbackSecret,
        };
        var startedAt = target.Time.GetUtcNow();
        var results = new List<AttackEvidence>();
        foreach (var attack in AttackCatalog.All)
        {
            try
            {
                var result = await attack.Run(target, ct);
                results.Add(new AttackEvidence(
                    attack.Id, attack.Title, attack.Threat, attack.Expected, result.Verdict, result.Evidence));
                await output.WriteLineAsync($"{Mark(result.Verdict)} {attack.Id,-20} {attack.Title}: {result.Evidence}");
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
            {
                await errors.WriteLineAsync($"{attack.Id} got no answer: {e.Message}");
                return ExitCodes.Unreachable;
            }
        }

        var broken = results.Count(result => result.Verdict == AttackVerdict.Broken);
        var skipped = results.Count(result => result.Verdict == AttackVerdict.Skipped);
        await output.WriteLineAsync($"{results.Count - broken - skipped} held off, {broken} not, {skipped} not tried");
        if (evidence is not null)
        {
            await using var file = evidence.Create();
            await JsonSerializer.SerializeAsync(
                file, new SecurityEvidence(system.Url, startedAt, target.Time.GetUtcNow(), results),
                SecurityJson.Default.SecurityEvidence, ct);
        }
        return broken == 0 ? ExitCodes.Right : ExitCodes.Wrong;
    }

    private static HttpClient ClientOf(Uri address)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
#pragma warning disable RS0030 // One client for one command that ends with it.
        return new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(30) };
#pragma warning restore RS0030
    }

    private static string Mark(AttackVerdict verdict) => verdict switch
    {
        AttackVerdict.Held => "held   ",
        AttackVerdict.Broken => "BROKEN ",
        _ => "skipped",
    };
}

/// <summary>A running system and what is known of it; see <see cref="AttackTarget"/>.</summary>
/// <param name="Url">Address of the API.</param>
internal sealed record CheckedSystem(Uri Url)
{
    public Uri? Dashboard { get; init; }

    public string? Token { get; init; }

    public string? Stranger { get; init; }

    public string? Operator { get; init; }

    public string? CallbackSource { get; init; }

    public string? CallbackSecret { get; init; }
}

internal sealed record AttackEvidence(
    string Id, string Title, string Threat, string Expected, AttackVerdict Verdict, string Evidence);

internal sealed record SecurityEvidence(
    Uri Target, DateTimeOffset StartedAt, DateTimeOffset EndedAt, IReadOnlyList<AttackEvidence> Results);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SecurityEvidence))]
internal sealed partial class SecurityJson : JsonSerializerContext;
