using System.Globalization;
using System.Numerics;
using System.Text;

namespace Stage5.Tests.Guards.Compliance;

/// <summary>Values that are valid by the public rules of their kinds.</summary>
internal sealed class PlantedValues(Random random)
{
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Mixed = Upper + "abcdefghijklmnopqrstuvwxyz0123456789";

    public IReadOnlyList<(string Kind, string Class, Func<string> Make)> Kinds =>
    [
        ("card", "card", Card), ("IBAN", "iban", Iban),
        ("ES DNI/NIE", "national_id", Spanish), ("FR NIR", "national_id", French), ("DE Steuer-ID", "national_id", German),
        ("IT codice fiscale", "national_id", Italian), ("NL BSN", "national_id", Dutch), ("BR CPF", "national_id", Brazilian),
        ("GB NINO", "national_id", British), ("US SSN", "national_id", American),
        ("email", "email", Email), ("phone international", "phone", International), ("phone national", "phone", National),
        ("IPv4", "ip", Four), ("IPv6", "ip", Six),
        ("key with prefix", "secret", Key), ("password", "secret", Password), ("bearer", "secret", () => Some(Mixed, 12) + Number(4) + Some(Mixed, 12)),
        ("random token", "secret", () => Some(Mixed, random.Next(36, 64))),
    ];

    private string Card()
    {
        var (prefix, length) = Pick(("4", 16), ("51", 16), ("55", 16), ("2345", 16), ("34", 15), ("37", 15), ("6011", 16), ("36", 14), ("3530", 16), ("62", 16));
        var body = prefix + Number(length - prefix.Length - 1);
        var digits = Enumerable.Range(0, 10).Select(last => body + last.ToString(CultureInfo.InvariantCulture))
            .Single(number => number.Reverse().Select((c, i) => (c - '0') * (i % 2 + 1)).Sum(n => n / 10 + n % 10) % 10 == 0);
        var shaped = random.Next(4) == 0 ? digits : length == 15
            ? Join(digits, Pick(" ", "-"), 4, 6, 5) : length == 14 ? Join(digits, " ", 4, 6, 4) : Join(digits, Pick(" ", "-", "."), 4, 4, 4, 4);
        return random.Next(12) == 0 ? string.Concat(shaped.Select(c => char.IsAsciiDigit(c) ? (char)(c + 0xFEE0) : c)) : shaped;
    }

    private string Iban()
    {
        var (country, account) = Pick<(string, string)>(
            ("ES", Number(20)), ("DE", Number(18)), ("FR", Number(10) + Some(Upper + "0123456789", 11) + Number(2)),
            ("GB", Some(Upper, 4) + Number(14)), ("NL", Some(Upper, 4) + Number(10)), ("IT", Some(Upper, 1) + Number(10) + Some(Upper + "0123456789", 12)),
            ("BE", Number(12)), ("PT", Number(21)), ("PL", Number(24)), ("SE", Number(20)), ("NO", Number(11)), ("CH", Number(17)), ("MT", Some(Upper, 4) + Number(23)));
        var digits = string.Concat((account + country + "00").Select(c => char.IsAsciiDigit(c) ? c.ToString() : (c - 55).ToString(CultureInfo.InvariantCulture)));
        var check = 98 - (int)(BigInteger.Parse(digits, CultureInfo.InvariantCulture) % 97);
        var iban = $"{country}{check:00}{account}";
        return random.Next(3) switch
        {
            0 => iban,
            1 => iban.ToLowerInvariant(),
            _ => string.Join(' ', iban.Chunk(4).Select(group => new string(group))),
        };
    }

    private string Spanish()
    {
        const string letters = "TRWAGMYFPDXBNJZSQVHLCKE";
        if (random.Next(3) == 0)
        {
            var (first, rest) = (random.Next(3), Number(7));
            return $"{"XYZ"[first]}{Pick("", "-")}{rest}{Pick("", "-")}{letters[int.Parse($"{first}{rest}", CultureInfo.InvariantCulture) % 23]}";
        }

        var number = Number(8);
        return $"{number}{Pick("", "-")}{letters[int.Parse(number, CultureInfo.InvariantCulture) % 23]}";
    }

    private string French()
    {
        var body = $"{random.Next(1, 3)}{random.Next(0, 100):00}{random.Next(1, 13):00}{random.Next(1, 96):00}{random.Next(1, 600):000}{random.Next(1, 999):000}";
        var key = 97 - (long.Parse(body, CultureInfo.InvariantCulture) % 97);
        var nir = $"{body}{key:00}";
        return random.Next(2) == 0 ? nir : Join(nir, " ", 1, 2, 2, 2, 3, 3, 2);
    }

    private string German()
    {
        var digits = Enumerable.Range(0, 10).OrderBy(_ => random.Next()).Take(9).ToList();
        digits.Insert(random.Next(10), digits[random.Next(9)]);
        if (digits[0] == 0) return German();
        var p = digits.Aggregate(10, (p, d) => (d + p) % 10 is 0 ? 20 % 11 : (d + p) % 10 * 2 % 11);
        var id = string.Concat(digits) + ((11 - p) % 10).ToString(CultureInfo.InvariantCulture);
        return random.Next(2) == 0 ? id : Join(id, " ", 2, 3, 3, 3);
    }

    private string Italian()
    {
        const string consonants = "BCDFGLMNPRSTVZ";
        var code = $"{Some(consonants, 6)}{Number(2)}{Some("ABCDEHLMPRST", 1)}{random.Next(1, 31):00}{Some("ABCDEFGHIL", 1)}{Number(3)}";
        var odd = new Dictionary<char, int>();
        var values = "1 0 5 7 9 13 15 17 19 21".Split(' ').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        for (var i = 0; i < 10; i++) (odd[(char)('0' + i)], odd[(char)('A' + i)]) = (values[i], values[i]);
        foreach (var entry in "K2 L4 M18 N20 O11 P3 Q6 R8 S12 T14 U16 V10 W22 X25 Y24 Z23".Split(' '))
            odd[entry[0]] = int.Parse(entry[1..], CultureInfo.InvariantCulture);
        var sum = code.Select((c, i) => i % 2 == 0 ? odd[c] : char.IsAsciiDigit(c) ? c - '0' : Upper.IndexOf(c, StringComparison.Ordinal)).Sum();
        code += Upper[sum % 26];
        return random.Next(5) switch { 0 => code.ToLowerInvariant(), 1 => $"{code[..3]} {code[3..6]} {code[6..11]} {code[11..]}", _ => code };
    }

    private string Dutch()
    {
        while (true)
        {
            var eight = Number(8);
            var sum = eight.Select((c, i) => (c - '0') * (9 - i)).Sum();
            if (sum % 11 < 10) return $"{eight}{sum % 11}";
        }
    }

    private string Brazilian()
    {
        var cpf = Number(9);
        for (var round = 0; round < 2; round++)
        {
            var rest = cpf.Reverse().Select((c, i) => (c - '0') * (i + 2)).Sum() * 10 % 11;
            cpf += (rest % 10).ToString(CultureInfo.InvariantCulture);
        }

        return random.Next(3) == 0 ? cpf : $"{cpf[..3]}.{cpf[3..6]}.{cpf[6..9]}-{cpf[9..]}";
    }

    private string British()
    {
        var nino = $"{Pick("AB", "CE", "JW", "PR", "SX", "LY")}{Number(6)}{Some("ABCD", 1)}";
        return random.Next(2) == 0 ? nino : Join(nino, " ", 2, 2, 2, 2, 1);
    }

    private string American() => $"{random.Next(1, 666):000}-{random.Next(1, 100):00}-{random.Next(1, 10000):0000}";

    private string Email() =>
        $"{Pick("ana", "j.smith", "o'neil", "info+news", "maria_lopez", "x", "müller")}{Number(random.Next(3))}@{Pick("example", "mail.corp", "uni-köln", "a1")}.{Pick("com", "co.uk", "de", "es", "museum", "xn--p1ai")}";

    private string International()
    {
        var (code, shape) = Pick(("34", "### ### ###"), ("49", "### #######"), ("33", "# ## ## ## ##"), ("1", "(###) ###-####"), ("44", "## #### ####"), ("39", "### ### ####"),
            ("55", "## #####-####"), ("81", "##-####-####"), ("351", "### ### ###"), ("971", "## ### ####"));
        var national = string.Concat(shape.Select((c, i) => c == '#' ? (char)('0' + random.Next(i < 3 ? 2 : 0, 10)) : c));
        if (random.Next(3) == 0) national = string.Concat(national.Where(char.IsAsciiDigit));
        return $"{Pick("+", "+", "00")}{code}{(national[0] == '(' || random.Next(2) == 0 ? " " : "")}{national}";
    }

    private string National() => string.Concat(
        Pick("6## ### ###", "(212) ###-####", "01## #######", "06 ## ## ## ##", "020 #### ####", "91 ### ## ##").Select(c => c == '#' ? (char)('0' + random.Next(10)) : c));

    private string Four() => $"{Pick("10", "192", "84", "203")}.{random.Next(256)}.{random.Next(256)}.{random.Next(1, 255)}";

    private string Six() => random.Next(2) == 0
        ? $"2001:db8::{random.Next(1, 0xffff):x}:{random.Next(1, 0xffff):x}"
        : "2a02:" + string.Join(':', Enumerable.Range(0, 7).Select(_ => random.Next(1, 0xffff).ToString("x4", CultureInfo.InvariantCulture)));

    private string Key() => Pick("sk-", "sk-ant-api03-", "ghp_", "xoxb-", "glpat-", "hf_", "gsk_", "s5a_", "sk_live_") + Some(Mixed, 20) + Number(2);

    private string Password() => Some(Mixed, 6) + Number(2) + Pick("", "!", "#x");

    private string Number(int digits) => Some("0123456789", digits);

    private string Some(string alphabet, int length)
    {
        var text = new StringBuilder();
        while (length-- > 0) text.Append(alphabet[random.Next(alphabet.Length)]);
        return text.ToString();
    }

    private static string Join(string value, string separator, params int[] lengths)
    {
        var at = 0;
        return string.Join(separator, lengths.Select(length => value.Substring((at += length) - length, length)));
    }

    private T Pick<T>(params T[] choices) => choices[random.Next(choices.Length)];
}
