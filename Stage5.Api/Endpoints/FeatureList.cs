using Stage5.Contracts;
using Stage5.Core.Access;
using Stage5.Core.Models;
using Stage5.Core.Recall;
using Stage5.Core.Settings;

namespace Stage5.Api.Endpoints;

/// <summary>What a caller can ask for: what they may, and what a model can do for them now.</summary>
internal sealed class FeatureList(Recaller recaller, LiveSettings settings)
{
    public IReadOnlyList<FeatureView> For(Identity caller, IReadOnlyList<ModelChoice> models)
    {
        var (method, why) = recaller.MethodFor(caller.Tenant);
        return
        [
            Of("translate", Permissions.TurnsWrite, ModelCapabilities.Translate),
            Of("rewrite", Permissions.TurnsWrite, ModelCapabilities.Chat),
            Of("summarize", Permissions.TurnsWrite, ModelCapabilities.Chat),
            Of("reply", Permissions.TurnsWrite, ModelCapabilities.Translate),
            Of("detect", Permissions.TurnsWrite),
            Of("glossary", Permissions.GlossaryRead),
            Of("drafts", Permissions.TurnsWrite, switched: SettingNames.Drafts),
            Of("recall", Permissions.ConversationsRead, switched: SettingNames.Recall) is { Available: true } recall
                ? recall with { Reason = why, Method = method }
                : Of("recall", Permissions.ConversationsRead, switched: SettingNames.Recall),
            Of("mcp", Permissions.TurnsWrite, switched: SettingNames.Mcp),
        ];

        FeatureView Of(string name, string permission, string? operation = null, string? switched = null)
        {
            var off = switched is not null && !settings.IsOn(caller.Tenant, switched);
            var obstacle = off ? "It is switched off for the tenant." : caller.May(permission)
                ? operation is null ? null : ObstacleTo(operation, models)
                : $"This needs the permission {permission}.";
            return new FeatureView(name, obstacle is null, obstacle);
        }
    }

    private static string? ObstacleTo(string operation, IReadOnlyList<ModelChoice> models)
    {
        if (models.Any(model => model.Operations.Contains(operation))) return null;
        string[] reasons = [.. models.Where(model => model.Reason is not null)
            .Select(model => $"{model.Provider} {model.Reason}")];
        return reasons.Length == 0
            ? $"No model that is configured can {operation}."
            : $"No model can do it now: {string.Join("; ", reasons)}.";
    }
}
