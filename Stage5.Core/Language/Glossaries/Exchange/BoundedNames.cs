using System.Xml;

namespace Stage5.Core.Language.Glossaries.Exchange;

/// <summary>Names of elements and attributes; a document that invents ever new ones is ended.</summary>
internal sealed class BoundedNames : NameTable
{
    private const int Most = 2_000;

    private int _count;

    public override string Add(char[] key, int start, int len) =>
        Get(key, start, len) ?? Counted(base.Add(key, start, len));

    public override string Add(string key) => Get(key) ?? Counted(base.Add(key));

    private string Counted(string name) => ++_count <= Most
        ? name
        : throw new ImportFormatException(
            1, null, "too_many_names", "The document has too many different names of elements and attributes.");
}
