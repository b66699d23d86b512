namespace Stage5.Core.Language.Glossaries.Storing;

/// <summary>Where a glossary stands in the store.</summary>
/// <param name="Version">Rises with each change; 0 when there never was an entry.</param>
/// <param name="Generation">Changes with each import: another set of keys.</param>
/// <param name="OwnWrite">The version that the asking user's last change made.</param>
internal sealed record GlossaryHead(long Version, string Generation, int Count, long OwnWrite);

/// <summary>How a change went.</summary>
internal enum WriteOutcome
{
    Done,
    Missing,

    /// <summary>The entry is of another version than expected.</summary>
    Version,

    /// <summary>Another entry has the same key.</summary>
    Exists,
    Full,
}

/// <param name="Entry">What was written.</param>
/// <param name="Other">The id of the entry that has the key.</param>
internal sealed record WriteReply(WriteOutcome Outcome, GlossaryEntry? Entry = null, string? Other = null);

/// <summary>What a row of an import met.</summary>
internal enum RowVerdict
{
    Added,
    Unchanged,
    Conflict,
    Duplicate,
}

/// <param name="Present">What is there instead.</param>
internal sealed record StagedRow(RowVerdict Verdict, string Id, GlossaryEntry? Present);
