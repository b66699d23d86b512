using System.Text;
using Stage5.Core.Models;
using Stage5.Core.Recall.Rooms;

namespace Stage5.Core.Recall.Lexical;

/// <summary>What is found and given: an entry, or a part of a long one.</summary>
internal sealed record Passage(MemoryEntry Entry, int Part, string Text)
{
    public int Tokens { get; } = WorstCase.TokensPerMessage
        + Encoding.UTF8.GetByteCount(Text) + Encoding.UTF8.GetByteCount(Entry.Author);
}
