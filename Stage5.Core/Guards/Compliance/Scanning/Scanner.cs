using System.Buffers;
using Stage5.Core.Guards.Compliance.Detectors;
using Stage5.Core.Guards.Compliance.Detectors.NationalIds;
using Stage5.Core.Guards.Compliance.Detectors.Secrets;

namespace Stage5.Core.Guards.Compliance.Scanning;

/// <summary>
/// Asks the detectors wherever a digit group, an at sign or a keyword stands. A text without any of them costs three
/// vectorised passes and allocates nothing.
/// </summary>
internal static class Scanner
{
    private static readonly IDetector Email = new EmailDetector();

    private static readonly IDetector[] Numbers =
    [
        new CardDetector(), new IbanDetector(), new SpanishId(), new FrenchNir(), new GermanTaxId(),
        new ItalianFiscalCode(), new DutchBsn(), new BrazilianCpf(), new BritishNino(), new AmericanSsn(),
        new IpDetector(), new PhoneDetector(), new RandomTokenDetector(),
    ];

    private static readonly IKeywordDetector[] Keyed =
    [
        new KeyPrefixDetector(), new JwtDetector(), new PemDetector(), new AuthorizationDetector(),
        new AssignmentDetector(), new UrlCredentialsDetector(),
    ];

    private static readonly (IKeywordDetector Detector, SearchValues<char> Letters)[] KeyedByLetter =
    [
        .. Keyed.Select(detector => (detector, SearchValues.Create([.. detector.Keywords.SelectMany(
            keyword => new[] { char.ToLowerInvariant(keyword[0]), char.ToUpperInvariant(keyword[0]) })]))),
    ];

    private static readonly SearchValues<char> Anchors = SearchValues.Create("0123456789@");

    private static readonly SearchValues<string> Keywords = SearchValues.Create(
        [.. Keyed.SelectMany(detector => detector.Keywords)], StringComparison.OrdinalIgnoreCase);

    /// <summary>Adds what is found, in no order, possibly overlapping.</summary>
    public static void Scan(ReadOnlySpan<char> text, CompliancePolicy policy, ref List<Hit>? hits)
    {
        ScanAnchors(text, policy, ref hits);
        for (var at = 0; text[at..].IndexOfAny(Keywords) is var next and >= 0; at++)
        {
            at += next;
            foreach (var (detector, letters) in KeyedByLetter)
            {
                if (letters.Contains(text[at])) Ask(detector, text, at, policy, ref hits);
            }
        }
    }

    private static void ScanAnchors(ReadOnlySpan<char> text, CompliancePolicy policy, ref List<Hit>? hits)
    {
        for (var at = 0; text[at..].IndexOfAny(Anchors) is var next and >= 0;)
        {
            at += next;
            if (text[at] == '@')
            {
                Ask(Email, text, at++, policy, ref hits);
                continue;
            }

            foreach (var detector in Numbers) Ask(detector, text, at, policy, ref hits);
            var group = text[at..].IndexOfAnyExceptInRange('0', '9');
            at = group < 0 ? text.Length : at + group;
        }
    }

    private static void Ask(
        IDetector detector, ReadOnlySpan<char> text, int at, CompliancePolicy policy, ref List<Hit>? hits)
    {
        if (detector.Find(text, at) is not { } found) return;
        var (action, rule) = policy.ActionOf(detector.Class);
        (hits ??= []).Add(new Hit(found.Start, found.End, detector.Class, rule, action));
    }
}
