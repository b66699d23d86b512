using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Stage5.Core.Models.Answers;

/// <summary>
/// Names an answer by everything that decides it. A digest: what a person wrote cannot be read from it, and no two
/// lists of parts run into one another.
/// </summary>
public sealed record AnswerKey
{
    private AnswerKey(string value) => Value = value;

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public string Value { get; }

    /// <summary>
    /// The key of these parts, in this order: the operation, the text, languages, tone, the glossary's version and
    /// the terms put in, the profile, the model asked for and the policy it is chosen by, the context, the tenant.
    /// </summary>
    /// <param name="parts">
    /// Names and values. Values are put into Unicode form C, in which the same characters are the same bytes, and
    /// otherwise taken as they are; null is not the empty value.
    /// </param>
    public static AnswerKey Of(params IEnumerable<(string Name, string? Value)> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, value) in parts)
        {
            Append(hash, name);
            Append(hash, value);
        }

        return new AnswerKey(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>The length goes before the bytes, so that a part's end is never another's beginning.</summary>
    private static void Append(IncrementalHash hash, string? value)
    {
        var bytes = value is null ? null : Encoding.UTF8.GetBytes(Composed(value));
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes?.Length ?? -1);
        hash.AppendData(length);
        hash.AppendData(bytes ?? []);
    }

    private static string Composed(string value)
    {
        try
        {
            return value.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            // A lone surrogate, which has no form: as UTF-8 it becomes U+FFFD.
            return value;
        }
    }
}
