using System.Text.Json;
using System.Text.Json.Serialization;

namespace Stage5.Contracts;

/// <summary>Enum members as camelCase strings; numbers are refused.</summary>
public sealed class CamelCaseEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(
    JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where TEnum : struct, Enum;

/// <summary>Source-generated serialisation of every wire type.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(TranslateRequest))]
[JsonSerializable(typeof(RewriteRequest))]
[JsonSerializable(typeof(SummarizeRequest))]
[JsonSerializable(typeof(ReplyRequest))]
[JsonSerializable(typeof(TurnResponse))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(TaskRequest))]
[JsonSerializable(typeof(TaskAccepted))]
[JsonSerializable(typeof(TaskPage))]
[JsonSerializable(typeof(TaskView))]
[JsonSerializable(typeof(TaskEvent))]
[JsonSerializable(typeof(TaskError))]
[JsonSerializable(typeof(DraftRequest))]
[JsonSerializable(typeof(DraftView))]
[JsonSerializable(typeof(DraftList))]
[JsonSerializable(typeof(DraftDeleted))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(StatusView))]
[JsonSerializable(typeof(MetadataView))]
[JsonSerializable(typeof(ModelsView))]
[JsonSerializable(typeof(BudgetsView))]
[JsonSerializable(typeof(BudgetsUpdate))]
[JsonSerializable(typeof(UsageView))]
[JsonSerializable(typeof(LedgerView))]
[JsonSerializable(typeof(SecretsHealthView))]
[JsonSerializable(typeof(SessionView))]
[JsonSerializable(typeof(CallerView))]
[JsonSerializable(typeof(BrowserFailure))]
[JsonSerializable(typeof(DetectRequest))]
[JsonSerializable(typeof(DetectionView))]
[JsonSerializable(typeof(ConversationRequest))]
[JsonSerializable(typeof(MembersUpdate))]
[JsonSerializable(typeof(MessageRequest))]
[JsonSerializable(typeof(PostedMessage))]
[JsonSerializable(typeof(ConversationSettings))]
[JsonSerializable(typeof(ConversationView))]
[JsonSerializable(typeof(ConversationPage))]
[JsonSerializable(typeof(MessageView))]
[JsonSerializable(typeof(MessagePage))]
[JsonSerializable(typeof(DeliveryList))]
[JsonSerializable(typeof(DeliveryView))]
[JsonSerializable(typeof(DeadDeliveries))]
[JsonSerializable(typeof(GlossaryPage))]
[JsonSerializable(typeof(GlossaryEntryView))]
[JsonSerializable(typeof(GlossaryEntryInput))]
[JsonSerializable(typeof(GlossaryImportReport))]
[JsonSerializable(typeof(ApplyGlossaryRequest))]
[JsonSerializable(typeof(ApplyGlossaryResponse))]
[JsonSerializable(typeof(IReadOnlyList<LocaleView>))]
[JsonSerializable(typeof(CatalogView))]
public sealed partial class ContractsJson : JsonSerializerContext;
