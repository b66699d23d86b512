using System.Reflection;

namespace Stage5.Tests.LocalAspire;

internal static class Repository
{
    internal static string Root { get; } = Path.GetFullPath(
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "RepositoryRoot").Value!);
}
