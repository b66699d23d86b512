namespace Stage5.Tests.Guards.Compliance;

/// <summary>A text with the stretches that are to be found in it.</summary>
internal sealed record Labelled(string Text, IReadOnlyList<(string Class, string Kind, string Value)> Values);

/// <summary>
/// Makes a labelled set from a seed: values of every class in sentences of several languages, and as many sentences
/// with what only looks like them. Check digits are computed here, in ways of their own, not by the detectors.
/// </summary>
internal sealed class LabelledSet(int seed)
{
    private readonly Random _random = new(seed);

    public IEnumerable<Labelled> Make(int perKind)
    {
        var values = new PlantedValues(_random);
        foreach (var (kind, name, make) in values.Kinds)
        {
            for (var i = 0; i < perKind; i++)
            {
                var value = make();
                yield return new Labelled(Sentence(Announcing(kind), value), [(name, kind, value)]);
            }
        }

        var decoys = new Decoys(_random);
        foreach (var (words, make) in decoys.Kinds)
        {
            for (var i = 0; i < perKind; i++) yield return new Labelled(Sentence(words, make()), []);
        }
    }

    private string Sentence(string[] announcing, string value)
    {
        var before = Pick(
            "", "Hello, ", "Please note: ", "Hola, te escribo porque ", "Bonjour, voici ", "Guten Tag, ", "Buongiorno, ",
            "Hallo, ", "Olá, ", "你好，", "As we agreed on Monday, ", "FYI ");
        var after = Pick(
            "", ".", ", thanks.", " gracias", ". Merci !", "? Danke", "\nBest, Ana", "; grazie mille", "。谢谢", "!", " (please confirm)");
        return $"{before}{Pick(announcing)}{value}{after}";
    }

    // Some of the words that people write before such a value; the detectors know some of them, not all.
    private static string[] Announcing(string kind) => kind switch
    {
        "NL BSN" => ["BSN ", "BSN: ", "mijn BSN is ", "burgerservicenummer: "],
        "phone national" => ["phone ", "Tel.: ", "call me at ", "mi teléfono es ", "Handy: ", "my number is ", "reach me on "],
        "password" => ["password: ", "password=", "my pwd is: ", "contraseña: ", "Passwort: ", "the password is "],
        "bearer" => ["Authorization: Bearer ", "use Bearer "],
        "US SSN" => ["SSN ", "social security number ", "it is "],
        "GB NINO" => ["NI number ", "it is ", "mine: "],
        _ => ["it is ", "mi dato: ", "here: ", "c'est ", "nämlich ", "ecco ", "is ", "ref: ", "("],
    };

    private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];
}
