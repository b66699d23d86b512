using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Stage5.Core.Models.Routing;

public static class RoutingServices
{
    /// <summary>Policies, health of models, and the dispatcher.</summary>
    public static IServiceCollection AddRouting(this IServiceCollection services, IConfiguration configuration) => services;
}
