using Microsoft.Extensions.Options;

namespace Stage5.Core.Models.Routing;

/// <summary>
/// Section <c>Stage5:Routing</c>, read: the policy of each tenant and operation that has its own words there.
/// </summary>
internal sealed class RoutingOptions
{
    public const string Section = "Stage5:Routing";

    public List<string> Errors { get; } = [];

    /// <summary>By tenant and operation; null stands for every other one.</summary>
    public Dictionary<(string? Tenant, string? Operation), RoutingPolicy> Policies { get; } = new(Comparer.Instance);

    /// <summary>Finds every wrong value at once, and stops the start.</summary>
    internal sealed class Validator : IValidateOptions<RoutingOptions>
    {
        public ValidateOptionsResult Validate(string? name, RoutingOptions options) =>
            options.Errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(options.Errors);
    }

    // Keys of configuration know no case.
    private sealed class Comparer : IEqualityComparer<(string? Tenant, string? Operation)>
    {
        public static readonly Comparer Instance = new();

        public bool Equals((string? Tenant, string? Operation) x, (string? Tenant, string? Operation) y) =>
            string.Equals(x.Tenant, y.Tenant, StringComparison.OrdinalIgnoreCase)
            && string.Equals(x.Operation, y.Operation, StringComparison.OrdinalIgnoreCase);

        public int GetHashCode((string? Tenant, string? Operation) obj) => HashCode.Combine(Hash(obj.Tenant), Hash(obj.Operation));

        private static int Hash(string? text) => text is null ? 0 : StringComparer.OrdinalIgnoreCase.GetHashCode(text);
    }
}
