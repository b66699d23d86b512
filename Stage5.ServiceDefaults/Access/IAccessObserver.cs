using Microsoft.AspNetCore.Http;

namespace Stage5.ServiceDefaults;

/// <summary>Hears of callers who are not let in, before they do. Must not throw: a refusal stands.</summary>
public interface IAccessObserver
{
    /// <summary>A credential was presented and is not valid. A request without any is not told.</summary>
    Task FailedAsync(HttpContext context);

    /// <summary>A known caller lacks the permission; null when the endpoint declares none.</summary>
    Task DeniedAsync(HttpContext context, string? permission);
}
