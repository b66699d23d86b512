using System.Text.Json;
using System.Text.Json.Serialization;

namespace Stage5.Cli.Security;

/// <summary>Tries every attack against a running system, one after the other, and says what came of each.</summary>
internal static class SecurityCheck
{
    /// <param name="url">Address of the API.</param>
    /// <param name="evidence">A file for the results; null writes none.</param>
    /// <returns>0 when all that was tried was held off, 1 when something was not, 69 when nobody answers.</returns>
    public static async Task<int> RunAsync(
        Uri url, string? token, string? stranger, FileInfo? evidence, TextWriter output, TextWriter errors, CancellationToken ct)
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
#pragma warning disable RS0030 // One client for one command that ends with it.
        using var client = new HttpClient(handler) { BaseAddress = url, Timeout = TimeSpan.FromSeconds(30) };
#pragma warning restore RS0030
        var target = new AttackTarget(client, token, stranger, TimeProvider.System);
        var startedAt = target.Time.GetUtcNow();
        var results = new List<AttackEvidence>();
        try
        {
            foreach (var attack in AttackCatalog.All)
            {
                var result = await attack.Run(target, ct);
                results.Add(new AttackEvidence(attack.Id, attack.Title, attack.Threat, result.Verdict, result.Evidence));
                await output.WriteLineAsync($"{Mark(result.Verdict)} {attack.Id,-20} {attack.Title}: {result.Evidence}");
            }
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            await errors.WriteLineAsync($"{url} does not answer: {e.Message}");
            return ExitCodes.Unreachable;
        }

        var broken = results.Count(result => result.Verdict == AttackVerdict.Broken);
        var skipped = results.Count(result => result.Verdict == AttackVerdict.Skipped);
        await output.WriteLineAsync($"{results.Count - broken - skipped} held off, {broken} not, {skipped} not tried");
        if (evidence is not null)
        {
            await using var file = evidence.Create();
            await JsonSerializer.SerializeAsync(file, new SecurityEvidence(url, startedAt, target.Time.GetUtcNow(), results),
                SecurityJson.Default.SecurityEvidence, ct);
        }
        return broken == 0 ? ExitCodes.Right : ExitCodes.Wrong;
    }

    private static string Mark(AttackVerdict verdict) => verdict switch
    {
        AttackVerdict.Held => "held   ",
        AttackVerdict.Broken => "BROKEN ",
        _ => "skipped",
    };
}

internal sealed record AttackEvidence(string Id, string Title, string Threat, AttackVerdict Verdict, string Evidence);

internal sealed record SecurityEvidence(
    Uri Target, DateTimeOffset StartedAt, DateTimeOffset EndedAt, IReadOnlyList<AttackEvidence> Results);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SecurityEvidence))]
internal sealed partial class SecurityJson : JsonSerializerContext;
