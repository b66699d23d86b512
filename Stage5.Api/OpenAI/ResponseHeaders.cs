using System.Diagnostics;
using Stage5.Core.Models.Routing;

namespace Stage5.Api.OpenAI;

/// <summary>What Stage5 tells beside an answer.</summary>
internal static class ResponseHeaders
{
    public const string Provider = "x-stage5-provider";
    public const string Model = "x-stage5-model";
    public const string RequestId = "x-request-id";

    public static void SetRequestId(this IHeaderDictionary headers)
    {
        if (Activity.Current is { } activity) headers[RequestId] = activity.TraceId.ToHexString();
    }

    public static void SetServed(this IHeaderDictionary headers, RouteTarget served)
    {
        headers[Provider] = served.Provider.Id;
        headers[Model] = served.Model;
    }
}
