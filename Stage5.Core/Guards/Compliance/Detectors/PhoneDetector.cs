using System.Buffers;
using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance.Detectors;

/// <summary>
/// International numbers with + or 00 by calling code and length; national ones only where the words before say that
/// a number to call comes, because their shapes are those of dates, orders and amounts.
/// </summary>
internal sealed class PhoneDetector : IDetector
{
    private const int DigitsAtMost = 15;

    private static readonly SearchValues<string> Calls = SearchValues.Create(
        ["phone", "tel:", "tel.", "tel ", "telephone", "téléphone", "telefon", "teléfono", "telefono", "telefone",
         "móvil", "movil", "mobile", "mobil", "cell", "cellulare", "celular", "telemóvel", "portable", "handy", "fax",
         "whatsapp", "sms", "call ", "dial ", "ring ", "text me", "llama", "llám", "appel", "ruf", "chiam", "liga",
         "ligue", "bel ", "telefoon", "my number", "number is", "reach me", "reach us", "mi número", "número es",
         "mein nummer", "meine nummer", "nummer ist", "mon numéro", "il mio numero", "meu número"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Numbering = SearchValues.Create(
        ["order", "invoice", "ref", "ticket", "tracking", "serial", "part", "isbn", "pedido", "factura", "rechnung",
         "bestell", "commande", "facture", "ordine", "fattura", "parcel", "item", "account"],
        StringComparison.OrdinalIgnoreCase);

    public string Class => ComplianceClasses.Phone;

    public Extent? Find(ReadOnlySpan<char> text, int at)
    {
        var start = at;
        if (Text.Before(text, start) == '(') start--;
        if (Text.Before(text, start) == '+')
            return Text.IsWord(Text.Before(text, start - 1)) ? null : FindInternational(text, start - 1, at, 0);
        if (Text.IsWord(Text.Before(text, at)) || Text.Before(text, at) is '.' or ',' or '-' or '/') return null;
        var continues = Text.Before(text, at) == ' ' && at > 1 && char.IsAsciiDigit(text[at - 2]);
        if (!continues && text[at..].StartsWith("00") && Text.At(text, at + 2) is not '0'
            && FindInternational(text, at, at, 2) is { } found && !Text.IsAnnounced(text, at, Numbering)) return found;
        return Text.IsAnnounced(text, at, Calls) ? FindNational(text, start, at) : null;
    }

    /// <summary>The longest run of whole groups that is a number of its country.</summary>
    private static Extent? FindInternational(ReadOnlySpan<char> text, int start, int at, int skipped)
    {
        Span<char> digits = stackalloc char[DigitsAtMost + 2];
        Span<int> ends = stackalloc int[DigitsAtMost + 2];
        var count = Read(text, at, digits, ends);
        for (var n = count; n > skipped + 6; n--)
        {
            if (Breaks(ends, n, count) && !Text.IsWord(Text.At(text, ends[n - 1])) && n - skipped <= DigitsAtMost
                && CallingCodes.IsNumber(digits[skipped..n])) return new Extent(start, ends[n - 1]);
        }

        return null;
    }

    private static Extent? FindNational(ReadOnlySpan<char> text, int start, int at)
    {
        Span<char> digits = stackalloc char[DigitsAtMost + 2];
        Span<int> ends = stackalloc int[DigitsAtMost + 2];
        var count = Read(text, at, digits, ends);
        if (count is < 7 or > 12 || Text.IsWord(Text.At(text, ends[count - 1]))) return null;
        var number = text[at..ends[count - 1]];
        var isAmount = Text.At(text, ends[count - 1]) is '%' or '€' or '$';
        return isAmount || LooksLikeDate(number) ? null : new Extent(start, ends[count - 1]);
    }

    private static bool Breaks(ReadOnlySpan<int> ends, int n, int count) => n == count || ends[n] - 1 > ends[n - 1];

    /// <summary>Digits with the usual separators between groups; the trunk zero in <c>(0)</c> is left out.</summary>
    private static int Read(ReadOnlySpan<char> text, int at, Span<char> digits, Span<int> ends)
    {
        var count = 0;
        for (var i = at; i < text.Length && count < digits.Length;)
        {
            if (char.IsAsciiDigit(text[i]))
            {
                digits[count] = text[i++];
                ends[count++] = i;
                continue;
            }

            var gap = i;
            while (gap < text.Length && gap - i < 3 && text[gap] is ' ' or '-' or '.' or '/' or '(' or ')') gap++;
            if (text[i..gap].EndsWith("(") && text[gap..].StartsWith("0)")) gap += 2;
            while (gap < text.Length && gap - i < 6 && text[gap] is ' ' or '-' or '(') gap++;
            if (gap == i || !char.IsAsciiDigit(Text.At(text, gap))) break;
            i = gap;
        }

        return count;
    }

    // 31.12.2024, 2024-12-31, 20241231 and the like.
    private static bool LooksLikeDate(ReadOnlySpan<char> number)
    {
        if (number.Length == 8 && number[..2] is "19" or "20" && number[4] is '0' or '1') return true;
        Span<Range> parts = stackalloc Range[4];
        if (number.IndexOfAny('-', '.', '/') < 0 || number.SplitAny(parts, "-./") != 3) return false;
        var (first, second, third) = (number[parts[0]].Length, number[parts[1]].Length, number[parts[2]].Length);
        return second <= 2 && ((first <= 2 && third == 4) || (first == 4 && third <= 2));
    }
}
