using Stage5.Contracts;

namespace Stage5.Web.Api;

/// <summary>An answer of the API: a value or a problem.</summary>
/// <param name="Status">HTTP status; 0 when the API could not be reached.</param>
public sealed record ApiResult<T>(int Status, T? Value, Problem? Problem)
    where T : class
{
    /// <summary>The API knows the caller no more; any other failure may pass.</summary>
    public bool IsRefused => Status is 401 or 403;

    public bool IsUnreachable => Status is 0 or 502 or 503 or 504;
}
