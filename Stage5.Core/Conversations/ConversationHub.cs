using Microsoft.Extensions.Logging;
using Stage5.Core.Storage;

namespace Stage5.Core.Conversations;

/// <summary>What is written in the conversations that somebody follows.</summary>
internal sealed class ConversationHub(Store store, ILogger<ConversationHub> logger)
    : ChannelHub<Publication>(store, ConversationReader.Parse, logger);
