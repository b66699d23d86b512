using Microsoft.Extensions.Hosting;

namespace Stage5.Core.Language.Detection;

/// <summary>
/// Reads the profiles and has the code that reads texts compiled, off the path of any request. A host whose profiles
/// cannot be read stops.
/// </summary>
internal sealed class DetectionWarmUp(Lazy<LanguageDetector> detector) : BackgroundService
{
    /// <summary>One of each way that texts go: letters, letters and marks to compose, signs, two scripts.</summary>
    private static readonly string[] Texts =
    [
        "Could you send me the minutes of the meeting before noon, please?", "cafe\u0301 au lait", "会議の議事録を送る",
        "Прочтите, пожалуйста: Visual Studio Code", "`code` https://example.com {name} @ana",
    ];

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var text in Texts)
        {
            if (!stoppingToken.IsCancellationRequested) detector.Value.Detect(text);
        }

        return Task.CompletedTask;
    }
}
