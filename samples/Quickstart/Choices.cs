using TorchSharp;

namespace Quickstart;

/// <summary>What the user chose on the command line.</summary>
/// <param name="Text">The file with the text to learn; null for the sources of this repository.</param>
/// <param name="Epochs">How often it is read.</param>
/// <param name="Optimizers">Which optimizers take part.</param>
/// <param name="Device">Where all is computed.</param>
/// <param name="Seed">What the initial weights are drawn with.</param>
/// <param name="Report">Where the page with the curves goes; null for the usual place.</param>
internal sealed record Choices(
    string? Text, int Epochs, IReadOnlyList<Contestant> Optimizers, DeviceType Device, int Seed, string? Report);
