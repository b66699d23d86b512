using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Stage5.Contracts;

namespace Stage5.ServiceDefaults;

/// <summary>Everything that is wrong with a configuration, at once.</summary>
public static class ConfigurationFaults
{
    // Each is compared with every key that there is.
    private const int MostSuggestions = 50;

    /// <summary>What the options and rules of a host say of it.</summary>
    /// <param name="services">The host's, or those made to try a configuration.</param>
    public static IReadOnlyList<ConfigFault> Find(IServiceProvider services, IConfiguration configuration)
    {
        var messages = OfOptions(services)
            .Concat(services.GetServices<IConfigurationRule>().SelectMany(rule => rule.Errors(configuration)));
        return Of(messages, services, configuration);
    }

    /// <summary>Messages that begin with their key, each with its source and a right value.</summary>
    public static IReadOnlyList<ConfigFault> Of(
        IEnumerable<string> messages, IServiceProvider services, IConfiguration configuration)
    {
        KnownKey[] own = [.. services.GetServices<KnownKey>()];
        string[] keys = [.. configuration.AsEnumerable().Select(pair => pair.Key)];
        return [.. messages.Distinct(StringComparer.Ordinal).Select(message => Of(message, configuration, keys, own))
            .OrderBy(fault => fault.Key, StringComparer.Ordinal)];
    }

    /// <summary>Keys under <c>Stage5</c> that nobody knows, less those that are faults already.</summary>
    /// <param name="services">The host's.</param>
    /// <param name="configuration">What it is configured with.</param>
    /// <param name="faults">What is wrong already.</param>
    /// <param name="ct">To find what was meant takes time.</param>
    public static IReadOnlyList<ConfigFault> Unknown(
        IServiceProvider services, IConfiguration configuration, IReadOnlyList<ConfigFault> faults,
        CancellationToken ct = default)
    {
        KnownKey[] known =
        [
            .. services.GetServices<KnownKey>().Concat(KnownKeys.All)
                .DistinctBy(one => one.Key, StringComparer.OrdinalIgnoreCase),
        ];
        return
        [
            .. ConfigurationLayers.Values(configuration.GetSection("Stage5"))
                .Select(pair => pair.Key)
                .Where(key => !known.Any(one => one.Matches(key)) && !faults.Any(fault => Covers(fault.Key, key)))
                .Order(StringComparer.Ordinal).Select((key, i) =>
                {
                    ct.ThrowIfCancellationRequested();
                    return Stranger(key, configuration, i < MostSuggestions ? known : []);
                }),
        ];
    }

    private static IEnumerable<string> OfOptions(IServiceProvider services)
    {
        try
        {
            services.GetService<IStartupValidator>()?.Validate();
            return [];
        }
        catch (OptionsValidationException one)
        {
            return one.Failures;
        }
        catch (AggregateException several)
        {
            return several.Flatten().InnerExceptions.OfType<OptionsValidationException>().SelectMany(one => one.Failures);
        }
    }

    private static bool Covers(string fault, string key) => key.Equals(fault, StringComparison.OrdinalIgnoreCase)
        || key.StartsWith(fault + ":", StringComparison.OrdinalIgnoreCase);

    private static ConfigFault Of(string message, IConfiguration configuration, string[] keys, KnownKey[] own)
    {
        var key = KeyOf(message, keys);
        var what = message[key.Length..].TrimStart(':', ' ');
        var source = ConfigurationLayers.SourceOf(configuration, key);
        var example = KnownKeys.Find(key, own) is { } known ? Example(key, known, source) : null;
        // Of what must not be set there is no right value.
        return new ConfigFault(
            key, Sentence(what), source, what.StartsWith("must not be set", StringComparison.Ordinal) ? null : example);
    }

    // A key may have a space in it; then what is configured tells where it ends.
    private static string KeyOf(string message, string[] keys)
    {
        var word = message.Split(' ', 2)[0].TrimEnd(':', '.');
        return keys
            .Where(key => key.Length > word.Length && message.StartsWith(key, StringComparison.OrdinalIgnoreCase)
                && message.Length > key.Length && message[key.Length] is ' ' or ':')
            .MaxBy(key => key.Length) ?? word;
    }

    private static ConfigFault Stranger(string key, IConfiguration configuration, KnownKey[] known)
    {
        var source = ConfigurationLayers.SourceOf(configuration, key);
        var nearest = known.MinBy(one => Distance(Shape(one.Key, key), key));
        return nearest is null
            ? new ConfigFault(key, "is not a key that Stage5 knows.", source, null)
            : new ConfigFault(key, $"is not a key that Stage5 knows; did you mean {Shape(nearest.Key, key)}?", source,
                Example(Shape(nearest.Key, key), nearest, source));
    }

    private static string Example(string key, KnownKey known, string source) =>
        $"{(source.StartsWith("environment", StringComparison.Ordinal) || source == ConfigurationLayers.Default
            ? ConfigurationLayers.Variable(key) : key)}={known.Example}";

    // What was written in the place of a placeholder was meant.
    private static string Shape(string pattern, string key)
    {
        var written = key.Split(':');
        return string.Join(':', pattern.Split(':').Select((level, i) =>
            level is ['{', ..] && i < written.Length ? written[i] : level));
    }

    private static string Sentence(string what) => what.EndsWith('.') || what.EndsWith('?') ? what : what + ".";

    /// <summary>Levenshtein's, whatever the case.</summary>
    private static int Distance(string one, string other)
    {
        (one, other) = (one.ToUpperInvariant(), other.ToUpperInvariant());
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 1; j <= other.Length; j++)
            {
                var changed = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
