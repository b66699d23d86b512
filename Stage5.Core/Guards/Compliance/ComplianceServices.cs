using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Stage5.Core.Guards.Compliance;

public static class ComplianceServices
{
    /// <summary>Personal data, secrets and banned phrases.</summary>
    public static IServiceCollection AddCompliance(this IServiceCollection services, IConfiguration configuration) => services;
}
