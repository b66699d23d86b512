using System.Reflection;

using Aspire.Hosting;

namespace Stage5.Tests.Fixture;

internal sealed class Itself : IProjectMetadata
{
    public string ProjectPath { get; } = typeof(Itself).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(data => data.Key == "project").Value!;
}
