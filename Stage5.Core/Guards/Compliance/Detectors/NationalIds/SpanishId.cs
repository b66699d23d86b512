using System.Buffers;
using Stage5.Core.Guards.Compliance.Scanning;

namespace Stage5.Core.Guards.Compliance.Detectors.NationalIds;

/// <summary>DNI (eight digits and a letter) and NIE (X, Y or Z, seven digits and a letter).</summary>
internal sealed class SpanishId : NationalIdDetector
{
    private const string Letters = "TRWAGMYFPDXBNJZSQVHLCKE";

    private static readonly SearchValues<string> Names =
        SearchValues.Create(["dni", "nif", "nie", "identidad"], StringComparison.OrdinalIgnoreCase);

    public override Extent? Find(ReadOnlySpan<char> text, int at)
    {
        var chain = DigitChain.Read(text, at, ".");
        var start = at;
        var prefix = -1;
        if (chain.Count == 7)
        {
            if (Text.Before(text, start) == '-') start--;
            prefix = "XYZ".IndexOf(char.ToUpperInvariant(Text.Before(text, start)), StringComparison.Ordinal);
            if (prefix < 0) return null;
            start--;
        }
        else if (chain.Count != 8 || !(chain.HasGroups(8) || chain.HasGroups(2, 3, 3)))
        {
            return null;
        }

        var end = chain.End(chain.Count);
        if (Text.At(text, end) == '-') end++;
        // A space before the letter is usual only where the number is named.
        else if (Text.At(text, end) == ' ' && Text.IsAnnounced(text, start, Names)) end++;
        var letter = char.ToUpperInvariant(Text.At(text, end));
        var number = int.Parse(chain.Value(chain.Count), System.Globalization.CultureInfo.InvariantCulture)
            + (Math.Max(prefix, 0) * 10_000_000);
        return letter == Letters[number % 23] && Text.StandsAlone(text, start, end + 1)
            ? new Extent(start, end + 1) : null;
    }
}
