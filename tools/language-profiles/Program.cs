using Stage5.Core.Language.Detection;
using Stage5.LanguageProfiles;

if (args is not [("build" or "check" or "measure" or "evaluation") and var verb, var folder, var file])
{
    Console.Error.WriteLine("""
        Stage5.LanguageProfiles build   FOLDER FILE    fit the profiles on the texts that collect.mjs left in FOLDER
        Stage5.LanguageProfiles check   FOLDER FILE    fit them again and compare: the same texts, the same bytes
        Stage5.LanguageProfiles measure FOLDER FILE    how right the profiles are on the texts kept for tuning
        Stage5.LanguageProfiles evaluation FOLDER FILE pick the sentences that the tests measure on
        """);
    return 64;
}

if (verb == "evaluation")
{
    Console.WriteLine($"{Evaluation.Write(file, Sample.Read(Path.Combine(folder, "test.tsv")))} sentences");
    return 0;
}

var tune = Sample.Read(Path.Combine(folder, "tune.tsv"));
if (verb == "measure")
{
    using var stream = File.OpenRead(file);
    Measure.Print(new LanguageDetector(ProfileData.Read(stream)), tune);
    return 0;
}

var train = Sample.Read(Path.Combine(folder, "train.tsv"));
train.AddRange(Sample.Read(Path.Combine(folder, "characters.tsv")));
var profiles = Corpus.Of(train).Select(corpus => Calibrator.Calibrate(Trainer.Train(corpus, OptionsOf(corpus)), tune)).ToArray();
using var built = new MemoryStream();
ProfileData.Write(built, profiles);
if (verb == "check")
{
    // What is compared is the content: another version of the runtime may pack it otherwise.
    var same = Content.Of(built.ToArray()).AsSpan().SequenceEqual(Content.Of(File.ReadAllBytes(file)));
    Console.WriteLine(same ? "The file is what these texts give." : "The file differs from what these texts give.");
    return same ? 0 : 1;
}

File.WriteAllBytes(file, built.ToArray());
Console.WriteLine($"{file}: {built.Length:N0} bytes");
return 0;

static TrainerOptions OptionsOf(Corpus corpus) => corpus.Script switch
{
    ScriptGroup.Latin => new TrainerOptions(PerLanguage: 600, PerNeighbour: 400, Windows: 5000),
    ScriptGroup.Han => new TrainerOptions(PerLanguage: 4500, PerNeighbour: 0, Windows: 6000),
    _ => new TrainerOptions(PerLanguage: 1000, PerNeighbour: 400, Windows: 4000),
};
