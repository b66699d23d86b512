using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Stage5.Contracts;

namespace Stage5.Core.Configuration;

/// <summary>A key as a room declares it; registered as a service.</summary>
/// <param name="Property">Whose summary describes it; null where <see cref="KnownKey.Description"/> does.</param>
public sealed record OptionKey(KnownKey Key, PropertyInfo? Property = null)
{
    /// <summary>A key that is read by hand.</summary>
    public OptionKey(string key, string kind, string? @default, string description, string example)
        : this(new KnownKey(key, kind, @default, description, example))
    {
    }

    /// <summary>The keys that an option type is bound from, one a property.</summary>
    public static IEnumerable<OptionKey> Of(Type type, string path, params string[] secrets)
    {
        var defaults = Activator.CreateInstance(type)!;
        return Properties(type).Select(property =>
        {
            var dictionary = typeof(IDictionary).IsAssignableFrom(property.PropertyType)
                || property.PropertyType is { IsGenericType: true } generic
                && (generic.GetGenericTypeDefinition() == typeof(IDictionary<,>)
                    || generic.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>));
            var key = $"{path}:{property.Name}" + (dictionary ? ":{name}" : "");
            var kind = KindOf(dictionary ? property.PropertyType.GetGenericArguments()[1] : property.PropertyType);
            var value = dictionary || kind == "list" ? null : Text(property.GetValue(defaults));
            var example = property.GetCustomAttribute<KeyExampleAttribute>()?.Example ?? value ?? Usual(kind);
            return new OptionKey(new KnownKey(key, kind, value, "", example)
            {
                Secret = secrets.Contains(property.Name, StringComparer.Ordinal),
            }, property);
        });
    }

    /// <summary>What can be configured: whatever can be set, and collections.</summary>
    internal static IEnumerable<PropertyInfo> Properties(Type type) => type
        .GetProperties(BindingFlags.Instance | BindingFlags.Public)
        .Where(property => property.SetMethod is not null
            || property.PropertyType is { IsGenericType: true } generic
            && (generic.GetGenericTypeDefinition() == typeof(IDictionary<,>)
                || generic.GetGenericTypeDefinition() == typeof(IList<>)));

    /// <summary>As configuration has it.</summary>
    internal static string? Text(object? value) => value switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    internal static string KindOf(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare == typeof(bool) ? "flag"
            : bare == typeof(int) || bare == typeof(long) ? "whole"
            : bare == typeof(double) || bare == typeof(decimal) ? "number"
            : bare == typeof(TimeSpan) ? "duration"
            : bare == typeof(Uri) ? "address"
            : bare.IsEnum ? "choice"
            : bare != typeof(string) && typeof(IEnumerable).IsAssignableFrom(bare) ? "list"
            : "text";
    }

    private static string Usual(string kind) => kind switch
    {
        "flag" => "true",
        "whole" => "8",
        "number" => "2.5",
        "duration" => "00:00:30",
        "address" => "https://host.example/v1",
        "list" => "one,two",
        _ => "name",
    };
}

/// <summary>A right value of a key whose default tells nothing.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KeyExampleAttribute(string example) : Attribute
{
    public string Example { get; } = example;
}

/// <summary>Keys whose section a room reads by hand.</summary>
public static class OptionKeys
{
    /// <summary>What a range says, as the other messages do.</summary>
    internal static string MessageOf(ValidationAttribute attribute, string name) => attribute is RangeAttribute range
        ? string.Create(CultureInfo.InvariantCulture, $"must be from {range.Minimum} to {range.Maximum}.")
        : attribute.FormatErrorMessage(name);
}
