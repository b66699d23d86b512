using System.Collections.Frozen;
using System.Globalization;

namespace Stage5.Core.Guards.Compliance.Detectors;

/// <summary>Country calling codes and how many digits follow each.</summary>
internal static class CallingCodes
{
    // code:shortest-longest of the national number; without lengths 6 to 15 digits in all, code included.
    private static readonly FrozenDictionary<string, (int Shortest, int Longest)> National = (
        "1:10-10 7:10-10 20:8-10 27:9-9 30:10-10 31:9-9 32:8-9 33:9-9 34:9-9 36:8-9 39:6-11 40:9-9 41:9-9 43:7-12 "
        + "44:9-10 45:8-8 46:7-10 47:8-8 48:9-9 49:7-11 51:8-9 52:10-10 53:8-8 54:10-11 55:10-11 56:9-9 57:8-10 "
        + "58:10-10 60:8-10 61:9-9 62:8-12 63:8-10 64:8-10 65:8-8 66:8-9 81:9-10 82:8-10 84:9-10 86:9-11 90:10-10 "
        + "91:10-10 92:9-10 93:9-9 94:9-9 95:7-10 98:10-10 211 212:9-9 213:8-9 216:8-8 218:8-9 220 221:9-9 222 223 224 "
        + "225:8-10 226 227 228 229 230 231 232 233:9-9 234:8-10 235 236 237 238 239 240 241 242 243 244 245 246 247 "
        + "248 249 250 251:9-9 252 253 254:9-10 255:9-9 256:9-9 257 258 260 261 262:9-9 263 264 265 266 267 268 269 "
        + "290 291 297 298 299 350 351:9-9 352:4-11 353:7-9 354:7-9 355:8-9 356:8-8 357:8-8 358:5-12 359:7-9 370:8-8 "
        + "371:8-8 372:7-8 373:8-8 374:8-8 375:9-10 376:6-9 377:8-9 378 380:9-9 381:8-9 382:8-8 383:8-8 385:8-9 "
        + "386:8-8 387:8-8 389:8-8 420:9-9 421:9-9 423:7-9 500 501 502:8-8 503:8-8 504:8-8 505:8-8 506:8-8 507:7-8 "
        + "508 509 590:9-9 591:8-8 592 593:8-9 594 595:9-9 596 597 598:8-8 599 670 672 673 674 675 676 677 678 679 "
        + "680 681 682 683 685 686 687 688 689 690 691 692 800 808 850 852:8-8 853:8-8 855:8-9 856:8-10 870 878 880 "
        + "881 882 883 886:8-9 888 960 961 962 963 964 965:8-8 966:8-9 967 968 970 971:8-9 972:8-9 973 974 975 976 "
        + "977 979 992 993 994 995:9-9 996 998:9-9")
        .Split(' ').Select(Read).ToFrozenDictionary(entry => entry.Code, entry => entry.Length);

    private static readonly FrozenDictionary<string, (int, int)>.AlternateLookup<ReadOnlySpan<char>> LengthOf =
        National.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>A code that exists, and as many digits after it as its numbers have.</summary>
    public static bool IsNumber(ReadOnlySpan<char> digits)
    {
        for (var code = 1; code <= 3 && code < digits.Length; code++)
        {
            if (!LengthOf.TryGetValue(digits[..code], out var length)) continue;
            var national = digits.Length - code;
            return national >= length.Item1 && national <= length.Item2;
        }

        return false;
    }

    private static (string Code, (int, int) Length) Read(string entry)
    {
        var parts = entry.Split(':', '-');
        return parts.Length == 1
            ? (parts[0], (6, 15 - parts[0].Length))
            : (parts[0], (Number(parts[1]), Number(parts[2])));
    }

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
}
