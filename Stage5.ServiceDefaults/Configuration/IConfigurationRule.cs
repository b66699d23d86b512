using Microsoft.Extensions.Configuration;

namespace Stage5.ServiceDefaults;

/// <summary>What a host asks of its configuration besides its options; registered as a service.</summary>
public interface IConfigurationRule
{
    /// <summary>Each message begins with its key: <c>ConnectionStrings:cache is missing.</c></summary>
    IEnumerable<string> Errors(IConfiguration configuration);
}
