using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Stage5.Core.Configuration;

public static class Stage5Options
{
    /// <summary>
    /// An option type of a section: bound, validated at start by its annotations and its own
    /// <see cref="IValidatableObject"/>, and its keys declared. Every mistake is named, and begins with its key.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">The root.</param>
    /// <param name="path">For instance <c>Stage5:Turns</c>.</param>
    /// <param name="secrets">Properties whose values are never shown.</param>
    public static OptionsBuilder<T> AddStage5Options<T>(
        this IServiceCollection services, IConfiguration configuration, string path, params string[] secrets)
        where T : class, new() => services.AddStage5Section<T>(configuration.GetSection(path), path, secrets);

    /// <inheritdoc cref="AddStage5Options{T}"/>
    /// <param name="section">The section itself.</param>
    public static OptionsBuilder<T> AddStage5Section<T>(
        this IServiceCollection services, IConfiguration section, string path, params string[] secrets)
        where T : class, new()
    {
        services.AddKeys(OptionKey.Of(typeof(T), path, secrets));
        services.AddSingleton<IValidateOptions<T>>(new Validator<T>(section, path));
        return services.AddOptions<T>().Configure(options => OptionBinder.Bind(options, section, path)).ValidateOnStart();
    }

    /// <summary>Declares keys that are read by hand.</summary>
    public static IServiceCollection AddKeys(this IServiceCollection services, IEnumerable<OptionKey> keys)
    {
        foreach (var key in keys)
        {
            services.AddSingleton(key);
            services.AddSingleton(key.Key);
        }

        return services;
    }

    private sealed class Validator<T>(IConfiguration section, string path) : IValidateOptions<T>
        where T : class, new()
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            string[] errors = [.. OptionBinder.Bind(new T(), section, path), .. Annotated(options), .. Own(options)];
            return errors.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
        }

        private IEnumerable<string> Annotated(T options) =>
            from property in OptionKey.Properties(typeof(T))
            from attribute in property.GetCustomAttributes<ValidationAttribute>()
            where !attribute.IsValid(property.GetValue(options))
            select $"{path}:{property.Name} {OptionKeys.MessageOf(attribute, property.Name)}";

        // Each message begins with the name of its property.
        private IEnumerable<string> Own(T options) => options is IValidatableObject validatable
            ? validatable.Validate(new ValidationContext(options)).Select(error => $"{path}:{error.ErrorMessage}")
            : [];
    }
}
