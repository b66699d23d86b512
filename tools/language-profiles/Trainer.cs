using System.Numerics;
using System.Runtime.InteropServices;
using Stage5.Core.Language.Detection;

namespace Stage5.LanguageProfiles;

/// <summary>How profiles are fitted.</summary>
/// <param name="PerLanguage">N-grams chosen for each language.</param>
/// <param name="PerNeighbour">Those chosen to tell it from each of its neighbours.</param>
/// <param name="Windows">Stretches of text read of each language in a round.</param>
internal sealed record TrainerOptions(int PerLanguage, int PerNeighbour, int Windows, int Rounds = 12)
{
    public float Rate { get; init; } = 0.5f;

    /// <summary>Share of a text's n-grams left out at random, so that none is relied on alone.</summary>
    public double Dropped { get; init; } = 0.3;

    /// <summary>What is left of a weight after each round.</summary>
    public float Kept { get; init; } = 0.99f;
}

/// <summary>
/// Logistic regression of the language on the n-grams of stretches of text of all lengths, by stochastic gradient
/// with a step per weight. One thread and a fixed seed: the same texts give the same weights.
/// </summary>
internal sealed class Trainer
{
    private const int Shortest = 6;
    private const int Longest = 160;

    /// <summary>Steps to the largest weights: few enough for a small file, and enough to lose nothing.</summary>
    private const int Levels = 28;

    private readonly Corpus _corpus;
    private readonly TrainerOptions _options;
    private readonly Random _random = new(5);
    private readonly uint[] _features;
    private readonly Dictionary<uint, int> _rowOf = [];
    private readonly List<int> _rows = [];
    private readonly double[][] _shares;
    private readonly int _width;
    private readonly float[] _weights, _squares, _scores;

    private Trainer(Corpus corpus, TrainerOptions options)
    {
        (_corpus, _options) = (corpus, options);
        _shares = [.. corpus.Languages.Select((_, at) => corpus.Shares(at))];
        _features = corpus.ChooseFeatures(options.PerLanguage, options.PerNeighbour);
        for (var at = 0; at < _features.Length; at++) _rowOf[_features[at]] = at;
        _width = (corpus.Languages.Length + 15) / 16 * 16;
        (_weights, _squares) = (new float[_features.Length * _width], new float[_features.Length * _width]);
        _scores = new float[_width];
    }

    public static ProfileData Train(Corpus corpus, TrainerOptions options)
    {
        var trainer = new Trainer(corpus, options);
        for (var round = 0; round < options.Rounds; round++)
        {
            var loss = trainer.Round(options.Rate / (1 + (round * 0.5f)));
            Console.WriteLine($"{corpus.Script}: {trainer._features.Length} n-grams, round {round + 1}, loss {loss:0.0000}");
        }

        return trainer.ToData();
    }

    private double Round(float rate)
    {
        var order = Enumerable.Range(0, _corpus.Languages.Length)
            .SelectMany(language => Enumerable.Repeat(language, _options.Windows)).ToArray();
        _random.Shuffle(order);
        var loss = 0.0;
        foreach (var language in order) loss += Step(language, rate);
        foreach (ref var weight in _weights.AsSpan()) weight *= _options.Kept;
        return loss / order.Length;
    }

    private double Step(int language, float rate)
    {
        var texts = Choose(language);
        var text = Window(texts[_random.Next(texts.Length)]);
        _rows.Clear();
        var reader = new Reader(this);
        NGrams.Walk(text, _corpus.Script, ref reader);
        if (_rows.Count == 0) return 0;

        var scale = 1 / MathF.Sqrt(Math.Max(1, text.Length - text.Count(' ')));
        Array.Clear(_scores);
        var scores = MemoryMarshal.Cast<float, Vector<float>>(_scores.AsSpan());
        foreach (var row in _rows)
        {
            var weights = MemoryMarshal.Cast<float, Vector<float>>(_weights.AsSpan(row * _width, _width));
            for (var at = 0; at < scores.Length; at++) scores[at] += weights[at];
        }

        var loss = ToGradient(language, scale);
        foreach (var row in _rows)
        {
            var weights = MemoryMarshal.Cast<float, Vector<float>>(_weights.AsSpan(row * _width, _width));
            var squares = MemoryMarshal.Cast<float, Vector<float>>(_squares.AsSpan(row * _width, _width));
            for (var at = 0; at < scores.Length; at++)
            {
                squares[at] += scores[at] * scores[at];
                weights[at] -= scores[at] * rate / (Vector.SquareRoot(squares[at]) + new Vector<float>(1e-4f));
            }
        }

        return loss;
    }

    private string[] Choose(int language)
    {
        var at = _random.NextDouble();
        var (sources, shares) = (_corpus.Texts[language], _shares[language]);
        var source = 0;
        while (source < sources.Length - 1 && (at -= shares[source]) >= 0) source++;
        return sources[source];
    }

    /// <summary>Turns the scores into the gradient; returns the loss.</summary>
    private double ToGradient(int language, float scale)
    {
        var count = _corpus.Languages.Length;
        var scores = _scores.AsSpan(0, count);
        var best = float.MinValue;
        foreach (var score in scores) best = Math.Max(best, score);
        var all = 0f;
        foreach (ref var score in scores) all += score = MathF.Exp((score - best) * scale);
        var loss = -Math.Log(Math.Max(scores[language] / all, 1e-9));
        for (var at = 0; at < count; at++)
            scores[at] = ((scores[at] / all) - (at == language ? 1 : 0)) * scale;
        return loss;
    }

    /// <summary>A stretch of whole words, or of signs where there are no words, of a random length.</summary>
    private ReadOnlySpan<char> Window(string text)
    {
        var length = (int)(Shortest * Math.Pow((double)Longest / Shortest, _random.NextDouble()));
        if (text.Length <= length + 2) return text;
        var start = _random.Next(text.Length - length);
        var from = text.AsSpan(0, start + 1).LastIndexOf(' ');
        var to = start + length + text.AsSpan(start + length).IndexOf(' ');
        return text.AsSpan(from, to - from + 1);
    }

    /// <summary>
    /// Rounds the weights. What a row says alike of all languages changes no probability: its median is taken out.
    /// </summary>
    private ProfileData ToData()
    {
        var count = _corpus.Languages.Length;
        for (var feature = 0; feature < _features.Length; feature++)
        {
            var row = _weights.AsSpan(feature * _width, count);
            var median = row.ToArray().Order().ElementAt(count / 2);
            foreach (ref var weight in row) weight -= median;
        }

        var sizes = _weights.Select(Math.Abs).Where(size => size > 0).Order().ToArray();
        var step = sizes[(int)(sizes.Length * 0.9995)] / Levels;
        var weights = new sbyte[_features.Length * count];
        for (var feature = 0; feature < _features.Length; feature++)
        {
            for (var at = 0; at < count; at++)
                weights[(feature * count) + at] = (sbyte)Math.Clamp(MathF.Round(_weights[(feature * _width) + at] / step), -127, 127);
        }

        return new ProfileData(_corpus.Script) { Languages = _corpus.Languages, Features = _features, Weights = weights, Step = step };
    }

    private readonly struct Reader(Trainer trainer) : INGramVisitor
    {
        public void Visit(uint hash, int start, int length)
        {
            if (trainer._rowOf.TryGetValue(hash, out var row) && trainer._random.NextDouble() >= trainer._options.Dropped)
                trainer._rows.Add(row);
        }
    }
}
