using System.Globalization;

namespace Stage5.Tests.Guards.Compliance;

/// <summary>What people write that only looks like personal data.</summary>
internal sealed class Decoys(Random random)
{
    public IReadOnlyList<(string[] Words, Func<string> Make)> Kinds =>
    [
        (["on ", "am ", "el ", "date: ", "call on "], Date),
        (["at ", "um ", "from "], () => $"{random.Next(24):00}:{random.Next(60):00}:{random.Next(60):00}"),
        (["order ", "pedido ", "Bestellung ", "order no. ", "#"], () => Number(random.Next(6, 14))),
        (["order ", "commande "], () => $"00{Number(random.Next(8, 12))}"),
        (["tracking ", "parcel ", "Sendung ", "seguimiento "], () => Pick("1Z" + Upper(6) + Number(10), Upper(2) + Number(9) + Upper(2), Number(12), Number(20), Number(22))),
        (["ISBN ", "isbn: "], () => Pick($"978-{Number(1)}-{Number(2)}-{Number(6)}-{Number(1)}", $"978{Number(10)}")),
        (["version ", "v", "Version: ", "firmware ", "release "], () => Pick("1.2.3", $"{random.Next(20)}.{random.Next(99)}.{random.Next(99)}.{random.Next(99)}", "10.0.401-rc.2")),
        (["costs ", "total ", "price "], () => Pick($"{Number(3)},{Number(2)} EUR", $"${random.Next(1, 9)},{Number(3)},{Number(3)}.{Number(2)}", $"1.{Number(3)}.{Number(3)},00 €")),
        (["id ", "trace ", ""], () => new Guid(Bytes(16)).ToString()),
        (["commit ", "sha ", "hash "], () => Convert.ToHexStringLower(Bytes(20))),
        (["part ", "model ", "SKU "], () => $"{Upper(2)}-{Number(3)}-{Number(4)}"),
        (["card ", "it is ", "nr "], BadCard),
        (["IBAN ", "cuenta "], BadIban),
        (["it is ", "code "], BadIds),
        (["room ", "extension ", "page "], () => Number(random.Next(1, 5))),
        (["see ", "file "], () => Pick("logo@2x.png", "pkg@1.2.3", "@ana", "git@github.com:a/b.git", "std::vector<int>", "10:20:30", "a1:b2")),
        (["the ", "about "], () => Pick("password: required", "secret: the sauce", "token budget of 2000", "api key: see below", "Bearer authentication", "password={{password}}")),
        (["use ", "name "], () => Pick("getUserByIdAndStatusWithRetryPolicy2024", "stage5-core-2024-release-candidate-build-7", "IHttpClientFactoryServiceCollectionExtensions10")),
        (["years ", "numbers "], () => Pick("2019 2020 2021 2022", "1 2 3 4 5 6 7 8 9 10 11 12 13", "1000 2000 3000 4000", "10 20 30 40 50 60 70 80")),
    ];

    private string Date()
    {
        var date = new DateTime(random.Next(1990, 2030), random.Next(1, 13), random.Next(1, 29), random.Next(24), 0, 0, DateTimeKind.Utc);
        return date.ToString(Pick("yyyy-MM-dd", "dd.MM.yyyy", "MM/dd/yyyy", "yyyyMMdd", "yyyy-MM-ddTHH:mm:ssZ", "d MMM yyyy"), CultureInfo.InvariantCulture);
    }

    // Right in everything but the check digit.
    private string BadCard()
    {
        var digits = "4" + Number(15);
        var sum = digits.Reverse().Select((c, i) => (c - '0') * (i % 2 + 1)).Sum(n => n / 10 + n % 10);
        return sum % 10 == 0 ? BadCard() : random.Next(2) == 0 ? digits : $"{digits[..4]} {digits[4..8]} {digits[8..12]} {digits[12..]}";
    }

    private string BadIban() => Pick("ES92 2100 0418 4502 0005 1332", "GB28NWBK60161331926819", "DE88 3704 0044 0532 0130 00", "XX91 2100 0418 4502 0005 1332");

    private string BadIds() => Pick("12345678A", "X1234567M", "529.982.247-26", "RSSMRA85T10A562T", "1 85 05 78 006 084 92", "86095742718", "000-12-3456", "BG123456A");

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private string Number(int digits) => string.Concat(Enumerable.Range(0, digits).Select(_ => (char)('0' + random.Next(10))));

    private string Upper(int letters) => string.Concat(Enumerable.Range(0, letters).Select(_ => (char)('A' + random.Next(26))));

    private string Pick(params string[] choices) => choices[random.Next(choices.Length)];
}
