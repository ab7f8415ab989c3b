namespace OptimizerDsl.Benchmarks.Gpu;

/// <summary>A measurement, as eng/gpu/torch_bench.py writes them too.</summary>
/// <param name="Workload">The workload; large ones are compared by element, since not all of a rule's sizes fit.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Form">Who computes it.</param>
/// <param name="Tensors">How many tensors.</param>
/// <param name="Elements">How many elements they have together.</param>
/// <param name="DeviceMicroseconds">The device's time for a step, when steps wait for it in a queue: the median.</param>
/// <param name="HostMicroseconds">The time that the host needs to put a step into the queue: the median.</param>
/// <param name="BytesPerElement">What the rule must move; null for what has no such number.</param>
/// <param name="Launches">Kernels per step; null where nobody counts.</param>
/// <param name="Uploads">Tables copied to the device in the last step; null where nobody counts.</param>
/// <param name="AllocatedBytes">Managed bytes per step; null where nobody counts.</param>
/// <param name="DeviceBytes">The change of the device's free memory over the timed steps; null where nobody counts.</param>
/// <param name="Waits">Whether the host waited for the device: it could not finish its steps while the device was kept busy.</param>
internal sealed record GpuRow(
    string Workload, string Rule, string Form, int Tensors, long Elements, double DeviceMicroseconds, double HostMicroseconds,
    double? BytesPerElement, int? Launches, int? Uploads, long? AllocatedBytes, long? DeviceBytes, bool? Waits)
{
    public const string Ours = "OptimizerDsl";

    public double NanosecondsPerElement => 1e3 * DeviceMicroseconds / Elements;

    public double? GigabytesPerSecond => BytesPerElement * Elements / DeviceMicroseconds / 1e3;
}
