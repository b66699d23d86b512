using Stage5.Core.Recall.Vectors;

namespace Stage5.Tests.Recall;

public sealed class SimilarityTests
{
    [Fact]
    public void The_scan_finds_what_a_naive_one_finds()
    {
        var random = new Random(5);
        foreach (var dimension in new[] { 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 100, 384, 1_031, 1_536 })
        {
            var table = new VectorTable(dimension);
            var rows = Enumerable.Range(0, 200)
                .Select(i => (Id: $"entry-{i / 2}", Part: i % 2, Vector: Unit(random, dimension))).ToArray();
            foreach (var entry in rows.GroupBy(row => row.Id))
                table.Put(entry.Key, VectorTable.Write([.. entry.Select(row => row.Vector)]));
            var question = Unit(random, dimension);

            var hits = table.Nearest(new VectorQuestion(question, 10, static (id, _) => id != "entry-3", null));

            var naive = rows.Where(row => row.Id != "entry-3")
                .Select(row => (row.Id, row.Part, Cosine: Naive(question, row.Vector)))
                .OrderByDescending(row => row.Cosine).Take(10).ToArray();
            hits.Count.ShouldBe(10);
            for (var i = 0; i < 10; i++) hits[i].Similarity.ShouldBe(naive[i].Cosine, 1e-4);
            if (dimension > 2)
                hits.Select(hit => (hit.EntryId, hit.Part)).ShouldBe(naive.Select(row => (row.Id, row.Part)));
        }
    }

    [Fact]
    public void Vectors_of_different_dimensions_are_not_compared()
    {
        Should.Throw<ArgumentException>(() => Similarity.Dot(new float[8], new float[9]));
        var table = new VectorTable(8);
        table.Put("other", VectorTable.Write([new float[9]]));
        table.Put("cut", new byte[31]);
        table.Put("none", []);

        table.Nearest(new VectorQuestion(new float[8], 5, static (_, _) => true, null)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(float.NaN, 1f)]
    [InlineData(float.PositiveInfinity, 1f)]
    public void A_vector_without_a_direction_is_none(float one, float other) =>
        Similarity.TryNormalize(new[] { one, other }).ShouldBeFalse();

    private static float[] Unit(Random random, int dimension)
    {
        var vector = Enumerable.Range(0, dimension).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        Similarity.TryNormalize(vector).ShouldBeTrue();
        return vector;
    }

    private static double Naive(float[] one, float[] other) => one.Zip(other, (a, b) => (double)a * b).Sum();
}
