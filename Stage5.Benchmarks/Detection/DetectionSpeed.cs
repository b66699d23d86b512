using System.Diagnostics;
using System.Globalization;
using Stage5.Core.Language.Detection;

namespace Stage5.Benchmarks.Detection;

/// <summary>How long the detector takes for a text, alone on one thread. Run it in a release build.</summary>
internal static class DetectionSpeed
{
    private const int Rounds = 20_000;

    private static readonly (string Name, string Text)[] Texts =
    [
        ("en, 200 characters", Of("Could you send me the minutes of yesterday's meeting before noon? ", 200)),
        ("de, 200 characters", Of("Könnten Sie mir bitte das Protokoll der gestrigen Besprechung schicken? ", 200)),
        ("ru, 200 characters", Of("Пришлите мне, пожалуйста, протокол вчерашней встречи до полудня. ", 200)),
        ("ja, 200 characters", Of("会議の議事録を正午までに送っていただけますか。", 200)),
        ("zh, 200 characters", Of("请在中午之前把会议记录发给我，谢谢。", 200)),
        ("en, 50,000 characters", Of("Could you send me the minutes of yesterday's meeting before noon? ", 50_000)),
        ("50,000 brackets", new string('{', 50_000)),
        ("50,000 back-ticks", Of("` ", 50_000)),
    ];

    public static int Run()
    {
        var read = Stopwatch.GetTimestamp();
        LanguageDetector.Default.Detect("warm");
        Console.WriteLine(Line("reading the profiles", Stopwatch.GetElapsedTime(read)));
        foreach (var (name, text) in Texts)
        {
            var times = new TimeSpan[text.Length > 1_000 ? Rounds / 20 : Rounds];
            for (var warm = 0; warm < times.Length; warm++) LanguageDetector.Default.Detect(text);
            for (var at = 0; at < times.Length; at++)
            {
                var start = Stopwatch.GetTimestamp();
                LanguageDetector.Default.Detect(text);
                times[at] = Stopwatch.GetElapsedTime(start);
            }

            Array.Sort(times);
            Console.WriteLine(Line(name, times[times.Length / 2]) + Line("", times[times.Length * 99 / 100]));
        }

        return 0;
    }

    private static string Line(string name, TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{name,-24}{time.TotalMicroseconds,10:N1} µs");

    private static string Of(string sentence, int length) =>
        string.Concat(Enumerable.Repeat(sentence, (length / sentence.Length) + 1))[..length];
}
