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

/// <summary>What a host in front of the API did not let its caller do.</summary>
public sealed record DenialReport
{
    /// <summary>The permission that the caller lacks.</summary>
    [Required(ErrorMessage = "permission is missing."), StringLength(64)]
    public string Permission { get; init => field = value ?? ""; } = "";
}

/// <summary>A sign-in at the provider that came to nothing at the dashboard, before the API was asked.</summary>
public sealed record SignInFailure
{
    /// <summary>It broke off: it took too long, was begun elsewhere, or the provider refused.</summary>
    public const string Failed = "failed";

    /// <summary>The provider did not answer.</summary>
    public const string Unavailable = "unavailable";

    /// <summary><see cref="Failed"/> or <see cref="Unavailable"/>.</summary>
    [Required(ErrorMessage = "reason is missing.")]
    [AllowedValues(Failed, Unavailable, ErrorMessage = "reason must be one of: failed, unavailable.")]
    public string Reason { get; init => field = value ?? ""; } = "";

    /// <summary>Where the browser is, an IP address; null where that is not known.</summary>
    [StringLength(64)]
    public string? Address { get; init; }
}

/// <summary>Who the caller is and what they may do.</summary>
public sealed record CallerView(
    string Tenant, string User, IReadOnlyList<string> Roles, IReadOnlyList<string> Permissions);

/// <summary>The tenant's API keys, and which roles the caller may give to one.</summary>
public sealed record KeyList(IReadOnlyList<KeyView> Keys, IReadOnlyList<RoleView> Roles);

/// <summary>An API key, without its secret.</summary>
/// <param name="User">Whose tasks and conversations its calls are.</param>
/// <param name="Scopes">Permissions it is kept to; null for all of its role's.</param>
/// <param name="ExpiresAt">Null for never.</param>
/// <param name="LastUsedAt">To the minute; null for never.</param>
/// <param name="RotatedAt">When it got its secret; null when it still has its first.</param>
/// <param name="OldSecretUntil">Until when the secret before this one is good; null when it is not.</param>
/// <param name="State"><c>active</c> or <c>expired</c>.</param>
public sealed record KeyView(
    string Id,
    string Name,
    string User,
    string Role,
    IReadOnlyList<string>? Scopes,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RotatedAt,
    DateTimeOffset? OldSecretUntil,
    string State);

/// <summary>A role and what it grants.</summary>
public sealed record RoleView(string Name, IReadOnlyList<string> Permissions);

/// <summary>A key with its new secret, which is told only here.</summary>
/// <param name="Secret">The whole of what a program sends: <c>s5_{id}_{secret}</c>.</param>
public sealed record IssuedKeyView(KeyView Key, string Secret);

/// <summary>A key to be made.</summary>
public sealed record KeyInput
{
    /// <summary>For people; one of its own in the tenant.</summary>
    [Required(ErrorMessage = "name is missing.")]
    [RegularExpression(@"^[^\s\p{C}]([^\p{C}]{0,62}[^\s\p{C}])?$",
        ErrorMessage = "name must be 1 to 64 characters in one line, without space at its ends.")]
    public string Name { get; init; } = "";

    [Required(ErrorMessage = "role is missing.")]
    [StringLength(64)]
    public string Role { get; init; } = "";

    /// <summary>Permissions of the role that it is kept to; null for all of them.</summary>
    [MaxLength(50, ErrorMessage = "scopes must be at most 50 entries.")]
    public IReadOnlyList<string>? Scopes { get; init; }

    /// <summary>In the future, at most 366 days ahead; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>How a key gets its new secret.</summary>
public sealed record KeyRotation
{
    /// <summary>How long the secret before stays good.</summary>
    [Range(0, 168, ErrorMessage = "overlapHours must be 0 to 168.")]
    public int OverlapHours { get; init; }
}

/// <summary>Who was seen in the tenant, who was seen last first.</summary>
/// <param name="NextCursor">Where the next page starts; null after the last.</param>
/// <param name="Roles">Roles that the caller may assign.</param>
public sealed record PeoplePage(
    IReadOnlyList<PersonView> People, long Total, string? NextCursor, IReadOnlyList<RoleView> Roles);

/// <summary>Somebody who was seen in the tenant.</summary>
/// <param name="Source">Kind of credential they last came with: <c>token</c>, <c>session</c> or <c>link</c>.</param>
/// <param name="Roles">Those that hold.</param>
/// <param name="TokenRoles">Those of their token, as they last came.</param>
/// <param name="Assigned">Whether the roles were assigned here, in place of the token's.</param>
/// <param name="AssignedBy">Who changed them last; null when nobody did.</param>
/// <param name="Version">Rises with each change; send it in <c>If-Match</c>.</param>
/// <param name="Own">Whether this is the caller.</param>
public sealed record PersonView(
    string User,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastSeenAt,
    string Source,
    IReadOnlyList<string> Roles,
    IReadOnlyList<string> TokenRoles,
    bool Assigned,
    string? AssignedBy,
    DateTimeOffset? AssignedAt,
    long Version,
    bool Own);

/// <summary>Roles of a person from now on.</summary>
public sealed record RolesUpdate
{
    /// <summary>In place of the token's. Empty for none: the person may do nothing. Null: those of the token again.</summary>
    [MaxLength(8, ErrorMessage = "roles must be at most 8 entries.")]
    public IReadOnlyList<string>? Roles { get; init; }
}

/// <summary>Why somebody may do something, or not.</summary>
/// <param name="Reason">
/// <c>granted</c>, <c>notOfRoles</c> (none of the roles grants it), <c>outsideScopes</c> (a role grants it, and the
/// credential is kept to less), <c>ofCredential</c> (the credential is for this and nothing else) or <c>expired</c>.
/// </param>
/// <param name="Roles">Roles that hold.</param>
/// <param name="RolesFrom"><c>token</c>, <c>assigned</c> or <c>key</c>.</param>
/// <param name="GrantedBy">Those of them that grant it.</param>
/// <param name="Scopes">Permissions that a key is kept to; null for no such bounds.</param>
/// <param name="WouldGrant">Every role that grants it.</param>
/// <param name="Detail">The same in a sentence.</param>
public sealed record AccessExplanation(
    string User,
    string Permission,
    bool Allowed,
    string Reason,
    IReadOnlyList<string> Roles,
    string RolesFrom,
    IReadOnlyList<string> GrantedBy,
    IReadOnlyList<string>? Scopes,
    IReadOnlyList<string> WouldGrant,
    string Detail);

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

    /// <summary>Make, rotate and revoke keys that belong to no tenant: the dashboard's own.</summary>
    public const string KeysPlatform = "keys:platform";

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

    /// <summary>See the review queue and everything there is to decide by: others' texts.</summary>
    public const string ReviewsRead = "reviews:read";

    /// <summary>Take reviews, decide them, escalate and reopen them, write notes.</summary>
    public const string ReviewsDecide = "reviews:decide";

    /// <summary>See how review goes: counts and times, names of reviewers, no text.</summary>
    public const string ReviewsMetrics = "reviews:metrics";

    /// <summary>Deliver a signed callback. Held by its signature only.</summary>
    public const string CallbacksDeliver = "callbacks:deliver";

    /// <summary>Keep the keys that protect dashboard cookies. Held by the dashboard's own key only.</summary>
    public const string ProtectionKeys = "protection:keys";

    /// <summary>Report sign-ins that failed at the provider. Held by the dashboard's own key only.</summary>
    public const string SignInsReport = "signins:report";

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

    /// <summary>There where the store could not be asked which roles hold for the caller.</summary>
    public const string Unsettled = "unsettled";
}
