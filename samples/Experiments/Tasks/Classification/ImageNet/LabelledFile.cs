namespace Experiments;

/// <summary>An image file with its class.</summary>
/// <param name="Name">Its path within the data set's folder.</param>
/// <param name="Label">Its class, from 0.</param>
internal sealed record LabelledFile(string Name, int Label);
