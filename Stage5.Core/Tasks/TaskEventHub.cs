using Microsoft.Extensions.Logging;
using Stage5.Core.Storage;

namespace Stage5.Core.Tasks;

/// <summary>What is appended to the logs of watched tasks.</summary>
internal sealed class TaskEventHub(Store store, ILogger<TaskEventHub> logger)
    : ChannelHub<TaskEventItem>(store, TaskEventItem.Parse, logger);

/// <summary>What happens to the tasks of watched tenants.</summary>
internal sealed class TenantEventHub(Store store, ILogger<TenantEventHub> logger)
    : ChannelHub<TaskEventItem>(store, TaskEventItem.ParseOfTenant, logger);
