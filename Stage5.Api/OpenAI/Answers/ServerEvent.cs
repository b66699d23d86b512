using System.Runtime.InteropServices;

namespace Stage5.Api.OpenAI.Answers;

/// <summary>One server-sent event. Valid until the next is asked for.</summary>
/// <param name="Raw">All its bytes with the blank line that ends it.</param>
/// <param name="Data">Its payload; empty for a comment.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ServerEvent(ReadOnlyMemory<byte> Raw, ReadOnlyMemory<byte> Data)
{
    public bool IsDone => Data.Span.SequenceEqual("[DONE]"u8);
}
