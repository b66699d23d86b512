using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Stage5.Core.Settings;

namespace Stage5.Core.Reviews;

/// <summary>What of the review policy acts without a start.</summary>
internal static class ReviewPolicySettings
{
    /// <summary>What holds for a tenant's turn that ends now.</summary>
    public static ReviewPolicyOptions For(this IOptions<ReviewPolicyOptions> options, string tenant, LiveSettings? live)
    {
        var configured = options.Value;
        return live?.For(tenant) is not { Version: > 0 } values ? configured : new ReviewPolicyOptions
        {
            ConfidenceBelowPercent = (int)(values.Find(SettingNames.ReviewConfidence) ?? configured.ConfidenceBelowPercent),
            CostAboveMicros = values.Find(SettingNames.ReviewCost) ?? configured.CostAboveMicros,
            SamplePercent = (int)(values.Find(SettingNames.ReviewSample) ?? configured.SamplePercent),
            GlossaryConflict = Flag(SettingNames.ReviewGlossary, configured.GlossaryConflict),
            SecondPerson = Flag(SettingNames.ReviewSecondPerson, configured.SecondPerson),
            DeliverFirst = Flag(SettingNames.ReviewDeliverFirst, configured.DeliverFirst),
        };

        bool Flag(string name, bool otherwise) => values.Find(name) is { } set ? set != 0 : otherwise;
    }

    public static void AddReviewPolicySettings(this IServiceCollection services)
    {
        Add(SettingNames.ReviewConfidence, "percent", 100, nameof(ReviewPolicyOptions.ConfidenceBelowPercent),
            "A text whose language was detected with less confidence is reviewed; 0 reviews none for it.",
            static options => options.ConfidenceBelowPercent);
        Add(SettingNames.ReviewCost, "micros", 1_000_000_000_000, nameof(ReviewPolicyOptions.CostAboveMicros),
            "A turn that costs more, in millionths of the currency, is reviewed; 0 reviews none for it.",
            static options => options.CostAboveMicros);
        Add(SettingNames.ReviewSample, "percent", 100, nameof(ReviewPolicyOptions.SamplePercent),
            "Share of all turns that is drawn for review.", static options => options.SamplePercent);
        AddFlag(SettingNames.ReviewGlossary, nameof(ReviewPolicyOptions.GlossaryConflict),
            "A text that has words the glossary does not want is reviewed.", static options => options.GlossaryConflict);
        AddFlag(SettingNames.ReviewSecondPerson, nameof(ReviewPolicyOptions.SecondPerson),
            "What a guardrail sent to review needs two different people.", static options => options.SecondPerson);
        AddFlag(SettingNames.ReviewDeliverFirst, nameof(ReviewPolicyOptions.DeliverFirst),
            "Replies go out at once and are taken back when rejected; not what a guardrail or its author sent to review.",
            static options => options.DeliverFirst);

        void Add(string name, string unit, long most, string key, string description,
            Func<ReviewPolicyOptions, long> of) =>
            services.AddSetting(new SettingDefinition(name, unit, 0, most, description,
                (provider, _) => of(provider.GetRequiredService<IOptions<ReviewPolicyOptions>>().Value),
                _ => [$"{ReviewPolicyOptions.Section}:{key}"]));

        void AddFlag(string name, string key, string description, Func<ReviewPolicyOptions, bool> of) =>
            services.AddSetting(SettingDefinition.Flag(name, description,
                (provider, _) => of(provider.GetRequiredService<IOptions<ReviewPolicyOptions>>().Value),
                $"{ReviewPolicyOptions.Section}:{key}"));
    }
}
