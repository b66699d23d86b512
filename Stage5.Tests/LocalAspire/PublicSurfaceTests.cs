using System.Reflection;
using System.Runtime.CompilerServices;

using Aspire.Hosting;

namespace Stage5.Tests.LocalAspire;

/// <summary>The stand-in holds what the table in docs/aspire.md says, and nothing else.</summary>
public sealed class PublicSurfaceTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    [Fact]
    public void LocalAspire_and_the_table_say_the_same()
    {
        var documented = File.ReadLines(Path.Combine(Repository.Root, "docs", "aspire.md"))
            .SkipWhile(line => line != "## The members")
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('`')).Select(parts => $"{parts[1]} :: {parts[3]}");

        Surface().Order(StringComparer.Ordinal).ShouldBe(documented.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Surface() => typeof(DistributedApplication).Assembly.GetExportedTypes()
        .SelectMany(type => Members(type).Prepend(Head(type)).Select(text => $"{Name(type)} :: {text}"));

    private static string Head(Type type)
    {
        var kind = type.IsInterface ? "interface"
            : type is { IsAbstract: true, IsSealed: true } ? "static class"
            : type.IsAbstract ? "abstract class" : type.IsSealed ? "sealed class" : "class";
        var bases = type.BaseType is { } super && super != typeof(object) ? [super] : Array.Empty<Type>();
        // An interface that another one brings along is not named again.
        var interfaces = type.GetInterfaces()
            .Where(one => !one.Name.StartsWith("IEquatable", StringComparison.Ordinal)).ToList();
        var own = interfaces.Where(one => !interfaces.Any(other => other != one && one.IsAssignableFrom(other))
            && !(type.BaseType?.GetInterfaces().Contains(one) ?? false));
        var all = bases.Concat(own.OrderBy(one => one.Name, StringComparer.Ordinal)).Select(Name).ToList();
        return $"{kind} in {type.Namespace}" + (all.Count == 0 ? "" : " : " + string.Join(", ", all));
    }

    private static IEnumerable<string> Members(Type type)
    {
        var made = typeof(CompilerGeneratedAttribute);
        foreach (var constructor in type.GetConstructors())
            yield return $"new({Parameters(constructor)})";
        foreach (var field in type.GetFields(Declared))
            yield return $"static {Name(field.FieldType)} {field.Name}";
        foreach (var property in type.GetProperties(Declared))
            yield return $"{Name(property.PropertyType, Nullability.Create(property))} {property.Name}";
        foreach (var method in type.GetMethods(Declared))
        {
            var inherited = method.GetBaseDefinition().DeclaringType == typeof(object);
            if (method.IsSpecialName || inherited || method.IsDefined(made))
                continue;
            var generic = method.IsGenericMethod
                ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>"
                : "";
            var result = Name(method.ReturnType, Nullability.Create(method.ReturnParameter));
            yield return $"{result} {method.Name}{generic}({Parameters(method)})" + Constraints(method);
        }
    }

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter =>
        (parameter.Position == 0 && method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "")
        + (parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "")
        + $"{Name(parameter.ParameterType, Nullability.Create(parameter))} {parameter.Name}"
        + (parameter.HasDefaultValue ? $" = {Value(parameter)}" : "")));

    private static string Value(ParameterInfo parameter) => parameter.DefaultValue switch
    {
        null => parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null
            ? "default" : "null",
        bool value => value ? "true" : "false",
        var value => value.ToString()!,
    };

    private static string Constraints(MethodInfo method) => string.Concat(method.GetGenericArguments()
        .Select(argument => (argument.Name, Parts: Parts(argument).ToList())).Where(x => x.Parts.Count > 0)
        .Select(x => $" where {x.Name} : {string.Join(", ", x.Parts)}"));

    private static IEnumerable<string> Parts(Type argument)
    {
        if (argument.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            yield return "class";
        foreach (var constraint in argument.GetGenericParameterConstraints())
            yield return Name(constraint);
        if (argument.GenericParameterAttributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint))
            yield return "new()";
    }

    private static string Name(Type type, NullabilityInfo nullability)
    {
        var reference = !type.IsValueType && nullability.ReadState == NullabilityState.Nullable ? "?" : "";
        if (!type.IsGenericType || Nullable.GetUnderlyingType(type) is not null)
            return Name(type) + reference;
        var arguments = type.GetGenericArguments().Zip(nullability.GenericTypeArguments, Name);
        return $"{type.Name.Split('`')[0]}<{string.Join(", ", arguments)}>{reference}";
    }

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Name(value) + "?";
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        if (type.IsGenericType)
            return $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
        return type.Name switch
        {
            "String" => "string",
            "Int32" => "int",
            "Boolean" => "bool",
            "Object" => "object",
            "Void" => "void",
            var name => name,
        };
    }
}
