using System.Reflection;
using Microsoft.Extensions.Options;
using Stage5.Contracts;
using Stage5.Core.Conversations;
using Stage5.Core.Drafts;
using Stage5.Core.Guards.Compliance;
using Stage5.Core.Language;
using Stage5.Core.Recall;
using Stage5.Core.Turns;
using Stage5.Core.Turns.Stages;

namespace Stage5.Api.Endpoints;

/// <summary>What a client may know of how this system is set up for its tenant.</summary>
internal sealed class ClientConfiguration(
    ProcessingChoices choices,
    Tones tones,
    ComplianceGuard compliance,
    Recaller recaller,
    IOptions<ConversationOptions> conversations,
    IOptions<DraftOptions> drafts,
    IOptions<RecallOptions> recall,
    IOptions<TurnOptions> turns)
{
    private static readonly string Version = typeof(ClientConfiguration).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public ConfigurationView Read(string tenant)
    {
        var (method, reason) = recaller.MethodFor(tenant);
        return new ConfigurationView(
            ApiDescription.Version, Version, choices.Modes, Profiles: [],
            [GlossaryModes.Apply, GlossaryModes.Bypass, GlossaryModes.AskOnConflict],
            [DeliveryModes.Attachment, DeliveryModes.Broadcast, DeliveryModes.PerMember],
            tones.NamesFor(tenant),
            LocalizationEndpoints.Locales,
            LimitsView.Wire,
            new ConversationsConfiguration(
                ConversationLimits.Members, ConversationLimits.TitleLength, conversations.Value.Messages,
                conversations.Value.Retention.TotalDays, conversations.Value.PerPerson),
            new DraftsConfiguration(drafts.Value.MostOfOne, drafts.Value.Kept.TotalDays),
            new RecallConfiguration(
                method, Embeddings: reason is null, reason, recall.Value.DaysKept, turns.Value.ContextTokens),
            [.. compliance.RulesFor(tenant).Select(rule =>
                new ComplianceRule(rule.Class, rule.Action, rule.Action is "redact" or "keep_original"))],
            Detect.SureFrom);
    }
}
