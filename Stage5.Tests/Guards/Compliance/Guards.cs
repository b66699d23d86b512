using Microsoft.Extensions.Configuration;
using Stage5.Core.Guards.Compliance;

namespace Stage5.Tests.Guards.Compliance;

/// <summary>A guard over settings of the section Stage5:Compliance.</summary>
internal static class Guards
{
    public const string Tenant = "demo";

    public static CompliancePolicies Policies(params (string Key, string Value)[] settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(
            one => KeyValuePair.Create($"{CompliancePolicies.Section}:{one.Key}", (string?)one.Value))).Build());

    public static ComplianceGuard Of(params (string Key, string Value)[] settings)
    {
        var policies = Policies(settings);
        policies.Errors.ShouldBeEmpty();
        return new ComplianceGuard(policies);
    }

    public static string Filter(this ComplianceGuard guard, Redactions redactions, params IEnumerable<string> parts)
    {
        var filter = guard.FilterAnswer(Tenant, redactions);
        return string.Concat(parts.Select(filter.Push)) + filter.Flush();
    }
}
