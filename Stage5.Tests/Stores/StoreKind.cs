using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Stage5.Tests.Stores;

public enum StoreKind
{
    Redis,
    Garnet,
}

/// <summary>Runs a theory once on each store.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnEachStoreAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. Enum.GetValues<StoreKind>().Select(kind => new TheoryDataRow<StoreKind>(kind))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
