using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Stage5.Core.Recall.Vectors;

/// <summary>Vectors of one model and one dimension. Those of different generations are never compared.</summary>
public sealed record VectorGeneration(string Model, int Dimension)
{
    /// <summary>16 hexadecimal digits: names it in keys and collections.</summary>
    public string Key { get; } = Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Dimension}\n{Model}")).AsSpan(0, 8));

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Key} {Dimension} {Model}");

    /// <summary>Null where the text is none.</summary>
    internal static VectorGeneration? Parse(string? text)
    {
        var parts = text?.Split(' ', 3) ?? [];
        return parts.Length == 3 && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var dimension)
            ? new VectorGeneration(parts[2], dimension)
            : null;
    }
}

/// <summary>Which generation a tenant's questions are put to, which one is being built, which are to go.</summary>
internal sealed record IndexPointer(
    VectorGeneration? Active, VectorGeneration? Building, IReadOnlyList<VectorGeneration> Retired)
{
    public IEnumerable<VectorGeneration> All =>
        new[] { Active, Building }.OfType<VectorGeneration>().Concat(Retired);
}
