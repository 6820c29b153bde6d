using System.Text.Json;
using Recipes.Core;
using Recipes.Corpus;

// Writes the shipped sets below the folder given: recipes/nano/corpus, recipes/general, recipes/general-evaluation.
// Deterministic: the same program writes the same bytes.
const int ItemsPerDimension = 240;
const int UnseenPerDimension = 80;
const int UnseenWords = 2; // of an item at most
const double EvaluationShare = 0.1;

var root = args.Length == 1 ? args[0] : throw new ArgumentException("usage: dotnet run --project recipes/corpus -- REPOSITORY");
var asked = new HashSet<string>(StringComparer.Ordinal);
var training = new List<string>();

Recipes.Corpus.Quickstart.QuickstartFiles.Write(Path.Combine(root, "recipes", "quickstart"));
WritePretraining(Path.Combine(root, "recipes", "nano", "corpus"));
WriteGeneral(Path.Combine(root, "recipes", "general"));
WriteEvaluation(Path.Combine(root, "recipes", "general-evaluation"));
return;

void WritePretraining(string folder)
{
    Directory.CreateDirectory(folder);
    foreach (var dimension in Abilities.Names)
    {
        Save(folder, dimension, Training(dimension, seed: 1, count: dimension == "understanding" ? 9000 : 4200).Select(q => Pair(q.Prompt, q.Answer, q.Input)));
    }

    var pick = new Pick(new Random(2));
    Save(folder, "skills", Enumerable.Range(0, 20000).Select(_ => Skills.Make(pick)).Select(s => Pair(s.Prompt, s.Answer, null)));
    Save(folder, "texts", Enumerable.Range(0, 2500).Select(_ => new Dictionary<string, object?> { ["text"] = Texts.Make(pick) }));
}

void WriteGeneral(string folder)
{
    Directory.CreateDirectory(folder);
    foreach (var dimension in Abilities.Names)
    {
        Save(folder, dimension, Training(dimension, seed: 3, count: 1500).Select(q => Pair(q.Prompt, q.Answer, q.Input)));
    }

    var pick = new Pick(new Random(4));
    Save(folder, "skills", Enumerable.Range(0, 2500).Select(_ => Skills.Make(pick)).Select(s => Pair(s.Prompt, s.Answer, null)));
}

// Questions whose combination the hash leaves to training.
IEnumerable<Question> Training(string dimension, int seed, int count)
{
    var random = new Random(seed);
    var made = 0;
    while (made < count)
    {
        var question = Abilities.Make(dimension, new Pick(random));
        if (!IsEvaluation(question))
        {
            made++;
            yield return question;
        }
    }
}

void WriteEvaluation(string folder)
{
    Directory.CreateDirectory(Path.Combine(folder, "trivial"));
    var text = string.Join('\n', training);
    foreach (var dimension in Abilities.Names)
    {
        var random = new Random(5);
        var items = new List<Question>();
        var seenInputs = new HashSet<string>(StringComparer.Ordinal);
        while (items.Count < ItemsPerDimension)
        {
            var wantsUnseen = items.Count(i => i.Unseen is not null) < UnseenPerDimension;
            var question = Abilities.Make(dimension, new Pick(random, wantsUnseen ? UnseenWords : 0));
            var isNew = question.Unseen is { } word ? !text.Contains(word, StringComparison.Ordinal) : IsEvaluation(question) && !(wantsUnseen && items.Count > ItemsPerDimension - UnseenPerDimension);
            if (isNew && seenInputs.Add(question.Input) && !asked.Contains(question.Input))
            {
                items.Add(question);
            }
        }

        Save(folder, dimension, items.Select((q, i) => Item(q, $"{dimension}-{i + 1:000}")));
        Save(Path.Combine(folder, "trivial"), dimension, items.Select((q, i) => new Dictionary<string, object?> { ["item"] = $"{dimension}-{i + 1:000}", ["answer"] = q.Trivial }));
        Console.WriteLine($"{dimension}: {items.Count} items, {items.Count(i => i.Unseen is not null)} with a withheld word");
    }
}

static bool IsEvaluation(Question question) => ContentId.Fraction("evaluation", question.Combination) < EvaluationShare;

Dictionary<string, object?> Pair(string prompt, string answer, string? input)
{
    training.Add(prompt);
    training.Add(answer);
    asked.Add(input ?? prompt);
    var row = new Dictionary<string, object?> { ["question"] = prompt, ["answer"] = answer };
    if (input is not null)
    {
        row["input"] = input;
    }

    return row;
}

static Dictionary<string, object?> Item(Question q, string id)
{
    var tags = q.Choices.Select(c => $"choice:{c}").ToList();
    if (q.Unseen is not null)
    {
        tags.Add("unseen");
    }

    return new() { ["id"] = id, ["dimension"] = q.Dimension, ["prompt"] = q.Prompt, ["input"] = q.Input, ["gold"] = q.Gold, ["scorer"] = q.Scorer, ["tags"] = tags };
}

static void Save(string folder, string name, IEnumerable<Dictionary<string, object?>> rows)
{
    var path = Path.Combine(folder, name + ".jsonl");
    var list = rows.DistinctBy(r => JsonSerializer.Serialize(r, JsonLines.Options)).ToList();
    JsonLines.Write(path, list);
    Console.WriteLine($"{path}: {list.Count} rows, {new FileInfo(path).Length / 1024} KiB");
}
