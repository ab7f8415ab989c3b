using TorchSharp;

namespace OptimizerDsl.GpuTiming;

/// <summary>The device that is timed: a GPU, or the processor in a rehearsal.</summary>
public interface IBenchmarkDevice
{
    string Name { get; }

    /// <summary>Where the parameters are.</summary>
    torch.Device Tensors { get; }

    /// <summary>How optimizers compute there.</summary>
    Execution Execution { get; }

    /// <summary>The bytes that are free.</summary>
    long Free { get; }

    /// <summary>Bytes per second, read and written, of a copy within the device.</summary>
    double CopyBandwidth(long bytes);

    /// <summary>Times the device's and the host's part of some work, which the device does not begin before the host has put all of it into the queue.</summary>
    Turn Time(Action work);
}

/// <summary>One timing.</summary>
/// <param name="DeviceMicroseconds">From the first to the last of the device's work.</param>
/// <param name="HostMicroseconds">Until the host had put it into the queue.</param>
/// <param name="Waits">Whether the host waited for the device; null where there is no queue.</param>
public sealed record Turn(double DeviceMicroseconds, double HostMicroseconds, bool? Waits);
