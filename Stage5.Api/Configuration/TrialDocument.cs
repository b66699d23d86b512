using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Stage5.Api.Configuration;

/// <summary>A document that somebody sends to be tried, as a source of configuration.</summary>
internal static class TrialDocument
{
    /// <summary>Four times the keys that there are.</summary>
    public const int MostKeys = 1_000;

    /// <summary>Characters, with the levels above it.</summary>
    public const int LongestKey = 256;

    /// <param name="problem">Why it is none, in a sentence.</param>
    public static IConfigurationRoot? Read(JsonElement document, out string problem)
    {
        if (document.ValueKind != JsonValueKind.Object)
        {
            problem = "document must be a JSON object, as a settings file has it.";
            return null;
        }
        var count = 0;
        if (!Fits(document, prefix: 0, ref count))
        {
            problem = string.Create(CultureInfo.InvariantCulture,
                $"document may have {MostKeys} keys of at most {LongestKey} characters, with the levels above them.");
            return null;
        }
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(document.GetRawText()));
        try
        {
            problem = "";
            return new ConfigurationBuilder().AddJsonStream(stream).Build();
        }
        catch (FormatException)
        {
            problem = "document has a key twice; upper and lower case are the same.";
            return null;
        }
    }

    private static bool Fits(JsonElement element, int prefix, ref int count)
    {
        if (++count > MostKeys + 1 || prefix > LongestKey)
            return false;
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                if (!Fits(property.Value, Below(prefix, property.Name.Length), ref count))
                    return false;
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var entry in element.EnumerateArray())
            {
                if (!Fits(entry, Below(prefix, 1), ref count))
                    return false;
            }
        }
        return true;
    }

    private static int Below(int prefix, int name) => prefix == 0 ? name : prefix + 1 + name;
}
