using System.Collections.Frozen;
using Stage5.Contracts;

namespace Stage5.Core.Access;

/// <summary>Which role may do what. Data, so that a reader and a test see the whole of it at once.</summary>
public static class Roles
{
    public const string User = "user";
    public const string Reviewer = "reviewer";
    public const string Operator = "operator";
    public const string Auditor = "auditor";

    /// <summary>Administrator of one tenant.</summary>
    public const string Admin = "admin";

    /// <summary>Administrator of the installation. Sees no tenant's texts, tasks or audit.</summary>
    public const string PlatformAdmin = "platformAdmin";

    /// <summary>A program.</summary>
    public const string Service = "service";

    /// <summary>The dashboard itself: the keys that protect its cookies, and sign-ins that failed there.</summary>
    public const string Dashboard = "dashboard";

    private static readonly string[] Everyone =
        [Permissions.AccessSelf, Permissions.MetadataRead, Permissions.TelemetryWrite];

    private static readonly string[] Working =
        [.. Everyone, Permissions.TurnsWrite, Permissions.TasksRead, Permissions.StatusRead, Permissions.ModelsRead,
            Permissions.BudgetsRead, Permissions.ConversationsRead, Permissions.ConversationsWrite,
            Permissions.GlossaryRead, Permissions.GlossaryWrite];

    /// <summary>Permissions per role name.</summary>
    public static FrozenDictionary<string, IReadOnlyList<string>> Granted { get; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            [User] = Working,
            [Reviewer] =
                [.. Working, Permissions.ReviewsRead, Permissions.ReviewsDecide, Permissions.ReviewsMetrics],
            [Operator] =
            [
                .. Working, Permissions.TasksAll, Permissions.MetricsRead, Permissions.UsageAll, Permissions.SecretsRead,
                Permissions.GlossaryManage, Permissions.ConfigRead, Permissions.SettingsRead, Permissions.SettingsWrite,
                Permissions.WebhooksManage, Permissions.ReviewsMetrics,
            ],
            [Auditor] =
            [
                .. Everyone, Permissions.StatusRead, Permissions.BudgetsRead, Permissions.UsageAll, Permissions.AuditRead,
                Permissions.SettingsRead, Permissions.ReviewsMetrics,
            ],
            [Admin] =
            [
                .. Working, Permissions.TasksAll, Permissions.MetricsRead, Permissions.UsageAll, Permissions.BudgetsWrite,
                Permissions.SecretsRead, Permissions.GlossaryManage, Permissions.AccessManage, Permissions.KeysManage,
                Permissions.SettingsRead, Permissions.SettingsWrite, Permissions.WebhooksManage,
                Permissions.ReviewsRead, Permissions.ReviewsDecide, Permissions.ReviewsMetrics,
            ],
            [PlatformAdmin] =
            [
                .. Everyone, Permissions.StatusRead, Permissions.MetricsRead, Permissions.SecretsRead, Permissions.ConfigRead,
                Permissions.AuditPlatform, Permissions.KeysPlatform,
            ],
            [Service] =
            [
                .. Everyone, Permissions.TurnsWrite, Permissions.TasksRead, Permissions.StatusRead, Permissions.ModelsRead,
                Permissions.BudgetsRead, Permissions.ConversationsRead, Permissions.ConversationsWrite,
                Permissions.GlossaryRead,
            ],
            [Dashboard] = [Permissions.ProtectionKeys, Permissions.SignInsReport],
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Roles of keys that belong to no tenant, by who may make one.</summary>
    public static FrozenDictionary<string, IReadOnlyList<string>> PlatformKeys { get; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            [PlatformAdmin] = [Dashboard],
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Roles that a role may give to others. What stands nowhere here nobody gives: tokens alone have it.</summary>
    public static FrozenDictionary<string, IReadOnlyList<string>> Grantable { get; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            [Admin] = [User, Reviewer, Operator, Auditor, Admin, Service],
        }.ToFrozenDictionary(StringComparer.Ordinal);
}
