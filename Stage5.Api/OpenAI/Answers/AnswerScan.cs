using System.Runtime.InteropServices;
using Stage5.Api.OpenAI.Requests;
using Stage5.Core.Models;

namespace Stage5.Api.OpenAI.Answers;

/// <summary>A text that a model wrote: which of its several texts, and where in the document.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AnswerText(AnswerField Field, JsonRange At);

/// <summary>One of the texts of an answer, which grows over the chunks of a stream.</summary>
/// <param name="Choice">Index of the choice.</param>
/// <param name="Name">The property it stands in.</param>
/// <param name="Tool">Index of the tool call; -1 outside of tool calls.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct AnswerField(int Choice, string Name, int Tool);

/// <summary>What one document of an answer, a chunk or the whole, says.</summary>
internal sealed class AnswerScan
{
    /// <summary>False for a document that is no answer.</summary>
    public bool IsAnswer { get; set; }

    /// <summary>It carries an error instead.</summary>
    public bool IsError { get; set; }

    /// <summary>How many choices it speaks of.</summary>
    public int Choices { get; set; }

    public TokenCount? Usage { get; set; }

    public JsonRange IdAt { get; set; }

    public JsonRange CreatedAt { get; set; }

    public JsonRange ModelAt { get; set; }

    /// <summary>Bytes of the texts: never fewer than their tokens.</summary>
    public long OutputBytes { get; set; }

    public List<AnswerText> Texts { get; } = [];

    /// <summary>The values of <c>logprobs</c>, which repeat the texts token by token.</summary>
    public List<JsonRange> Logprobs { get; } = [];

    /// <summary>Choices that say they are finished.</summary>
    public List<int> Finished { get; } = [];

    /// <summary>Only what it was used for; no text and no choice.</summary>
    public bool IsUsageOnly => Usage is not null && Choices == 0;

    public void Clear()
    {
        (IsAnswer, IsError, Choices, Usage, OutputBytes) = (false, false, 0, null, 0);
        IdAt = CreatedAt = ModelAt = default;
        Texts.Clear();
        Logprobs.Clear();
        Finished.Clear();
    }
}
