using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using Stage5.Contracts;
using Stage5.Core.Language.Glossaries.Matching;

namespace Stage5.Core.Language.Glossaries;

/// <summary>What may be an entry, alike for a person at the page and for a row of an import.</summary>
internal sealed partial class EntryRules(GlossaryScope scope, int longest)
{
    private const int LongestNote = 1_000;
    private const int MostAlternatives = 20;

    /// <summary>The entry, its texts trimmed and composed (NFC); null with what is wrong.</summary>
    public GlossaryEntry? Check(EntryDraft draft, List<EntryError> errors)
    {
        var before = errors.Count;
        var kind = draft.Kind;
        var alternatives = Alternatives(draft, errors);
        var entry = new GlossaryEntry
        {
            Id = Guid.CreateVersion7(),
            GlossaryId = GlossaryIdOf(draft.GlossaryId, errors),
            Kind = kind,
            Source = Language("sourceLanguage", draft.SourceLanguage, kind, errors),
            Target = Language("targetLanguage", draft.TargetLanguage, kind, errors),
            SourceTerm = Term("sourceTerm", draft.SourceTerm, kind != GlossaryKind.Banned, errors),
            TargetTerm = Term("targetTerm", draft.TargetTerm, kind != GlossaryKind.DoNotTranslate, errors),
            Others = alternatives.Length == 0 ? null : alternatives,
            Replacement = string.IsNullOrWhiteSpace(draft.Replacement)
                ? null
                : Term("replacement", draft.Replacement, kind == GlossaryKind.Banned, errors),
            Note = NoteOf(draft.Note, errors),
            Flags = (draft.CaseSensitive ? TermFlags.CaseSensitive : TermFlags.None)
                | (draft.WholeWord ? TermFlags.None : TermFlags.PartOfWord)
                | (draft.Inflection ? TermFlags.Inflection : TermFlags.None)
                | (draft.Forced ? TermFlags.Forced : TermFlags.None),
        };
        if (draft.Forced && scope != GlossaryScope.Tenant)
            errors.Add(new("forced", "not_for_this_scope", "Only terms of the tenant can be forced."));
        if (draft.Inflection && !draft.WholeWord)
            errors.Add(new(
                "inflection", "needs_whole_word", "inflection is for whole words; leave wholeWord on."));
        if (kind == GlossaryKind.Translate && entry.Source == entry.Target && errors.Count == before)
            errors.Add(new("targetLanguage", "same_language", "A translation needs two languages."));
        if (entry.Replacement is { } by
            && FoldedText.Key(by).Contains(FoldedText.Key(entry.TargetTerm), StringComparison.Ordinal))
            errors.Add(new("replacement", "banned_itself", "The replacement contains the banned term."));
        return errors.Count == before ? entry : null;
    }

    private static string GlossaryIdOf(string? text, List<EntryError> errors)
    {
        var id = string.IsNullOrWhiteSpace(text) ? GlossaryEntry.DefaultGlossary : text.Trim();
        if (!GlossaryIds.IsMatch(id))
            errors.Add(new(
                "glossaryId", "invalid_id", "glossaryId must be letters, digits, . _ and -, at most 64."));
        return id;
    }

    private static string Language(string field, string? text, GlossaryKind kind, List<EntryError> errors)
    {
        var tag = text?.Trim();
        // A name that stays a name, or a word that is banned, may be so in any language.
        if (kind != GlossaryKind.Translate && tag is null or "" or GlossaryEntry.Any) return GlossaryEntry.Any;
        if (tag?.Length <= 35 && LanguageTag.TryParse(tag, out var parsed) && parsed.IsKnown())
            return parsed.Value;
        errors.Add(string.IsNullOrEmpty(tag)
            ? new(field, "required", $"{field} is required.")
            : new(field, "unknown_language", $"{field} is not a known BCP 47 language tag, like en or pt-BR."));
        return "";
    }

    private string[] Alternatives(EntryDraft draft, List<EntryError> errors)
    {
        if (draft.Alternatives.Count > MostAlternatives)
        {
            errors.Add(new("alternatives", "too_many", $"At most {MostAlternatives} alternatives."));
            return [];
        }

        return
        [
            .. draft.Alternatives.Where(one => !string.IsNullOrWhiteSpace(one))
                .Select(one => Term("alternatives", one, draft.Kind == GlossaryKind.Translate, errors))
                .Where(one => one.Length > 0 && one != draft.TargetTerm?.Trim()).Distinct(StringComparer.Ordinal),
        ];
    }

    private string Term(string field, string? text, bool wanted, List<EntryError> errors)
    {
        var trimmed = text?.Trim() ?? "";
        if (!wanted)
        {
            if (trimmed.Length > 0)
                errors.Add(new(field, "not_for_this_kind", $"{field} has no meaning for this kind of term."));
            return "";
        }

        if (trimmed.Length == 0)
            errors.Add(new(field, "required", $"{field} is required."));
        else if (trimmed.Length > longest)
            errors.Add(new(field, "too_long", $"{field} must be at most {longest} characters."));
        else if (!trimmed.All(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c))
            || trimmed.Any(char.IsControl) || !IsWellFormed(trimmed))
            errors.Add(new(field, "invalid_characters", $"{field} must be one line of text."));
        else if (trimmed.EnumerateRunes().All(IsInvisible))
            errors.Add(new(field, "invisible", $"{field} must have at least one visible character."));
        else if (trimmed.Normalize(NormalizationForm.FormC) is var composed && composed.Length <= longest)
            return composed;
        else
            errors.Add(new(field, "too_long", $"{field} must be at most {longest} characters."));
        return "";
    }

    private static string? NoteOf(string? text, List<EntryError> errors)
    {
        var note = text?.ReplaceLineEndings("\n").Trim();
        if (string.IsNullOrEmpty(note)) return null;
        if (note.Length > LongestNote)
            errors.Add(new("note", "too_long", "note must be at most 1,000 characters."));
        else if (!IsWellFormed(note)
            || note.Any(c => (char.IsControl(c) && c is not ('\n' or '\t'))
                || (!XmlConvert.IsXmlChar(c) && !char.IsSurrogate(c))))
            errors.Add(new("note", "invalid_characters", "note must not have control characters."));
        return note;
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }

    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex GlossaryIds { get; }
}
