using FsCheck;
using FsCheck.Fluent;
using Stage5.Core.Guards;
using Stage5.Tests.Stores;

namespace Stage5.Tests.Guards;

/// <summary>Random lives of holds against a plain model: a few lists and sums in memory.</summary>
public sealed class GuardPropertyTests(StoreServers servers) : GuardTests(servers), IClassFixture<StoreServers>
{
    private const long HourLimit = 60, DayLimit = 150, UserLimit = 90;
    private static readonly string[] Users = ["ana", "ben"];
    private static readonly (string Scope, string Window, long Limit)[] Limits =
        [("tenant", "hour", HourLimit), ("tenant", "day", DayLimit), ("user", "day", UserLimit)];

    public enum Move
    {
        Admit,
        Reserve,
        Settle,
        Dispose,
        Renew,
        Wait,
        NextHour,
        Late,
    }

    [Theory, OnEachStore]
    public async Task Whatever_happens_in_whatever_order_the_law_holds(StoreKind kind)
    {
        var step = from move in Gen.Elements(Enum.GetValues<Move>())
                   from which in Gen.Choose(0, 9)
                   from amount in Gen.Choose(0, 45)
                   from part in Gen.Choose(0, 100)
                   select (move, which, (long)amount, part);
        var lives = Gen.ListOf(step, 60).Sample(60, new Rnd(20261121, 297), 8);
        var node = await NodeAsync(kind, settings:
        [
            ("Budgets:acme:Hour:HardLimit", "0.00006"), ("Budgets:acme:Day:HardLimit", "0.00015"),
            ("Budgets:acme:Users:Day:HardLimit", "0.00009"), ("Limits:acme:RequestsPerMinute", "none"),
        ]);
        foreach (var life in lives)
            await LiveAsync(node, life);
    }

    private async Task LiveAsync(GuardNode node, IEnumerable<(Move Move, int Which, long Amount, int Part)> life)
    {
        var model = new Model();
        await BeginAsync(node, model.Now);
        var late = new List<(Hold Hold, Model.Entry Entry)>();
        foreach (var (move, which, amount, part) in life)
        {
            var at = model.Open.Count == 0 ? -1 : which % model.Open.Count;
            switch (move)
            {
                case Move.Admit:
                    var user = Users[which % 2];
                    var admission = await node.Guard.AdmitAsync(
                        Call(Ana with { User = user }, worst: [amount, amount / 2]), Ct);
                    model.Expire(late);
                    var target = model.Afford(user, null, amount, amount / 2);
                    admission.Target.ShouldBe(target);
                    if (target >= 0)
                        model.Add(admission.Hold!, user, target == 0 ? amount : amount / 2);
                    break;
                case Move.Reserve when at >= 0 && !model.Open[at].IsOver(model.Now):
                    var entry = model.Open[at];
                    var again = (await entry.Hold.ReserveAsync([amount], Ct)).Target;
                    again.ShouldBe(model.Afford(entry.User, entry, amount));
                    if (again == 0)
                        model.Replace(entry, amount);
                    break;
                case Move.Settle when at >= 0 && !model.Open[at].IsOver(model.Now):
                    var cost = model.Open[at].Amount * part / 100;
                    await model.Open[at].Hold.SettleAsync(Cost(cost), Ct);
                    model.Close(model.Open[at], cost);
                    break;
                case Move.Dispose when at >= 0 && !model.Open[at].IsOver(model.Now):
                    await model.Open[at].Hold.DisposeAsync();
                    model.Close(model.Open[at], 0);
                    break;
                case Move.Renew when at >= 0 && !model.Open[at].IsOver(model.Now):
                    (await node.Store.RenewAsync(Tenant, [model.Open[at].Hold])).ShouldBeEmpty();
                    model.Open[at] = model.Open[at] with { End = model.Now + Lease };
                    break;
                case Move.Wait:
                    // Whole tens: the little that the store's own clock goes on decides nothing.
                    Pass(model, TimeSpan.FromSeconds(which % 3 * 10));
                    break;
                case Move.NextHour when part > 60:
                    Pass(model, TimeSpan.FromMinutes(61));
                    break;
                case Move.Late when late.Count > 0:
                    var (hold, closed) = late[^1];
                    late.RemoveAt(late.Count - 1);
                    var correct = closed.Amount * part / 100;
                    await hold.SettleAsync(Cost(correct), Ct);
                    model.Correct(closed, correct);
                    break;
            }
            await CompareAsync(node, model, late);
        }
    }

    // Only the store's clock moves, so no lease is renewed: each ends when the model says so.
    private void Pass(Model model, TimeSpan by)
    {
        Clock.Advance(by);
        model.Now += by;
    }

    private async Task CompareAsync(GuardNode node, Model model, List<(Hold, Model.Entry)> late)
    {
        foreach (var user in Users)
        {
            var view = (await node.Book.ReadAsync(Ana with { User = user }, everyone: false, Ct)).Budgets;
            model.Expire(late);
            foreach (var (scope, window, limit) in Limits)
            {
                var budget = view.Single(one => (one.Scope, one.Window) == (scope, window));
                var whose = scope == "user" ? user : null;
                (budget.Spent, budget.Held).ShouldBe((model.Spent(window, whose), model.Held(window, whose)));
                (budget.Spent + budget.Held).ShouldBeLessThanOrEqualTo(limit / 1e6m);
            }
        }
        var books = await LawfulAsync(node);
        (books.Held, books.Holds).ShouldBe((model.Open.Sum(entry => entry.Amount), model.Open.Count));
        books.Overrun.ShouldBe(0);
    }

    private sealed class Model
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 21, 12, 1, 0, TimeSpan.Zero);

        public List<Entry> Open { get; } = [];

        private List<(Entry Entry, long Cost)> Closed { get; } = [];

        public decimal Spent(string window, string? user) =>
            Closed.Where(one => Counts(one.Entry, window, user)).Sum(one => one.Cost) / 1e6m;

        public decimal Held(string window, string? user) =>
            Open.Where(one => Counts(one, window, user)).Sum(one => one.Amount) / 1e6m;

        public int Afford(string user, Entry? own, params long[] amounts)
        {
            var left = Limits.Min(limit =>
            {
                var whose = limit.Scope == "user" ? user : null;
                return limit.Limit - (long)((Spent(limit.Window, whose) + Held(limit.Window, whose)) * 1_000_000)
                    + (own is not null && Counts(own, limit.Window, whose) ? own.Amount : 0);
            });
            return Array.FindIndex(amounts, amount => amount == 0 || amount <= left);
        }

        public void Add(Hold hold, string user, long amount) =>
            Open.Add(new Entry(hold, user, amount, Now, Now + Lease));

        public void Replace(Entry entry, long amount) =>
            Open[Open.IndexOf(entry)] = entry with { Amount = amount, Reserved = Now };

        public void Close(Entry entry, long cost)
        {
            Open.Remove(entry);
            Closed.Add((entry, cost));
        }

        public void Correct(Entry entry, long cost) =>
            Closed[Closed.FindIndex(one => one.Entry == entry)] = (entry, cost);

        public void Expire(List<(Hold, Entry)> late)
        {
            foreach (var entry in Open.Where(entry => entry.IsOver(Now)).ToArray())
            {
                Close(entry, entry.Amount);
                late.Add((entry.Hold, entry));
            }
        }

        private bool Counts(Entry entry, string window, string? user) => (user is null || entry.User == user)
            && entry.Reserved.Date == Now.Date && (window == "day" || entry.Reserved.Hour == Now.Hour);

        public sealed record Entry(
            Hold Hold, string User, long Amount, DateTimeOffset Reserved, DateTimeOffset End)
        {
            public bool IsOver(DateTimeOffset now) => End <= now;
        }
    }
}
