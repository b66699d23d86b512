using System.Numerics;
using System.Runtime.InteropServices;

namespace Stage5.Core.Recall.Vectors;

/// <summary>Arithmetic on vectors, several components at once.</summary>
internal static class Similarity
{
    /// <summary>Sum of products; of vectors of length 1 their cosine.</summary>
    public static float Dot(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        if (one.Length != other.Length)
            throw new ArgumentException("Vectors of different dimensions never mix.", nameof(other));
        var a = MemoryMarshal.Cast<float, Vector<float>>(one);
        var b = MemoryMarshal.Cast<float, Vector<float>>(other);
        // Two sums, so that one addition need not wait for the one before.
        var (even, odd) = (Vector<float>.Zero, Vector<float>.Zero);
        var i = 0;
        for (; i + 1 < a.Length; i += 2)
        {
            even += a[i] * b[i];
            odd += a[i + 1] * b[i + 1];
        }

        if (i < a.Length) even += a[i] * b[i];
        var sum = Vector.Sum(even + odd);
        for (i = a.Length * Vector<float>.Count; i < one.Length; i++) sum += one[i] * other[i];
        return sum;
    }

    /// <summary>Brings a vector to length 1. False where it has none, or is not of numbers.</summary>
    public static bool TryNormalize(Span<float> vector)
    {
        var square = 0.0;
        foreach (var component in vector) square += (double)component * component;
        if (!double.IsFinite(square) || square <= 1e-30) return false;
        var factor = 1 / Math.Sqrt(square);
        for (var i = 0; i < vector.Length; i++) vector[i] = (float)(vector[i] * factor);
        return true;
    }
}
