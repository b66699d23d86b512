namespace Stage5.Core.Language.Glossaries;

/// <summary>
/// Who may see a channel's terms. Registered by whoever keeps the conversations; where nobody does, only those who
/// manage glossaries may.
/// </summary>
public interface IChannelMembers
{
    ValueTask<bool> IsMemberAsync(string tenant, string user, string channel, CancellationToken ct);
}
