using System.CommandLine;
using System.CommandLine.Parsing;

namespace Stage5.Cli.Security;

/// <summary><c>security check</c>.</summary>
public static class SecurityCommand
{
    private const string TokenVariable = "STAGE5_TOKEN";
    private const string StrangerVariable = "STAGE5_STRANGER_TOKEN";
    private const string OperatorVariable = "STAGE5_OPERATOR_TOKEN";
    private const string SecretVariable = "STAGE5_CALLBACK_SECRET";

    public static Command Create(TextWriter output, TextWriter errors)
    {
        var url = new Option<Uri?>("--url")
        {
            Description = "Where the API is.",
            DefaultValueFactory = _ => new Uri("http://localhost:5180"),
            CustomParser = Address,
        };
        var dashboard = new Option<Uri?>("--dashboard")
        {
            Description = "Where the dashboard is.",
            CustomParser = Address,
        };
        var source = new Option<string?>("--callback-source")
        {
            Description = "Name of a source of callbacks that is configured.",
        };
        var evidence = new Option<FileInfo?>("--evidence") { Description = "A file for the results, as JSON." };
        var check = new Command("check",
            $"Try every attack of the checklist. {TokenVariable} holds the token of a user, {StrangerVariable} that of "
            + $"somebody of another tenant, {OperatorVariable} that of an operator, {SecretVariable} the secret of the "
            + "source of callbacks, which gets one message to translate; what needs one that is not there is not tried.")
        {
            url, dashboard, source, evidence,
        };
        // Tokens and secrets come by the environment: arguments are seen by everybody on the machine.
        check.SetAction((parsed, cancel) => SecurityCheck.RunAsync(
            new CheckedSystem(parsed.GetValue(url)!)
            {
                Dashboard = parsed.GetValue(dashboard),
                CallbackSource = parsed.GetValue(source),
                Token = Environment.GetEnvironmentVariable(TokenVariable),
                Stranger = Environment.GetEnvironmentVariable(StrangerVariable),
                Operator = Environment.GetEnvironmentVariable(OperatorVariable),
                CallbackSecret = Environment.GetEnvironmentVariable(SecretVariable),
            },
            parsed.GetValue(evidence), output, errors, cancel));
        return new Command("security", "Try what an enemy would.") { check };
    }

    private static Uri? Address(ArgumentResult argument)
    {
        if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https")
            return address;
        argument.AddError($"'{argument.Tokens[0].Value}' is no http or https address.");
        return null;
    }
}
