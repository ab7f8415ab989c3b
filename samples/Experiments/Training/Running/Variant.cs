namespace Experiments;

/// <summary>An optimizer with its hyperparameters: what is compared.</summary>
/// <param name="Method">The optimizer.</param>
/// <param name="Hyperparameters">Its hyperparameters.</param>
/// <param name="Distinction">Those that tell it from others with the same optimizer, key=value; empty if there are none.</param>
internal sealed record Variant(Method Method, Settings Hyperparameters, string Distinction = "")
{
    /// <summary>How reports call it.</summary>
    public string Label => Distinction.Length == 0 ? Method.Name : $"{Method.Name}, {Distinction}";

    /// <summary>The name of the folder of one of its runs.</summary>
    public string FolderFor(int seed) => $"{Label.Replace(", ", "-", StringComparison.Ordinal).Replace(',', '_')}-{seed}";
}
