using System.Runtime.CompilerServices;
using System.Text;
using System.Xml;

namespace Stage5.Core.Language.Glossaries.Exchange;

/// <summary>
/// Entries out of TBX, ISO 30042 of 2008 (martif, termEntry, langSet, tig or ntig) and of 2019 (tbx, conceptEntry,
/// langSec, termSec). Reads one concept at a time and refuses document types, and with them entities.
/// </summary>
internal sealed class TbxEntries(TextReader reader, GlossaryImport import)
{
    private const int Deepest = 64;
    private const int LongestText = 8_000;

    private readonly StringBuilder _text = new();
    private string? _rootLanguage;
    private bool _rootSeen;
    private TbxConcept? _concept;
    private string _language = "";
    private string? _term;
    private bool _forbidden;
    private string? _captured;
    private string _type = "";

    /// <exception cref="ImportFormatException">It cannot be read any further.</exception>
    public async IAsyncEnumerable<ImportRow> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        using var guard = new XmlGuard(reader);
        using var xml = XmlReader.Create(guard, new XmlReaderSettings
        {
            Async = true,
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            NameTable = new BoundedNames(),
        });
        while (await NextAsync(xml))
        {
            ct.ThrowIfCancellationRequested();
            foreach (var row in Step(xml))
                yield return row;
        }
    }

    private async Task<bool> NextAsync(XmlReader xml)
    {
        try
        {
            if (!await xml.ReadAsync()) return false;
            // The text may go on in what has not come yet, so asking for it may read.
            if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace
                    or XmlNodeType.Whitespace
                && _captured is not null && _text.Length < LongestText)
                _text.Append(await xml.GetValueAsync());
            return true;
        }
        catch (XmlException e)
        {
            throw e.Message.Contains("DTD", StringComparison.Ordinal)
                ? new ImportFormatException(Math.Max(1, Line(xml)), null, "dtd_refused",
                    "A document type and its entities are refused. Remove <!DOCTYPE …>.")
                : new ImportFormatException(Math.Max(1, e.LineNumber), null, "invalid_xml",
                    $"This is not well-formed XML at line {e.LineNumber}, position {e.LinePosition}.");
        }
    }

    private IEnumerable<ImportRow> Step(XmlReader xml)
    {
        if (xml.Depth > Deepest)
            throw new ImportFormatException(Line(xml), null, "too_deep", "Elements are nested too deep for TBX.");
        switch (xml.NodeType)
        {
            case XmlNodeType.Element:
                var name = xml.LocalName;
                var empty = xml.IsEmptyElement;
                Begin(xml, name);
                return empty ? End(name) : [];
            case XmlNodeType.EndElement:
                return End(xml.LocalName);
            default:
                return [];
        }
    }

    private void Begin(XmlReader xml, string name)
    {
        if (!_rootSeen)
        {
            _rootSeen = true;
            if (name is not ("martif" or "tbx"))
                throw new ImportFormatException(
                    Line(xml), name, "not_tbx", "The document is no TBX: its root must be martif or tbx.");
            _rootLanguage = Language(xml);
        }

        switch (name)
        {
            case "termEntry" or "conceptEntry":
                (_concept, _language) = (new TbxConcept(Line(xml)), "");
                break;
            case "langSet" or "langSec":
                _language = Language(xml) ?? "";
                break;
            case "tig" or "ntig" or "termSec":
                (_term, _forbidden) = (null, false);
                break;
            case "term" or "termNote" or "note" or "admin" or TbxNames.Status when _concept is not null:
                (_captured, _type) = (name, xml.GetAttribute("type") ?? "");
                _text.Clear();
                break;
        }
    }

    private IEnumerable<ImportRow> End(string name)
    {
        if (name == _captured)
        {
            Captured(name, _text.ToString().Trim());
            _captured = null;
        }
        else if (name is "tig" or "ntig" or "termSec" && _term is { } term)
        {
            _concept?.Add(new TbxTerm(_language, term, _forbidden));
            _term = null;
        }
        else if (name is "termEntry" or "conceptEntry" && _concept is { } concept)
        {
            _concept = null;
            return concept.Rows(import, _rootLanguage);
        }

        return [];
    }

    private void Captured(string name, string text)
    {
        switch (name)
        {
            case "term":
                _term = text;
                break;
            case "note":
                _concept!.Note ??= text;
                break;
            case "admin" when _type.StartsWith("x-stage5-", StringComparison.Ordinal):
                _concept!.Admin[_type] = text;
                break;
            case TbxNames.Status:
            case "termNote" when _type == TbxNames.Status:
                _forbidden = text.StartsWith("deprecated", StringComparison.OrdinalIgnoreCase)
                    || text.StartsWith("superseded", StringComparison.OrdinalIgnoreCase)
                    || text is "forbidden" or "notRecommended" or "obsolete";
                break;
        }
    }

    private static string? Language(XmlReader xml) => xml.GetAttribute("xml:lang") ?? xml.GetAttribute("lang");

    private static int Line(XmlReader xml) => ((IXmlLineInfo)xml).LineNumber;
}
