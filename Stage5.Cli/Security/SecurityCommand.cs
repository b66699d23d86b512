using System.CommandLine;

namespace Stage5.Cli.Security;

/// <summary><c>security check</c>.</summary>
public static class SecurityCommand
{
    private const string TokenVariable = "STAGE5_TOKEN";
    private const string StrangerVariable = "STAGE5_STRANGER_TOKEN";

    public static Command Create(TextWriter output, TextWriter errors)
    {
        var url = new Option<Uri>("--url")
        {
            Description = "Where the API is.",
            DefaultValueFactory = _ => new Uri("http://localhost:5180"),
        };
        var evidence = new Option<FileInfo?>("--evidence") { Description = "A file for the results, as JSON." };
        var check = new Command("check",
            $"Try every attack of the checklist. {TokenVariable} holds the token of a user, {StrangerVariable} that of "
            + "somebody of another tenant; what needs one that is not there is not tried.")
        {
            url, evidence,
        };
        // Tokens come by the environment: arguments are seen by everybody on the machine.
        check.SetAction((parsed, cancel) => SecurityCheck.RunAsync(
            parsed.GetValue(url)!, Environment.GetEnvironmentVariable(TokenVariable),
            Environment.GetEnvironmentVariable(StrangerVariable), parsed.GetValue(evidence), output, errors, cancel));
        return new Command("security", "Try what an enemy would.") { check };
    }
}
