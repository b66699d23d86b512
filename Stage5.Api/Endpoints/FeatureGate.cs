using Stage5.Api.OpenAI.Errors;
using Stage5.Core.Access;
using Stage5.Core.Settings;
using Stage5.ServiceDefaults;

namespace Stage5.Api.Endpoints;

/// <summary>Addresses that a tenant can switch off.</summary>
internal static class FeatureGate
{
    private const string Code = "feature_off";
    private const string Said = "This is switched off for the tenant.";
    private const string Next = "Ask an administrator of the tenant to switch it on under Settings.";

    /// <summary>Refused with 403 while the feature is off for the caller's tenant; under <c>/v1</c> in OpenAI's shape.</summary>
    public static TBuilder NeedsFeature<TBuilder>(this TBuilder builder, string feature)
        where TBuilder : IEndpointConventionBuilder => builder.AddEndpointFilter(async (call, next) =>
    {
        var http = call.HttpContext;
        if (http.RequestServices.GetRequiredService<LiveSettings>().IsOn(Identity.From(http.User).Tenant, feature))
            return await next(call);
        return http.Request.Path.StartsWithSegments(OpenAIErrors.Prefix, StringComparison.OrdinalIgnoreCase)
            ? throw new DoorException(StatusCodes.Status403Forbidden,
                new OpenAIError($"{Said} {Next}", ErrorTypes.Permission, null, Code))
            : Problems.Create(StatusCodes.Status403Forbidden, Code, Said, Next);
    });
}
