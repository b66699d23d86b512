using System.Security.Cryptography;
using System.Text;

namespace Stage5.Core.Storage;

/// <summary>A Lua script that is embedded in this assembly, with the hash by which the store knows it.</summary>
public sealed class LuaScript
{
    private LuaScript(string name, string body)
    {
        Name = name;
        Body = body;
#pragma warning disable CA5350 // The store names scripts by SHA-1; nothing is protected by it.
        Sha1 = Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(body)));
#pragma warning restore CA5350
    }

    /// <summary>File name without extension.</summary>
    public string Name { get; }

    public string Body { get; }

    /// <summary>Lower-case hexadecimal.</summary>
    public string Sha1 { get; }

    /// <summary>Reads <c>{name}.lua</c>, put after the preludes in the order given.</summary>
    /// <exception cref="InvalidOperationException">There is no such script.</exception>
    public static LuaScript Embedded(string name, params string[] preludes) =>
        new(name, string.Concat(preludes.Append(name).Select(Read)));

    private static string Read(string name)
    {
        using var stream = typeof(LuaScript).Assembly.GetManifestResourceStream(name + ".lua")
            ?? throw new InvalidOperationException($"The script {name}.lua is not embedded.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
