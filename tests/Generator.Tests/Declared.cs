namespace OptimizerDsl.Generator.Tests;

/// <summary>The texts that are embedded in this assembly.</summary>
internal static class Declared
{
    /// <summary>The names of the optimizers of src/Optimizers.</summary>
    public static TheoryData<string> Optimizers => new(Names("Optimizers/").Select(Path.GetFileNameWithoutExtension)!);

    public static IEnumerable<string> Names(string folder) => typeof(Declared).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    public static string Optimizer(string name) => Read($"Optimizers/{name}.cs");

    public static string Read(string name)
    {
        using var reader = new StreamReader(typeof(Declared).Assembly.GetManifestResourceStream(name)
            ?? throw new FileNotFoundException($"{name} is not embedded."));
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
