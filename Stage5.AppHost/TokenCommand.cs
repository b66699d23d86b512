using System.Globalization;
using System.Text.RegularExpressions;

namespace Stage5.AppHost;

/// <summary>
/// <c>token --role R --tenant T --user U [--minutes 60]</c> prints a token, <c>token --link</c> the link that
/// opens the dashboard once. What was asked for goes to stdout, alone; everything else to stderr.
/// </summary>
public sealed partial class TokenCommand(
    ParameterResource developmentKey, EndpointReference web, TimeProvider time)
{
    private const int UsageError = 64;
    private const string Usage =
        "usage: token --role user|reviewer|operator|auditor|admin|platformAdmin|service --tenant NAME --user NAME [--minutes 1-1440]\n"
        + "       token --link [--role ROLE] [--tenant NAME] [--user NAME]";

    private static readonly string[] Roles = ["user", "reviewer", "operator", "auditor", "admin", "platformAdmin", "service"];
    private static readonly string[] Names = ["role", "tenant", "user", "minutes"];

    /// <returns>0, or 64 when the arguments are wrong; then stdout stays empty.</returns>
    public async Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter errors)
    {
        if (Parse(arguments, out var token) is { } problem)
        {
            await errors.WriteLineAsync($"{problem}\n{Usage}");
            return UsageError;
        }

        var signed = await SignAsync(token!, CancellationToken.None);
        await errors.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{token!.Role} {token.User} of {token.Tenant}, for {token.Lifetime.TotalMinutes} minutes"));
        // Nothing need run yet: the address is the one of the dashboard's launch profile.
        var address =
            string.Create(CultureInfo.InvariantCulture, $"http://localhost:{web.EndpointAnnotation.Port}");
        await output.WriteLineAsync(token.Scope is null ? signed : Link(address, signed));
        return 0;
    }

    public async Task PrintLinkAsync(TextWriter output, CancellationToken cancel)
    {
        var link = Link(web.Url, await SignAsync(LoginAs("ana", "demo", "admin"), cancel));
        await output.WriteLineAsync(
            $"Dashboard, for one login within 5 minutes (a new link: ./stage5 token --link): {link}");
    }

    private static DevelopmentToken LoginAs(string user, string tenant, string role) =>
        new(user, tenant, role, TimeSpan.FromMinutes(5), "login");

    private async Task<string> SignAsync(DevelopmentToken token, CancellationToken cancel) =>
        token.Sign((await developmentKey.GetValueAsync(cancel))!, time.GetUtcNow());

    private static string Link(string address, string code) => $"{address}/login?code={code}";

    private static string? Parse(string[] arguments, out DevelopmentToken? token)
    {
        token = null;
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Length; i++)
        {
            var name = arguments[i].StartsWith("--", StringComparison.Ordinal) ? arguments[i][2..] : "";
            if (name == "link")
                given[name] = "";
            else if (!Names.Contains(name))
                return $"'{arguments[i]}' is not known.";
            else if (++i == arguments.Length)
                return $"--{name} needs a value.";
            else
                given[name] = arguments[i];
        }

        var link = given.ContainsKey("link");
        if (link)
        {
            given.TryAdd("role", "admin");
            given.TryAdd("tenant", "demo");
            given.TryAdd("user", "ana");
        }

        if (Names[..3].FirstOrDefault(name => !given.ContainsKey(name)) is { } missing)
            return $"--{missing} is missing.";
        if (!Roles.Contains(given["role"]))
            return $"--role is '{given["role"]}'; it may be {string.Join(", ", Roles)}.";
        foreach (var name in Names[1..3])
        {
            if (!NamePattern().IsMatch(given[name]))
                return $"--{name} may hold 1 to 64 of a-z 0-9 . _ @ - and starts with a letter or digit.";
        }

        var text = given.GetValueOrDefault("minutes");
        if (link && text is not null)
            return "A link is for 5 minutes; --minutes is for tokens.";
        if (!int.TryParse(text ?? "60", CultureInfo.InvariantCulture, out var minutes) || minutes is < 1 or > 1440)
            return "--minutes is a number from 1 to 1440.";
        token = link
            ? LoginAs(given["user"], given["tenant"], given["role"])
            : new(given["user"], given["tenant"], given["role"], TimeSpan.FromMinutes(minutes));
        return null;
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9._@-]{0,63}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex NamePattern();
}
