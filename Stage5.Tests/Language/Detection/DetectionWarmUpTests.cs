using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Stage5.Core.Language.Detection;

namespace Stage5.Tests.Language.Detection;

public sealed class DetectionWarmUpTests
{
    [Fact]
    public async Task The_profiles_are_read_without_a_request_and_the_start_does_not_wait_for_them()
    {
        using var reading = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var detector = new Lazy<LanguageDetector>(() =>
        {
            reading.Set();
            go.Wait(TestContext.Current.CancellationToken);
            return LanguageDetector.Default;
        });
        using var warmUp = new DetectionWarmUp(detector);

        await warmUp.StartAsync(TestContext.Current.CancellationToken);
        reading.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken).ShouldBeTrue();

        detector.IsValueCreated.ShouldBeFalse();
        go.Set();
        await warmUp.ExecuteTask!;
        detector.IsValueCreated.ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_got_ready_is_what_requests_use()
    {
        await using var services = new ServiceCollection().AddDetection().BuildServiceProvider();
        var warmUp = services.GetServices<IHostedService>().ShouldHaveSingleItem().ShouldBeOfType<DetectionWarmUp>();

        await warmUp.StartAsync(TestContext.Current.CancellationToken);
        await warmUp.ExecuteTask!;

        LanguageDetector.Shared.IsValueCreated.ShouldBeTrue();
        LanguageDetector.Default.ShouldBeSameAs(LanguageDetector.Shared.Value);
    }
}
