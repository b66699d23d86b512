using System.Collections.Concurrent;
using Stage5.Contracts;
using Stage5.Web.Api;

namespace Stage5.Web.Sessions;

/// <summary>
/// Renews tokens once per refresh token, however many requests ask: a refresh token works once, and requests
/// that a browser sent before it saw the new cookie still carry the old one. Answers are therefore kept for as
/// long as such a cookie can come back.
/// </summary>
internal sealed class SessionRenewer(SessionApi api, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Renewal> _renewals = new(StringComparer.Ordinal);

    /// <summary>
    /// The session with tokens that are still good. Null when the API refused; the ticket as it was when it
    /// did not answer as it should.
    /// </summary>
    public async Task<SessionTicket?> RenewAsync(SessionTicket ticket, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        while (SessionRules.NeedsRenewal(ticket, now))
        {
            var renewal = GetOrStart(ticket.RefreshToken, now);
            var answer = await renewal.Answer.Value.WaitAsync(ct);
            if (answer.IsRefused) return null;
            if (answer.Value is null) return ticket;
            ticket = ticket.Renew(answer.Value, renewal.At);
            if (renewal.At >= now) break;
        }

        return ticket;
    }

    private Renewal GetOrStart(string refreshToken, DateTimeOffset now)
    {
        foreach (var (token, old) in _renewals)
            if (now - old.At > SessionRules.Absolute) _renewals.TryRemove(token, out _);

        return _renewals.GetOrAdd(refreshToken, token => new(now, new(() => RunAsync(token))));
    }

    // Not cancelled with the request that came first: others wait for it too.
    private async Task<ApiResult<SessionView>> RunAsync(string refreshToken)
    {
        var answer = await api.RenewAsync(refreshToken, CancellationToken.None);
        if (answer.Value is null && !answer.IsRefused) _renewals.TryRemove(refreshToken, out _);
        return answer;
    }

    private sealed record Renewal(DateTimeOffset At, Lazy<Task<ApiResult<SessionView>>> Answer);
}
