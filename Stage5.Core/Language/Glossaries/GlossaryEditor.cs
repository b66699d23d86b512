using Microsoft.Extensions.Options;
using Stage5.Contracts;
using Stage5.Core.Language.Glossaries.Storing;

namespace Stage5.Core.Language.Glossaries;

/// <summary>How a change of a term went.</summary>
/// <param name="Entry">The term as it is now; null unless it was written.</param>
/// <param name="Errors">What is wrong with what was sent.</param>
/// <param name="Other">The id of the entry that has this term already.</param>
public sealed record EditResult(
    EditOutcome Outcome, GlossaryEntryView? Entry, IReadOnlyList<EntryError> Errors, string? Other);

public enum EditOutcome
{
    Done,
    Invalid,
    Missing,
    VersionConflict,
    Exists,
    Full,
}

/// <summary>Terms one at a time.</summary>
public sealed class GlossaryEditor
{
    private readonly GlossaryStore _store;
    private readonly GlossaryOptions _options;

    internal GlossaryEditor(GlossaryStore store, IOptions<GlossaryOptions> options) =>
        (_store, _options) = (store, options.Value);

    public async Task<EditResult> AddAsync(GlossaryBook book, string user, EntryDraft draft, CancellationToken ct)
    {
        var (entry, errors) = Check(book, draft);
        return entry is null
            ? Refused(errors)
            : Result(book, await _store.AddAsync(book, user, entry, _options.MaxTerms(book.Scope), ct));
    }

    /// <param name="version">What the caller has seen; null for any.</param>
    public async Task<EditResult> PutAsync(
        GlossaryBook book, string user, Guid id, long? version, EntryDraft draft, CancellationToken ct)
    {
        var (entry, errors) = Check(book, draft);
        return entry is null
            ? Refused(errors)
            : Result(book, await _store.PutAsync(book, user, entry with { Id = id }, version, ct));
    }

    /// <inheritdoc cref="PutAsync"/>
    public async Task<EditResult> RemoveAsync(
        GlossaryBook book, string user, Guid id, long? version, CancellationToken ct) =>
        Result(book, await _store.DropAsync(book, user, id, version, ct));

    /// <returns>Null when the glossary has no such term.</returns>
    public async Task<GlossaryEntryView?> FindAsync(GlossaryBook book, Guid id, CancellationToken ct) =>
        await _store.FindAsync(book, id, ct) is { } entry ? EntryViews.Of(entry, book) : null;

    private (GlossaryEntry? Entry, List<EntryError> Errors) Check(GlossaryBook book, EntryDraft draft)
    {
        var errors = new List<EntryError>();
        return (new EntryRules(book.Scope, _options.TermLength).Check(draft, errors), errors);
    }

    private static EditResult Refused(List<EntryError> errors) => new(EditOutcome.Invalid, null, errors, null);

    private static EditResult Result(GlossaryBook book, WriteReply reply) => new(
        reply.Outcome switch
        {
            WriteOutcome.Done => EditOutcome.Done,
            WriteOutcome.Missing => EditOutcome.Missing,
            WriteOutcome.Version => EditOutcome.VersionConflict,
            WriteOutcome.Exists => EditOutcome.Exists,
            _ => EditOutcome.Full,
        },
        reply.Entry is null ? null : EntryViews.Of(reply.Entry, book), [], reply.Other);
}

internal static class EntryViews
{
    public static GlossaryEntryView Of(GlossaryEntry entry, GlossaryBook book) => new(
        entry.Id.ToString(), book.Scope, book.Scope == GlossaryScope.Channel ? book.Owner : null, entry.GlossaryId,
        entry.Kind, entry.Source, entry.Target, entry.SourceTerm, entry.TargetTerm, entry.Alternatives,
        entry.CaseSensitive, entry.WholeWord, entry.Inflection, entry.Forced, entry.Replacement, entry.Note,
        DateTimeOffset.FromUnixTimeMilliseconds(entry.UpdatedAt), entry.UpdatedBy, entry.Version);
}
