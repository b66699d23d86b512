using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Stage5.Core.Language.Detection;

/// <summary>
/// The languages of one script and what each n-gram says for and against them: a linear model whose weights are
/// bytes, so that a row is one or two cache lines.
/// </summary>
internal sealed class Profile
{
    private const int Lane = 32;

    /// <summary>Rows that 16 bits can sum without overflow.</summary>
    private const int RowsAtOnce = 250;

    private readonly uint[] _keys;
    private readonly int[] _rowOf;
    private readonly sbyte[] _weights;
    private readonly int _mask;

    /// <param name="data">As the file has it.</param>
    public Profile(ProfileData data)
    {
        Data = data;
        Width = (data.Languages.Length + Lane - 1) / Lane * Lane;
        var slots = 1;
        while (slots < data.Features.Length * 2) slots <<= 1;
        (_keys, _rowOf, _mask) = (new uint[slots], new int[slots], slots - 1);
        _weights = new sbyte[data.Features.Length * Width];
        _rowOf.AsSpan().Fill(-1);
        for (var feature = 0; feature < data.Features.Length; feature++)
        {
            var slot = (int)data.Features[feature] & _mask;
            while (_rowOf[slot] >= 0) slot = (slot + 1) & _mask;
            (_keys[slot], _rowOf[slot]) = (data.Features[feature], feature * Width);
            data.Weights.AsSpan(feature * data.Languages.Length, data.Languages.Length)
                .CopyTo(_weights.AsSpan(feature * Width));
        }
    }

    public ProfileData Data { get; }

    /// <summary>Languages, rounded up to whole vectors.</summary>
    public int Width { get; }

    /// <summary>The probability of each language of <see cref="ProfileData.Languages"/>.</summary>
    /// <param name="words">As <see cref="UsefulText"/> leaves them.</param>
    /// <param name="letters">How many of the script's letters they have.</param>
    /// <param name="probabilities">One a language.</param>
    public void Score(ReadOnlySpan<char> words, int letters, Span<double> probabilities)
    {
        Span<int> sums = stackalloc int[Width];
        Sum(words, sums);
        var sharpness = Data.Step * Data.Sharpness * Math.Pow(letters, Data.Growth);
        var best = int.MinValue;
        for (var at = 0; at < probabilities.Length; at++) best = Math.Max(best, sums[at]);
        var all = 0.0;
        for (var at = 0; at < probabilities.Length; at++)
            all += probabilities[at] = Math.Exp((sums[at] - best) * sharpness);
        for (var at = 0; at < probabilities.Length; at++) probabilities[at] /= all;
    }

    /// <summary>What the n-grams say together, in steps.</summary>
    /// <param name="words">As <see cref="UsefulText"/> leaves them.</param>
    /// <param name="sums">As many as <see cref="Width"/>, cleared.</param>
    public void Sum(ReadOnlySpan<char> words, Span<int> sums)
    {
        var adder = new Adder(this, stackalloc short[Width], sums);
        NGrams.Walk(words, Data.Script, ref adder);
        adder.Flush();
    }

    private int Find(uint hash)
    {
        for (var slot = (int)hash & _mask; ; slot = (slot + 1) & _mask)
        {
            var row = _rowOf[slot];
            if (row < 0 || _keys[slot] == hash) return row;
        }
    }

    private ref struct Adder(Profile profile, Span<short> part, Span<int> sums) : INGramVisitor
    {
        private readonly Span<short> _part = part;
        private readonly Span<int> _sums = sums;
        private int _rows;

        public void Visit(uint hash, int start, int length)
        {
            var at = profile.Find(hash);
            if (at < 0) return;
            var row = MemoryMarshal.Cast<sbyte, Vector256<sbyte>>(profile._weights.AsSpan(at, _part.Length));
            var lanes = MemoryMarshal.Cast<short, Vector256<short>>(_part);
            for (var lane = 0; lane < row.Length; lane++)
            {
                var (lower, upper) = Vector256.Widen(row[lane]);
                lanes[2 * lane] += lower;
                lanes[(2 * lane) + 1] += upper;
            }

            if (++_rows == RowsAtOnce) Flush();
        }

        public void Flush()
        {
            for (var at = 0; at < _part.Length; at++) _sums[at] += _part[at];
            _part.Clear();
            _rows = 0;
        }
    }
}
