namespace Stage5.Cli.Security;

/// <summary>Every attack, in the order in which they are tried and listed.</summary>
public static class AttackCatalog
{
    public static IReadOnlyList<Attack> All { get; } =
    [
        .. TokenAttacks.All, .. RightsAttacks.All, .. InputAttacks.All, .. BrowserAttacks.All, .. DashboardAttacks.All,
        .. CallbackAttacks.All, .. WebhookAttacks.All,
    ];
}
