using System.IO.Compression;

namespace Stage5.LanguageProfiles;

/// <summary>A profile file, unpacked.</summary>
internal static class Content
{
    public static byte[] Of(byte[] file)
    {
        using var packed = new MemoryStream(file);
        using var unpacked = new BrotliStream(packed, CompressionMode.Decompress);
        using var content = new MemoryStream();
        unpacked.CopyTo(content);
        return content.ToArray();
    }
}
