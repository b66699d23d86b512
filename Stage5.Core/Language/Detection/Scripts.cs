using System.Text;

namespace Stage5.Core.Language.Detection;

/// <summary>Which script a letter belongs to, from the blocks of Unicode.</summary>
internal static class Scripts
{
    private static readonly (int First, int Last, ScriptGroup Group)[] Ranges =
    [
        (0x0041, 0x005A, ScriptGroup.Latin), (0x0061, 0x007A, ScriptGroup.Latin),
        (0x00AA, 0x00AA, ScriptGroup.Latin), (0x00BA, 0x00BA, ScriptGroup.Latin),
        (0x00C0, 0x00D6, ScriptGroup.Latin), (0x00D8, 0x00F6, ScriptGroup.Latin),
        (0x00F8, 0x02AF, ScriptGroup.Latin), (0x0300, 0x036F, ScriptGroup.Latin),
        (0x0370, 0x03FF, ScriptGroup.Greek), (0x0400, 0x052F, ScriptGroup.Cyrillic),
        (0x0531, 0x0588, ScriptGroup.Armenian), (0x05D0, 0x05F2, ScriptGroup.Hebrew),
        (0x0620, 0x063F, ScriptGroup.Arabic), (0x0641, 0x064A, ScriptGroup.Arabic),
        (0x066E, 0x06D3, ScriptGroup.Arabic), (0x06D5, 0x06D5, ScriptGroup.Arabic),
        (0x06FA, 0x06FF, ScriptGroup.Arabic), (0x0750, 0x077F, ScriptGroup.Arabic),
        (0x0900, 0x0963, ScriptGroup.Devanagari), (0x0971, 0x097F, ScriptGroup.Devanagari),
        (0x0980, 0x09E3, ScriptGroup.Bengali), (0x09F0, 0x09F1, ScriptGroup.Bengali),
        (0x0A00, 0x0A5E, ScriptGroup.Gurmukhi), (0x0A70, 0x0A75, ScriptGroup.Gurmukhi),
        (0x0A80, 0x0AE3, ScriptGroup.Gujarati), (0x0B00, 0x0B63, ScriptGroup.Odia),
        (0x0B71, 0x0B71, ScriptGroup.Odia), (0x0B80, 0x0BD7, ScriptGroup.Tamil),
        (0x0C00, 0x0C63, ScriptGroup.Telugu), (0x0C80, 0x0CE3, ScriptGroup.Kannada),
        (0x0D00, 0x0D63, ScriptGroup.Malayalam), (0x0D7A, 0x0D7F, ScriptGroup.Malayalam),
        (0x0D80, 0x0DDF, ScriptGroup.Sinhala), (0x0E01, 0x0E3A, ScriptGroup.Thai),
        (0x0E40, 0x0E4E, ScriptGroup.Thai), (0x0E80, 0x0ECF, ScriptGroup.Lao), (0x0EDC, 0x0EDF, ScriptGroup.Lao),
        (0x1000, 0x103F, ScriptGroup.Myanmar), (0x1050, 0x108F, ScriptGroup.Myanmar),
        (0x10A0, 0x10FA, ScriptGroup.Georgian), (0x10FC, 0x10FF, ScriptGroup.Georgian),
        (0x1100, 0x11FF, ScriptGroup.Hangul), (0x1200, 0x135F, ScriptGroup.Ethiopic),
        (0x1380, 0x139F, ScriptGroup.Ethiopic), (0x1780, 0x17D3, ScriptGroup.Khmer),
        (0x1C80, 0x1C8F, ScriptGroup.Cyrillic), (0x1C90, 0x1CBF, ScriptGroup.Georgian),
        (0x1E00, 0x1EFF, ScriptGroup.Latin), (0x1F00, 0x1FFF, ScriptGroup.Greek),
        (0x2C60, 0x2C7F, ScriptGroup.Latin), (0x2D00, 0x2D2F, ScriptGroup.Georgian),
        (0x2D80, 0x2DDF, ScriptGroup.Ethiopic), (0x3005, 0x3007, ScriptGroup.Han),
        (0x3041, 0x3096, ScriptGroup.Han), (0x309D, 0x309F, ScriptGroup.Han), (0x30A1, 0x30FA, ScriptGroup.Han),
        (0x30FC, 0x312F, ScriptGroup.Han), (0x3131, 0x318E, ScriptGroup.Hangul), (0x31A0, 0x31BF, ScriptGroup.Han),
        (0x31F0, 0x31FF, ScriptGroup.Han), (0x3400, 0x4DBF, ScriptGroup.Han), (0x4E00, 0x9FFF, ScriptGroup.Han),
        (0xA640, 0xA69F, ScriptGroup.Cyrillic), (0xA720, 0xA7FF, ScriptGroup.Latin),
        (0xAC00, 0xD7A3, ScriptGroup.Hangul), (0xF900, 0xFAFF, ScriptGroup.Han),
        (0xFB50, 0xFDFB, ScriptGroup.Arabic), (0xFE70, 0xFEFC, ScriptGroup.Arabic),
        (0xFF66, 0xFF9D, ScriptGroup.Han), (0xFFA0, 0xFFDC, ScriptGroup.Hangul),
    ];

    /// <summary>By code unit of the basic plane: the hot path is one load.</summary>
    private static readonly byte[] Table = Fill();

    /// <summary>Of one UTF-16 code unit; a surrogate has none.</summary>
    public static ScriptGroup Of(char unit) => (ScriptGroup)Table[unit];

    /// <summary>Outside the basic plane only the rarer ideographs are read.</summary>
    public static ScriptGroup Of(Rune rune) => rune.IsBmp
        ? Of((char)rune.Value)
        : rune.Value is >= 0x20000 and <= 0x323AF ? ScriptGroup.Han : ScriptGroup.None;

    /// <summary>
    /// What a letter counts when scripts are mixed. A sign of Han or Hangul stands for several; Latin names and
    /// terms stand in texts of every script, and rarely the other way round.
    /// </summary>
    public static int Weight(ScriptGroup group) => group switch
    {
        ScriptGroup.Latin => 1,
        ScriptGroup.Han or ScriptGroup.Hangul => 4,
        _ => 2,
    };

    private static byte[] Fill()
    {
        var table = new byte[char.MaxValue + 1];
        foreach (var (first, last, group) in Ranges)
            table.AsSpan(first, last - first + 1).Fill((byte)group);
        return table;
    }
}
