using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Stage5.Core.Guards;

public static class GuardServices
{
    /// <summary>Rate, concurrency and budget. Needs the store.</summary>
    public static IServiceCollection AddGuards(this IServiceCollection services, IConfiguration configuration) => services;
}
