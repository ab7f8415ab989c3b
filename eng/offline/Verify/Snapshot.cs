using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text;
using DiffPlex;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace VerifyTests;

/// <summary>One pair of files, <c>{prefix}.verified.{extension}</c> and <c>{prefix}.received.{extension}</c>.</summary>
sealed class Snapshot
{
    // The package refuses to let two tests share a file; so must its stand-in, or tests would pass only here.
    static readonly ConcurrentDictionary<string, bool> UsedPrefixes = new();

    // Those of Windows on every system, so that a snapshot has one name everywhere.
    const string InvalidInNames = "\"\\<>|:*?/";

    readonly string directory, prefix, extension;

    public Snapshot(MethodInfo method, string sourceFile, string extension, VerifySettings settings)
    {
        this.extension = extension;
        directory = Path.Combine(Path.GetDirectoryName(sourceFile)!, settings.Directory ?? "");
        prefix = settings.FileName ?? NameOf(method, settings);

        Directory.CreateDirectory(directory);
        if (!UsedPrefixes.TryAdd(Path.Combine(directory, prefix), true) && !settings.SharesPrefix)
            throw new InvalidOperationException($"""
                The prefix has already been used: {prefix}.
                A theory needs UseParameters(), a second Verify in one test UseMethodName().
                """);
        foreach (var stale in Files("received")) File.Delete(stale);
    }

    string Received => $"{prefix}.received.{extension}";

    string Verified => $"{prefix}.verified.{extension}";

    public VerifyResult Check(string target)
    {
        var received = target.ReplaceLineEndings("\n");
        var path = Path.Combine(directory, Verified);
        var verified = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        var orphans = Files("verified").Where(file => Path.GetFileName(file) != Verified).Select(Path.GetFileName).ToList();

        // Editors like to end a file with a newline; the text itself need not.
        var equal = verified != "" && (verified == received || verified == received + "\n");
        if (equal && orphans.Count == 0) return new VerifyResult(path);

        var message = new StringBuilder($"Directory: {directory}\n");
        if (!equal)
        {
            // With a byte order mark, as the package writes it.
            File.WriteAllText(Path.Combine(directory, Received), received, Encoding.UTF8);
            message.Append(verified == "" ? "New:\n" : "NotEqual:\n");
            message.Append($"  - Received: {Received}\n    Verified: {Verified}\n");
        }
        foreach (var orphan in orphans) message.Append($"Delete:\n  - {orphan}\n");
        if (!equal) message.Append("\nFileContent:\n\n").Append(verified == "" ? received : Diff(verified, received));
        throw new VerifyException(message.ToString());
    }

    IEnumerable<string> Files(string kind) => Directory.EnumerateFiles(directory, $"{prefix}.{kind}.*");

    static string NameOf(MethodInfo method, VerifySettings settings)
    {
        var type = method.ReflectedType!;
        var name = new StringBuilder(settings.TypeName ?? (type.IsNested ? $"{type.DeclaringType!.Name}.{type.Name}" : type.Name))
            .Append('.').Append(settings.MethodName ?? method.Name);
        if (!settings.TryGetParameters(out var values)) return name.ToString();

        var parameters = method.GetParameters();
        if (values.Length > parameters.Length)
            throw new InvalidOperationException(
                $"{values.Length} parameters were passed to UseParameters, {method.Name} has {parameters.Length}.");
        foreach (var (parameter, value) in parameters.Zip(values)) name.Append($"_{parameter.Name}={Text(value)}");
        return name.ToString();
    }

    static string Text(object? value, bool root = true) => value switch
    {
        null => "null",
        string text => string.Concat(text.Select(c => char.IsControl(c) || InvalidInNames.Contains(c) ? '-' : c)),
        IFormattable number when value.GetType().IsPrimitive || value is decimal =>
            number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable items => Joined(items.Cast<object?>().Select(item => Text(item, root: false)).ToList(), root),
        _ => Text(value.ToString()),
    };

    static string Joined(IReadOnlyCollection<string> items, bool root) =>
        root && items.Count > 0 ? string.Join(',', items) : $"[{string.Join(',', items)}]";

    /// <summary>The lines that differ, each with the unchanged lines around it.</summary>
    static string Diff(string verified, string received)
    {
        const int context = 3;
        var lines = new InlineDiffBuilder(new Differ()).BuildDiffModel(verified, received, ignoreWhitespace: false).Lines;
        var changed = lines.Select(line => line.Type != ChangeType.Unchanged).ToList();
        var text = new StringBuilder("- verified, + received:\n");
        var skipped = false;
        for (var i = 0; i < lines.Count; i++)
        {
            if (!Enumerable.Range(i - context, 2 * context + 1).Any(j => j >= 0 && j < changed.Count && changed[j]))
            {
                skipped = true;
                continue;
            }
            if (skipped) text.Append("  ...\n");
            skipped = false;
            var sign = lines[i].Type switch { ChangeType.Inserted => '+', ChangeType.Deleted => '-', _ => ' ' };
            text.Append($"{sign} {lines[i].Text}\n");
        }
        return text.ToString();
    }
}

public class VerifyResult
{
    internal VerifyResult(string verifiedPath) => Files = [verifiedPath];

    public IEnumerable<string> Files { get; }

    public string Text => File.ReadAllText(Files.Single());
}

/// <summary>The message is all that helps: where Verify threw is of no interest.</summary>
sealed class VerifyException(string message) : Exception(message)
{
    public override string StackTrace => "";
}
