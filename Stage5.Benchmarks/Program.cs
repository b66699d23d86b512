using Stage5.Benchmarks.Budget;
using Stage5.Benchmarks.Detection;
using Stage5.Benchmarks.Events;

return args switch
{
    ["budget-caller", .. var options] => await BudgetCaller.RunAsync(ChaosOptions.Read(options)),
    ["budget-chaos", .. var options] => await BudgetChaos.RunAsync(ChaosOptions.Read(options)),
    ["detection"] => DetectionSpeed.Run(),
    ["event-viewers", .. var options] => await EventViewers.RunAsync(ViewersOptions.Read(options)),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Stage5.Benchmarks budget-chaos --store HOST:PORT [--seconds 25] [--callers 200] [--seed 1]
            Callers in two processes spend one tenant's budget while the processes are killed at random; then
            proves that nothing was overspent and nothing is left held. Use a store of its own: it is emptied.
        Stage5.Benchmarks budget-caller …
            One of those processes.
        Stage5.Benchmarks detection
            How long it takes to tell the language of a text: median and 99th percentile. In a release build.
        Stage5.Benchmarks event-viewers --store HOST:PORT [--api PATH] [--viewers 5000] [--tasks 50] [--events 20]
            [--stalled 0]
            So many viewers of one API process that it starts: what each costs in memory, and how long an event takes
            to each. Some more never read. Use a store of its own: it is emptied. In a release build.
        """);
    return 64;
}
