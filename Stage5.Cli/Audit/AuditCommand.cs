using System.CommandLine;
using System.Security.Cryptography;

namespace Stage5.Cli.Audit;

/// <summary><c>audit verify</c> and <c>audit export</c>.</summary>
public static class AuditCommand
{
    private static readonly string[] Formats = ["jsonl", "csv", "loki", "elastic", "splunk"];

    public static Command Create(TextWriter output, TextWriter errors) => new(
        "audit", "Verify the audit, or take it out.")
    {
        Verify(output, errors),
        Export(output, errors),
    };

    private static Command Verify(TextWriter output, TextWriter errors)
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Segments, or directories of them. None reads the running system.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var key = new Option<FileInfo?>("--public-key")
        {
            Description = "The key that heads must be signed with, PEM or base64. Without it the running system's own word "
                + "for its key is taken, and no signature of a file is checked.",
        };
        var (url, token, platform) = (Url(), Token(), Platform());
        var command = new Command("verify", "Say whether the audit is as it was written; name the first record that is not.")
        {
            paths, key, url, token, platform,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            byte[][] keys;
            try
            {
                keys = parsed.GetValue(key) is { } file ? [ReadKey(file)] : [];
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or CryptographicException)
            {
                await errors.WriteLineAsync($"stage5: {parsed.GetValue(key)}: {e.Message}");
                return ExitCodes.NoInput;
            }
            if (parsed.GetValue(paths) is { Length: > 0 } given)
                return await AuditCheck.FilesAsync(given, keys, output, errors);
            using var system = Remote(parsed, url, token, platform);
            return await AuditCheck.SystemAsync(system, keys, output, errors, cancel);
        });
        return command;
    }

    private static Command Export(TextWriter output, TextWriter errors)
    {
        var format = new Option<string>("--format")
        {
            Description = $"One of: {string.Join(", ", Formats)}.",
            DefaultValueFactory = _ => Formats[0],
        };
        format.AcceptOnlyFromAmong(Formats);
        var (url, token, platform) = (Url(), Token(), Platform());
        var command = new Command("export", "Print the audit, oldest first.") { format, url, token, platform };
        command.SetAction(async (parsed, cancel) =>
        {
            using var system = Remote(parsed, url, token, platform);
            return await AuditCheck.ExportAsync(system, parsed.GetValue(format)!, output, errors, cancel);
        });
        return command;
    }

    private static Option<Uri> Url() => new("--url")
    {
        Description = "Where the API is; STAGE5_URL if absent, else http://localhost:5180.",
        DefaultValueFactory = _ => new Uri(Environment.GetEnvironmentVariable("STAGE5_URL") ?? "http://localhost:5180"),
        CustomParser = static result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https")
                return uri;
            result.AddError("--url is no http or https address.");
            return null;
        },
    };

    private static Option<string?> Token() => new("--token")
    {
        Description = "A token or key with audit:read; STAGE5_TOKEN if absent, which no list of processes shows.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("STAGE5_TOKEN"),
    };

    private static Option<bool> Platform() => new("--platform")
    {
        Description = "The chain of what belongs to no tenant; needs audit:platform.",
    };

    private static AuditSystem Remote(
        ParseResult parsed, Option<Uri> url, Option<string?> token, Option<bool> platform) => new(
        parsed.GetValue(url)!, parsed.GetValue(token), parsed.GetValue(platform));

    private static byte[] ReadKey(FileInfo file)
    {
        var text = File.ReadAllText(file.FullName).Trim();
        using var key = ECDsa.Create();
        if (text.StartsWith("-----", StringComparison.Ordinal))
            key.ImportFromPem(text);
        else
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(text), out _);
        return key.ExportSubjectPublicKeyInfo();
    }
}
