using System.Buffers.Text;
using System.Text.Encodings.Web;
using Stage5.Core.Audit;
using Stage5.Core.Storage;

namespace Stage5.Cli.Audit;

/// <summary>What the commands do. The running system is not asked for its verdict: its lines are read and judged here.</summary>
public static class AuditCheck
{
    private const int LongestName = 128;

    public static async Task<int> FilesAsync(
        IReadOnlyList<string> paths, IReadOnlyList<byte[]> keys, TextWriter output, TextWriter errors)
    {
        try
        {
            var right = true;
            foreach (var chain in AuditFiles.ChainsOf(paths))
            {
                var verdict = AuditFiles.Verify(chain, keys);
                right &= verdict.Right;
                await TellAsync(verdict, Path.GetDirectoryName(Path.GetFullPath(chain[0]))!, output);
            }
            return right ? ExitCodes.Right : ExitCodes.Wrong;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"stage5: {e.Message}");
            return ExitCodes.NoInput;
        }
    }

    public static async Task<int> SystemAsync(
        AuditSystem system, IReadOnlyList<byte[]> keys, TextWriter output, TextWriter errors, CancellationToken cancel)
    {
        try
        {
            var verdict = await VerifyAsync(system, keys, cancel);
            await TellAsync(verdict, $"{system.Address}", output);
            return verdict.Right ? ExitCodes.Right : ExitCodes.Wrong;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            await errors.WriteLineAsync($"stage5: {system.Address}: {e.Message}");
            return ExitCodes.Unreachable;
        }
    }

    public static async Task<int> ExportAsync(
        AuditSystem system, string format, TextWriter output, TextWriter errors, CancellationToken cancel)
    {
        try
        {
            await foreach (var line in system.ReadAsync(format, cancel))
                await output.WriteAsync(line + "\n");
            await output.FlushAsync(cancel);
            return ExitCodes.Right;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            await errors.WriteLineAsync($"stage5: {system.Address}: {e.Message}");
            return ExitCodes.Unreachable;
        }
    }

    private static async Task<AuditVerdict> VerifyAsync(
        AuditSystem system, IReadOnlyList<byte[]> keys, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            var head = await system.HeadAsync(cancel);
            var trusted = keys.Count > 0 ? keys : [.. head.Keys.Values.Select(Convert.FromBase64String)];
            var inspection = new AuditInspection(
                head.Chain, new AuditPlace(head.StartNumber, head.StartHash),
                head.Sealed is { } number
                    ? new AuditHead(head.Format, head.Chain, number, head.Hash!, head.SealedAt!.Value, head.KeyId, head.Signature)
                    : null,
                head.Given, trusted);
            await foreach (var line in system.ReadAsync("jsonl", cancel))
                inspection.Read(line);
            var verdict = inspection.End();
            // Records that outlived their retention while the chain was read are not missing.
            if (verdict.Right || tries == 3 || (await system.HeadAsync(cancel)).StartNumber == head.StartNumber)
                return verdict;
        }
    }

    private static async Task TellAsync(AuditVerdict verdict, string where, TextWriter output)
    {
        var signature = verdict.Signature switch
        {
            AuditSignature.Right => $"head signed by {KeyOf(verdict)}",
            AuditSignature.Wrong => "THE HEAD'S SIGNATURE IS WRONG",
            AuditSignature.UnknownKey => $"THE HEAD IS SIGNED BY A KEY THAT IS NOT BELIEVED: {KeyOf(verdict)}",
            AuditSignature.Unchecked => "the head's signature was not checked: give --public-key",
            _ => "the head is not signed",
        };
        var chain = TenantId.IsValid(verdict.Chain) ? verdict.Chain : Escaped(verdict.Chain);
        await output.WriteLineAsync(verdict.Fault is { } fault
            ? $"{chain}: record {fault.Number} is {fault.Kind.ToString().ToLowerInvariant()}. {fault.Detail} ({where})"
            : $"{chain}: {(verdict.Right ? "right" : "WRONG")}, {verdict.Checked} records, {verdict.Open} of them not "
                + $"sealed yet, up to {verdict.Last.Number + verdict.Open}; {signature} ({where})");
        if (verdict.Start.Number > 0)
            await output.WriteLineAsync($"{chain}: starts after record {verdict.Start.Number}, whose retention was over");
    }

    private static string KeyOf(AuditVerdict verdict) => verdict.Head?.KeyId is { Length: > 0 } id
        ? Base64Url.IsValid(id) && id.Length <= LongestName ? id : Escaped(id)
        : "nothing";

    // What stands in a file that somebody altered must not write to whoever's terminal reads it.
    private static string Escaped(string text) => string.Concat(
        "\"", JavaScriptEncoder.Default.Encode(text.Length <= LongestName ? text : text[..LongestName]), "\"");
}
