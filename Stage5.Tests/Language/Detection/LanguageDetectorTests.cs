using System.Text;
using Stage5.Core.Language.Detection;

namespace Stage5.Tests.Language.Detection;

public sealed class LanguageDetectorTests
{
    private const string English = "Could you send me the minutes of the meeting before noon, please?";

    [Theory]
    [InlineData("en", English)]
    [InlineData("es", "¿Puedes enviarme el acta de la reunión antes del mediodía, por favor?")]
    [InlineData("de", "Kannst du mir bitte das Protokoll der Besprechung vor dem Mittag schicken?")]
    [InlineData("fr", "Peux-tu m'envoyer le compte rendu de la réunion avant midi, s'il te plaît ?")]
    [InlineData("ja", "会議の議事録を正午までに送っていただけますか。")]
    [InlineData("zh-Hans", "请在中午之前把会议记录发给我。")]
    [InlineData("zh-Hant", "請在中午之前把會議記錄寄給我。")]
    [InlineData("zh-Hans", "北京市人民政府办公厅关于印发通知")]
    [InlineData("zh-Hant", "臺北市政府教育局公務人員訓練中心")]
    [InlineData("ko", "정오 전에 회의록을 보내 주시겠어요?")]
    [InlineData("ru", "Пришлите мне, пожалуйста, протокол встречи до полудня.")]
    [InlineData("uk", "Надішліть мені, будь ласка, протокол зустрічі до полудня.")]
    [InlineData("ar", "هل يمكنك إرسال محضر الاجتماع قبل الظهر من فضلك؟")]
    [InlineData("th", "กรุณาส่งรายงานการประชุมให้ฉันก่อนเที่ยงวัน")]
    [InlineData("el", "Μπορείτε να μου στείλετε τα πρακτικά της συνάντησης πριν το μεσημέρι;")]
    [InlineData("hi", "कृपया दोपहर से पहले मुझे बैठक का विवरण भेज दें।")]
    public void A_sentence_is_told_with_a_confidence_to_act_on(string language, string text)
    {
        var found = LanguageDetector.Default.Detect(text);

        found.Language.ShouldBe(language);
        found.Confidence.ShouldBeGreaterThan(0.7);
        found.Candidates[0].ShouldBe(new DetectedLanguage(language, found.Confidence));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\r\n")]
    [InlineData("12:30 – 14.45, 100 %")]
    [InlineData("🙂🙂 👩‍👩‍👧 🇪🇸")]
    [InlineData("https://example.com/hola/que/tal")]
    [InlineData("ana.garcia@example.com")]
    [InlineData("`const message = hello();`")]
    [InlineData("```\nlet greeting = \"hello\"\n```")]
    [InlineData("{name} {{count}} %s %1$s %(user)s ${total}")]
    [InlineData("@ana")]
    [InlineData("<b></b><br/>")]
    [InlineData("&nbsp;&amp;")]
    [InlineData(":thumbsup:")]
    [InlineData("/usr/local/bin README.md user_name")]
    [InlineData("\uD800\uDC00\uD800 \uDFFF")]
    [InlineData("\0\0\u200B\u202E\uFEFF")]
    public void A_text_without_language_is_undetermined(string text)
    {
        var found = LanguageDetector.Default.Detect(text);

        found.Language.ShouldBe("und");
        found.Confidence.ShouldBe(0);
        found.Candidates.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("See https://ejemplo.es/una/direccion/muy/larga/que/no/cuenta {nombre_del_usuario} ")]
    [InlineData("<span class=\"mensaje importante\" title=\"esto no es texto\">")]
    [InlineData("`esto es codigo y no cuenta para nada` ana@correo-electronico.es @ana ")]
    public void What_is_not_language_does_not_count(string before)
    {
        var plain = LanguageDetector.Default.Detect(English);
        var found = LanguageDetector.Default.Detect(before + English);

        found.Language.ShouldBe("en");
        found.Confidence.ShouldBe(plain.Confidence, 0.02);
    }

    [Fact]
    public void Candidates_are_probabilities_best_first_and_at_most_five()
    {
        foreach (var text in new[] { "OK", "hola", "no", "internet", "Да", "中", "a", English,
            "Привет hello こんにちは" })
        {
            var found = LanguageDetector.Default.Detect(text);

            found.Candidates.Count.ShouldBeInRange(1, 5, text);
            found.Candidates.Select(one => one.Confidence).ShouldBeInOrder(SortDirection.Descending);
            found.Candidates.ShouldAllBe(one => one.Confidence > 0 && one.Confidence <= 1);
            found.Candidates.Sum(one => one.Confidence).ShouldBeLessThanOrEqualTo(1.0005);
            found.Candidates.Select(one => one.Language).ShouldBeUnique();
        }
    }

    [Theory]
    [InlineData("OK")]
    [InlineData("internet")]
    [InlineData("no")]
    [InlineData("中")]
    public void A_word_of_many_languages_is_not_claimed_for_one(string text) =>
        LanguageDetector.Default.Detect(text).Confidence.ShouldBeLessThan(0.7);

    [Fact]
    public void A_short_word_has_its_language_among_the_candidates() =>
        LanguageDetector.Default.Detect("hola").Candidates.ShouldContain(one => one.Language == "es");

    [Fact]
    public void A_text_half_in_one_script_and_half_in_another_names_both_and_is_sure_of_neither()
    {
        var found = LanguageDetector.Default.Detect("Please read this before Friday. Прочтите, пожалуйста.");

        found.Confidence.ShouldBeLessThan(0.9);
        found.Candidates.Take(2).Select(one => one.Language).ShouldBe(["en", "ru"], ignoreOrder: true);
    }

    [Fact]
    public void Names_in_Latin_letters_do_not_make_a_text_Latin() =>
        LanguageDetector.Default.Detect("Откройте Visual Studio Code и запустите тесты").Language.ShouldBe("ru");

    [Fact]
    public void Marks_that_are_not_seen_change_nothing()
    {
        var hidden = string.Concat(English.Select(letter => letter + "\u200B\u202E")) + "\0\uD800";

        LanguageDetector.Default.Detect(hidden).ShouldBeEquivalentTo(LanguageDetector.Default.Detect(English));
    }

    [Fact]
    public void Accents_written_apart_are_read_as_one_letter()
    {
        const string text = "Đây là một câu tiếng Việt có nhiều dấu";

        var apart = LanguageDetector.Default.Detect(text.Normalize(NormalizationForm.FormD) + "\uD800");

        apart.Language.ShouldBe("vi");
        apart.Confidence.ShouldBe(LanguageDetector.Default.Detect(text).Confidence, 0.001);
    }

    [Fact]
    public void Upper_case_is_read_as_lower_case() =>
        LanguageDetector.Default.Detect(English.ToUpperInvariant()).Language.ShouldBe("en");

    [Fact]
    public void Of_a_long_text_the_beginning_is_read()
    {
        var start = string.Concat(Enumerable.Repeat(English + " ", 40));

        LanguageDetector.Default.Detect(start + new string('ж', 40_000))
            .ShouldBeEquivalentTo(LanguageDetector.Default.Detect(start));
    }
}
