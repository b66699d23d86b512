using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Stage5.ServiceDefaults;

namespace Microsoft.Extensions.Hosting;

/// <summary>Errors as problem+json, wherever they come from.</summary>
public static class ProblemsExtensions
{
    /// <summary>
    /// Exceptions, bare error statuses and the framework's own problem documents all leave as problem+json with
    /// <c>code</c>, <c>detail</c>, <c>next</c> and <c>traceId</c>. Adds its middleware by itself, outermost.
    /// </summary>
    /// <remarks>
    /// It handles every exception; a host with exceptions of its own calls <c>AddExceptionHandler</c> before this.
    /// </remarks>
    public static IServiceCollection AddStage5Problems(this IServiceCollection services)
    {
        services.AddProblemDetails(options =>
            options.CustomizeProblemDetails = static context =>
                ProblemResults.Redact(context.HttpContext, Problems.Complete(context.ProblemDetails)));
        services.AddExceptionHandler<ExceptionProblems>();
        services.AddSingleton<IDeveloperPageExceptionFilter, ExceptionProblems>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        return services.AddTransient<IStartupFilter, ProblemsFilter>();
    }

    // A startup filter, because the authentication that WebApplication inserts runs before what Program.cs adds.
    private sealed class ProblemsFilter : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UseExceptionHandler();
            app.UseStatusCodePages(context => ProblemResults.WriteAsync(
                context.HttpContext, Problems.ForStatus(context.HttpContext.Response.StatusCode)));
            next(app);
        };
    }
}
