namespace Experiments;

/// <summary>Hyperparameters that a paper has for one task, where they are not an optimizer's defaults.</summary>
internal static class Recommendations
{
    /// <summary>The changes, key=value, of an optimizer's defaults for a task.</summary>
    /// <remarks>ImageNet: the critical-momenta paper trains EfficientNet-B0 with a learning rate of 1e-4.</remarks>
    public static IReadOnlyList<string> For(string task, Method method) =>
        task == "imagenet" && method.Has("beta1") ? ["lr=0.0001"] : [];
}
