using System.Collections;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Stage5.Core.Configuration;

/// <summary>
/// Reads a section into an option type, property by property. The framework's binder stops at the first value of a
/// wrong type; this one leaves it as it is by default and goes on, so that all are named at once. No value is
/// repeated: it may be a secret that was set by mistake.
/// </summary>
internal static class OptionBinder
{
    public static IReadOnlyList<string> Bind(object options, IConfiguration section, string path)
    {
        var errors = new List<string>();
        foreach (var property in OptionKey.Properties(options.GetType()))
        {
            var (child, key) = (section.GetSection(property.Name), $"{path}:{property.Name}");
            if (property.PropertyType is { IsGenericType: true } generic && property.GetValue(options) is { } collection)
            {
                if (generic.GetGenericTypeDefinition() == typeof(IDictionary<,>))
                {
                    FillNamed((IDictionary)collection, generic.GetGenericArguments()[1], child, key, errors);
                    continue;
                }

                if (collection is IList list)
                {
                    FillList(list, child);
                    continue;
                }
            }

            ReadOne(options, property, child, key, errors);
        }

        return errors;
    }

    private static void ReadOne(
        object options, PropertyInfo property, IConfigurationSection section, string key, List<string> errors)
    {
        if (section.GetChildren().Any())
            errors.Add($"{key} must be one value.");
        else if (section.Value is { } text)
        {
            if (TryParse(property.PropertyType, text, out var value, out var what)) property.SetValue(options, value);
            else errors.Add($"{key} must be {what}.");
        }
    }

    private static void FillNamed(
        IDictionary named, Type type, IConfigurationSection section, string key, List<string> errors)
    {
        foreach (var child in section.GetChildren())
        {
            if (TryParse(type, child.Value ?? "", out var value, out var what)) named[child.Key] = value;
            else errors.Add($"{key}:{child.Key} must be {what}.");
        }
    }

    private static void FillList(IList list, IConfigurationSection section)
    {
        var entries = section.GetChildren().Select(child => child.Value).ToArray();
        if (entries.Length == 0)
            entries = section.Value?.Split(',') ?? [];
        foreach (var entry in entries.Select(one => one?.Trim()).Where(one => one is { Length: > 0 }))
            list.Add(entry);
    }

    private static bool TryParse(Type type, string text, out object? value, out string what)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        (value, what) = (null, "");
        if (bare != type && text.Length == 0)
            return true;
        switch (OptionKey.KindOf(bare))
        {
            case "text":
                value = text;
                return true;
            case "flag":
                what = "true or false";
                value = bool.TryParse(text, out var flag) ? flag : null;
                break;
            case "whole":
                what = "a whole number";
                value = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                    && (bare == typeof(long) || whole is >= int.MinValue and <= int.MaxValue)
                    ? Convert.ChangeType(whole, bare, CultureInfo.InvariantCulture)
                    : null;
                break;
            case "number":
                what = "a number such as 2.5";
                value = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    && double.IsFinite(number)
                    ? Convert.ChangeType(number, bare, CultureInfo.InvariantCulture)
                    : null;
                break;
            case "duration":
                what = "a time such as 00:00:30, or 7.00:00:00 for days";
                value = TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : null;
                break;
            default:
                throw new NotSupportedException($"Options cannot have the type {type}.");
        }

        return value is not null;
    }
}
