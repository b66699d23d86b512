using System.Text.Json;
using System.Xml;
using Stage5.Contracts;

namespace Stage5.Core.Language.Glossaries.Exchange;

/// <summary>
/// TBX of 2019, one concept an entry. What plain TBX has no word for stands in <c>admin</c> elements, which other
/// programs pass over.
/// </summary>
internal sealed class TbxWriter(TextWriter text) : IEntryWriter
{
    private const string Namespace = "urn:iso:std:iso:30042:ed-2";

    /// <summary>Any language, as BCP 47 says it.</summary>
    private const string Undetermined = "und";

    private readonly XmlWriter _xml = XmlWriter.Create(text, new XmlWriterSettings
    {
        Indent = true,
        // It would name the encoding of strings.
        OmitXmlDeclaration = true,
    });

    public void Begin()
    {
        text.Write("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        _xml.WriteStartElement("tbx", Namespace);
        _xml.WriteAttributeString("style", "dca");
        _xml.WriteAttributeString("type", "TBX-Stage5");
        _xml.WriteAttributeString("xml", "lang", null, "en");
        Open("tbxHeader");
        Open("fileDesc");
        Open("sourceDesc");
        _xml.WriteElementString("p", Namespace, "Exported from a Stage5 glossary.");
        for (var i = 0; i < 3; i++) _xml.WriteEndElement();
        Open("text");
        Open("body");
    }

    public void Write(GlossaryEntry entry)
    {
        Open("conceptEntry");
        _xml.WriteAttributeString("id", "c" + entry.Id.ToString("N"));
        Admin(TbxNames.Kind, JsonNamingPolicy.CamelCase.ConvertName(entry.Kind.ToString()));
        Admin(TbxNames.Source, entry.Source);
        Admin(TbxNames.Target, entry.Target);
        Admin(TbxNames.GlossaryId, entry.GlossaryId);
        if (FlagsOf(entry) is { Length: > 0 } flags) Admin(TbxNames.Flags, flags);
        if (entry.Replacement is not null) Admin(TbxNames.Replacement, entry.Replacement);
        if (entry.Note is not null) _xml.WriteElementString("note", Namespace, entry.Note);
        if (entry.Kind == GlossaryKind.Banned)
        {
            Language(entry.Target, [(entry.TargetTerm, TbxNames.Deprecated)]);
        }
        else
        {
            Language(entry.Source, [(entry.SourceTerm, null)]);
            if (entry.Kind == GlossaryKind.Translate)
            {
                Language(entry.Target, entry.Alternatives.Select(one => (one, (string?)TbxNames.Admitted))
                    .Prepend((entry.TargetTerm, TbxNames.Preferred)));
            }
        }

        _xml.WriteEndElement();
        _xml.Flush();
    }

    public void End()
    {
        _xml.WriteEndDocument();
        _xml.Dispose();
    }

    private void Language(string language, IEnumerable<(string Term, string? Status)> terms)
    {
        Open("langSec");
        _xml.WriteAttributeString("xml", "lang", null, language == GlossaryEntry.Any ? Undetermined : language);
        foreach (var (term, status) in terms)
        {
            Open("termSec");
            _xml.WriteElementString("term", Namespace, term);
            if (status is not null)
            {
                Open("termNote");
                _xml.WriteAttributeString("type", TbxNames.Status);
                _xml.WriteString(status);
                _xml.WriteEndElement();
            }

            _xml.WriteEndElement();
        }

        _xml.WriteEndElement();
    }

    private void Admin(string type, string value)
    {
        Open("admin");
        _xml.WriteAttributeString("type", type);
        _xml.WriteString(value);
        _xml.WriteEndElement();
    }

    private void Open(string name) => _xml.WriteStartElement(name, Namespace);

    private static string FlagsOf(GlossaryEntry entry) => string.Join(' ', new[]
    {
        entry.CaseSensitive ? "caseSensitive" : null,
        entry.WholeWord ? null : "partOfWord",
        entry.Inflection ? "inflection" : null,
        entry.Forced ? "forced" : null,
    }.OfType<string>());
}
