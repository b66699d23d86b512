using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Stage5.Core.Language.Detection;

/// <summary>
/// One script's part of the profile file: numbers are little-endian, the whole is packed with Brotli.
/// </summary>
internal sealed record ProfileData(ScriptGroup Script)
{
    private static readonly byte[] Magic = "S5LP\u0001"u8.ToArray();

    /// <summary>BCP 47; <c>und</c> stands for languages that are not told apart.</summary>
    public required string[] Languages { get; init; }

    /// <summary>Hashes of n-grams, ascending.</summary>
    public required uint[] Features { get; init; }

    /// <summary>One row a feature, one column a language.</summary>
    public required sbyte[] Weights { get; init; }

    /// <summary>What a weight of 1 is worth.</summary>
    public required float Step { get; init; }

    /// <summary>
    /// Calibration: sums are multiplied by <c>Sharpness · letters^Growth</c> before they become probabilities.
    /// </summary>
    public float Sharpness { get; init; } = 1;

    /// <inheritdoc cref="Sharpness"/>
    public float Growth { get; init; } = -0.5f;

    /// <summary>The profiles in this assembly.</summary>
    public static IReadOnlyList<ProfileData> ReadEmbedded()
    {
        using var resource = typeof(ProfileData).Assembly.GetManifestResourceStream("language-profiles.bin")!;
        return Read(resource);
    }

    public static IReadOnlyList<ProfileData> Read(Stream stream)
    {
        using var unpacked = new BrotliStream(stream, CompressionMode.Decompress, leaveOpen: true);
        using var reader = new BinaryReader(unpacked, Encoding.UTF8);
        if (!reader.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic))
            throw new InvalidDataException("This is no file of language profiles.");
        var all = new ProfileData[reader.ReadByte()];
        for (var at = 0; at < all.Length; at++) all[at] = ReadOne(reader);
        return all;
    }

    public static void Write(Stream stream, IReadOnlyList<ProfileData> all)
    {
        using var packed = new BrotliStream(stream, CompressionLevel.SmallestSize, leaveOpen: true);
        using var writer = new BinaryWriter(packed, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write((byte)all.Count);
        foreach (var one in all) one.WriteOne(writer);
    }

    private static ProfileData ReadOne(BinaryReader reader)
    {
        var script = (ScriptGroup)reader.ReadByte();
        var languages = new string[reader.ReadByte()];
        for (var at = 0; at < languages.Length; at++) languages[at] = reader.ReadString();
        var (step, sharpness, growth) = (reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle());
        var features = new uint[reader.ReadInt32()];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(features.AsSpan()));
        var weights = new sbyte[features.Length * languages.Length];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(weights.AsSpan()));
        return new ProfileData(script)
        {
            Languages = languages,
            Features = features,
            Weights = weights,
            Step = step,
            Sharpness = sharpness,
            Growth = growth,
        };
    }

    private void WriteOne(BinaryWriter writer)
    {
        writer.Write((byte)Script);
        writer.Write((byte)Languages.Length);
        foreach (var language in Languages) writer.Write(language);
        writer.Write(Step);
        writer.Write(Sharpness);
        writer.Write(Growth);
        writer.Write(Features.Length);
        writer.Write(MemoryMarshal.AsBytes(Features.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(Weights.AsSpan()));
    }
}
