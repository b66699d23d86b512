using System.ComponentModel.DataAnnotations;

namespace Stage5.Contracts;

/// <summary>A dashboard session's tokens. Both are opaque; the access token is short-lived.</summary>
/// <param name="AccessToken">Bearer token for the API.</param>
/// <param name="ExpiresIn">Seconds the access token lives.</param>
/// <param name="RefreshToken">Bearer token for <c>POST /api/access/session/refresh</c> only; used once.</param>
/// <param name="RefreshExpiresIn">Seconds the refresh token lives.</param>
public sealed record SessionView(string AccessToken, int ExpiresIn, string RefreshToken, int RefreshExpiresIn);

/// <summary>A dashboard session, without its tokens.</summary>
/// <param name="User">Whose it is.</param>
/// <param name="RenewedAt">When its tokens were last renewed; while somebody uses it, every few minutes.</param>
/// <param name="ExpiresAt">When it ends at the latest.</param>
/// <param name="SignedInBy"><c>link</c> or <c>token</c>.</param>
/// <param name="Current">Whether it is the one that asks.</param>
public sealed record SessionInfo(
    string SessionId, string User, DateTimeOffset StartedAt, DateTimeOffset RenewedAt, DateTimeOffset ExpiresAt,
    string SignedInBy, bool Current = false);

/// <summary>One person's sessions, the last to end first.</summary>
public sealed record SessionList(IReadOnlyList<SessionInfo> Sessions);

/// <summary>A key that protects dashboard cookies.</summary>
public sealed record ProtectionKey
{
    [Required, RegularExpression("^[A-Za-z0-9._-]{1,128}$")]
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>The XML element as the framework writes it.</summary>
    [Required, StringLength(16_384)]
    public string Xml { get; init => field = value ?? ""; } = "";
}

/// <summary>Every key that protects dashboard cookies, those before the current one too.</summary>
public sealed record ProtectionKeyList(IReadOnlyList<ProtectionKey> Keys);

/// <summary>Who the caller is and what they may do.</summary>
public sealed record CallerView(
    string Tenant, string User, IReadOnlyList<string> Roles, IReadOnlyList<string> Permissions);

/// <summary>Names of permissions. An endpoint declares exactly one.</summary>
public static class Permissions
{
    /// <summary>Send a message to be processed.</summary>
    public const string TurnsWrite = "turns:write";

    /// <summary>See and cancel one's own tasks.</summary>
    public const string TasksRead = "tasks:read";

    /// <summary>See and cancel every task of the tenant.</summary>
    public const string TasksAll = "tasks:all";

    /// <summary>See one's own conversations and what is said in them.</summary>
    public const string ConversationsRead = "conversations:read";

    /// <summary>Make conversations, say who is in one's own, and write in them.</summary>
    public const string ConversationsWrite = "conversations:write";

    /// <summary>See health and queue.</summary>
    public const string StatusRead = "status:read";

    /// <summary>See models, languages, limits and the API's description.</summary>
    public const string MetadataRead = "metadata:read";

    /// <summary>See how models are: health, breaker, price, share.</summary>
    public const string ModelsRead = "models:read";

    /// <summary>See budgets and one's own usage.</summary>
    public const string BudgetsRead = "budgets:read";

    /// <summary>Change the tenant's budgets.</summary>
    public const string BudgetsWrite = "budgets:write";

    /// <summary>See what everyone in the tenant used.</summary>
    public const string UsageAll = "usage:all";

    /// <summary>See which secrets there are and when they end; never a value.</summary>
    public const string SecretsRead = "secrets:read";

    /// <summary>See the terms that apply to oneself, and apply them.</summary>
    public const string GlossaryRead = "glossary:read";

    /// <summary>Change one's own terms.</summary>
    public const string GlossaryWrite = "glossary:write";

    /// <summary>Change the terms of the tenant and of channels.</summary>
    public const string GlossaryManage = "glossary:manage";

    /// <summary>See and change who is who in the tenant: people, their roles, others' sessions.</summary>
    public const string AccessManage = "access:manage";

    /// <summary>Make, rotate and revoke the tenant's API keys.</summary>
    public const string KeysManage = "keys:manage";

    /// <summary>Read, export and verify the tenant's audit.</summary>
    public const string AuditRead = "audit:read";

    /// <summary>Read, export and verify the audit of what belongs to no tenant.</summary>
    public const string AuditPlatform = "audit:platform";

    /// <summary>See the configuration in effect and where each value comes from; secrets are never shown.</summary>
    public const string ConfigRead = "config:read";

    /// <summary>See the tenant's live settings and their history.</summary>
    public const string SettingsRead = "settings:read";

    /// <summary>Change the tenant's live settings, and take changes back.</summary>
    public const string SettingsWrite = "settings:write";

    /// <summary>See webhook endpoints and deliveries; make, change and replay them.</summary>
    public const string WebhooksManage = "webhooks:manage";

    /// <summary>Deliver a signed callback. Held by its signature only.</summary>
    public const string CallbacksDeliver = "callbacks:deliver";

    /// <summary>Keep the keys that protect dashboard cookies. Held by the dashboard's own key only.</summary>
    public const string ProtectionKeys = "protection:keys";

    /// <summary>Scrape metrics of a process.</summary>
    public const string MetricsRead = "metrics:read";

    /// <summary>Report what failed in the browser.</summary>
    public const string TelemetryWrite = "telemetry:write";

    /// <summary>Know who one is; end one's own session.</summary>
    public const string AccessSelf = "access:self";

    /// <summary>Turn a one-time login link into a session. Held by that link only.</summary>
    public const string SessionCreate = "session:create";

    /// <summary>Renew a session. Held by its refresh token only.</summary>
    public const string SessionRefresh = "session:refresh";
}

/// <summary>Claims of an authenticated principal in every Stage5 host.</summary>
public static class ClaimNames
{
    public const string User = "sub";
    public const string Tenant = "tenant";
    public const string Role = "role";
    public const string Permission = "permission";

    /// <summary>Kind of credential the caller came with.</summary>
    public const string Credential = "credential";

    /// <summary>Id of the token or session the caller came with.</summary>
    public const string TokenId = "jti";
}
