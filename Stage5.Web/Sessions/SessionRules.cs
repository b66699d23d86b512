namespace Stage5.Web.Sessions;

/// <summary>How long a dashboard session lasts and when its tokens are renewed.</summary>
internal static class SessionRules
{
    /// <summary>A session ends this long after signing in, whatever happens.</summary>
    internal static readonly TimeSpan Absolute = TimeSpan.FromHours(12);

    /// <summary>A session ends when the person did nothing for this long.</summary>
    internal static readonly TimeSpan Idle = TimeSpan.FromHours(2);

    /// <summary>The cookie is written again for activity at most this often.</summary>
    internal static readonly TimeSpan ActivityStep = TimeSpan.FromMinutes(1);

    /// <summary>An access token is renewed when less than this is left of it.</summary>
    internal static readonly TimeSpan RenewBefore = TimeSpan.FromSeconds(30);

    /// <summary>A page's own polling says so with this header, so that it does not keep a session alive.</summary>
    internal const string BackgroundHeader = "X-Stage5-Background";

    public static bool IsOver(SessionTicket ticket, DateTimeOffset now) =>
        now >= ticket.StartedAt + Absolute || now >= ticket.LastActiveAt + Idle;

    public static bool NeedsRenewal(SessionTicket ticket, DateTimeOffset now) =>
        now >= ticket.AccessExpiresAt - RenewBefore;

    public static bool CountsAsActivity(HttpRequest request) => !request.Headers.ContainsKey(BackgroundHeader);
}
