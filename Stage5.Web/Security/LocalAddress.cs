namespace Stage5.Web.Security;

/// <summary>Addresses of this host, for whoever is led on after signing in.</summary>
internal static class LocalAddress
{
    private const int MostCharacters = 2000;

    /// <summary>The address when it is a path of this host, else Home.</summary>
    public static string Of(string? address) => IsLocal(address) ? address! : "/";

    // A browser takes a backslash for a slash, and drops control characters: /\host, //host and /<tab>/host lead away.
    private static bool IsLocal(string? address) =>
        address is { Length: > 0 and <= MostCharacters } && address[0] == '/'
        && (address.Length == 1 || address[1] is not ('/' or '\\'))
        && !address.Any(char.IsControl) && !address.StartsWith("/login", StringComparison.OrdinalIgnoreCase);
}
