namespace Stage5.Contracts;

/// <summary>A language the interface is really written in.</summary>
/// <param name="Locale">BCP 47 tag.</param>
/// <param name="Name">Its English name.</param>
/// <param name="NativeName">Its name in itself.</param>
/// <param name="Complete">True when it has every text that English has.</param>
public sealed record LocaleView(string Locale, string Name, string NativeName, bool Complete);

/// <summary>Every text of one interface language.</summary>
/// <param name="Locale">BCP 47 tag.</param>
/// <param name="Texts">By key; <c>{0}</c>, <c>{1}</c> … stand for values.</param>
public sealed record CatalogView(string Locale, IReadOnlyDictionary<string, string> Texts);
