using System.Globalization;
using StackExchange.Redis;

namespace Stage5.Core.Guards;

/// <summary>What <c>guard-admit</c> and <c>guard-reserve</c> answer.</summary>
internal sealed class AdmitReply(RedisResult[] reply, GuardPolicy policy)
{
    private const int Details = 9;
    private static readonly string[] RateNames =
        ["tenant-requests", "key-requests", "user-requests", "tenant-tokens", "key-tokens", "user-tokens"];

    private readonly string _code = (string)reply[0]!;

    public bool Denied => _code != "ok";

    public int Target => (int)reply[2];

    /// <summary>Micro-units held.</summary>
    public long Amount => (long)reply[3];

    public long Reaped => (long)reply[7];

    /// <summary>Micro-units charged for holds whose lease had ended.</summary>
    public long Charged => (long)reply[8];

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds((long)reply[1]);

    /// <summary>
    /// The quota is the burst, and its window the time in which that much is given anew.
    /// </summary>
    public RateState? Rate()
    {
        var index = (int)reply[4];
        if (index == 0)
            return null;
        var rate = policy.Rates[index - 1];
        var window = (long)Math.Ceiling(rate.Burst * 60m / rate.PerMinute);
        return new RateState(
            string.Create(CultureInfo.InvariantCulture, $"\"{RateNames[index - 1]}\";q={rate.Burst};w={window}"),
            string.Create(CultureInfo.InvariantCulture,
                $"\"{RateNames[index - 1]}\";r={(long)reply[5]};t={((long)reply[6] + 999) / 1000}"));
    }

    public GuardDenial Denial() => _code switch
    {
        "rate" => TooFast(RateNames[(int)reply[4] - 1].Split('-')),
        "place" => new GuardDenial("concurrency_limited",
            "As many calls of this tenant are running as may at once.",
            "Try again when one of them has ended.", TimeSpan.FromSeconds(1)),
        "price" => new GuardDenial("price_unknown",
            "No model that could be used has a known price, and a budget is enforced.",
            $"Configure the models' prices in {policy.Currency}, or have the budget lifted."),
        "gone" => new GuardDenial("hold_expired",
            "The process lost its hold on the budget: it could not be renewed in time.",
            "Send the request again."),
        _ => Exhausted(),
    };

    private GuardDenial TooFast(string[] name) => new("rate_limited",
        $"Too many {name[1]} of this {name[0]}.",
        "Wait as long as Retry-After says.", TimeSpan.FromMilliseconds((long)reply[Details]));

    private GuardDenial Exhausted()
    {
        var scope = Scopes.Names[(int)reply[Details] - 1];
        var window = Scopes.Windows[(int)reply[Details + 1] - 1];
        var renews = DateTimeOffset.FromUnixTimeMilliseconds((long)reply[Details + 4]);
        var shortage = new BudgetShortage(scope, window, Money.Units((long)reply[Details + 2]),
            Money.Units((long)reply[Details + 3]), policy.Currency, renews);
        // A call that costs more than the whole limit is not cheaper tomorrow.
        var everFits = (int)reply[Details + 5] == 1;
        return new GuardDenial("budget_exhausted",
            string.Create(CultureInfo.InvariantCulture,
                $"The {window}'s budget of the {scope} has {shortage.Left} of {shortage.Limit} "
                + $"{policy.Currency} left."),
            everFits
                ? $"It renews at {renews:yyyy-MM-ddTHH:mm:ssZ}; or send less, or ask an administrator for more."
                : "Send less, or ask an administrator for more: this costs more than the whole budget.",
            everFits ? renews - Now : null, shortage);
    }
}
