using System.Text.RegularExpressions;

namespace Stage5.Core.Storage;

/// <summary>What may stand as a tenant's name in keys: nothing that could close or open a hash tag.</summary>
public static partial class TenantId
{
    public static bool IsValid(string? tenant) => tenant is not null && Pattern.IsMatch(tenant);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._@-]{0,63}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Pattern { get; }
}
