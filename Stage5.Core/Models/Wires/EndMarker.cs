namespace Stage5.Core.Models.Wires;

/// <summary>
/// Looks for the line that ends an event stream, however the stream is cut into reads. The official clients take the
/// end of the connection for the end of the answer, marker or not.
/// </summary>
/// <param name="field">For instance <c>data:</c>; spaces may follow it.</param>
internal sealed class EndMarker(string field, string value)
{
    private readonly string _line = field + value;

    private int _matched;
    private bool _lost;

    public static EndMarker OpenAI() => new("data:", "[DONE]");

    public static EndMarker Anthropic() => new("event:", "message_stop");

    public bool Seen { get; private set; }

    public void Watch(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !Seen)
        {
            if (_lost)
            {
                var end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
                if (end < 0) return;
                bytes = bytes[end..];
            }

            Take(bytes[0]);
            bytes = bytes[1..];
        }
    }

    private void Take(byte b)
    {
        if (b is (byte)'\n' or (byte)'\r') (_lost, _matched) = (false, 0);
        else if (b == _line[_matched]) Seen = ++_matched == _line.Length;
        else if (b != ' ' || _matched != field.Length) _lost = true;
    }
}
