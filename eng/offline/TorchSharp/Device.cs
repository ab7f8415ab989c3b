using static TorchSharp.PInvoke.NativeMethods;

namespace TorchSharp;

public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
    MKLDNN = 2,
    OPENGL = 3,
    OPENCL = 4,
    IDEEP = 5,
    HIP = 6,
    FPGA = 7,
    MSNPU = 8,
    XLA = 9,
    MPS = 13,
    META = 14,
}

public static partial class torch
{
    public class Device
    {
        public DeviceType type { get; private set; }

        public int index { get; private set; } = -1;

        public Device(string description)
        {
            string[] parts = description.Split(':');
            type = Parse(parts[0]);
            if (parts.Length == 2)
                index = int.Parse(parts[1]);
        }

        public Device(string deviceType, int index = -1) : this(Parse(deviceType), index)
        {
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        public Device(int index) : this(DeviceType.CUDA, index)
        {
        }

        private static DeviceType Parse(string type) => Enum.Parse<DeviceType>(type.ToUpperInvariant());

        public override string ToString()
        {
            string name = type.ToString().ToLowerInvariant();
            return type is DeviceType.CPU || index == -1 ? name : $"{name}:{index}";
        }

        public static implicit operator Device(string description) => new(description);
    }

    public static readonly Device CPU = new(DeviceType.CPU, -1);

    public static readonly Device META = new(DeviceType.META, -1);

    public static Device CUDA => InitializeDevice(new Device(DeviceType.CUDA, -1));

    public static Device device(string description) => InitializeDevice(new Device(description));

    public static Device device(string deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));

    public static Device device(DeviceType deviceType, int index = -1) => InitializeDevice(new Device(deviceType, index));

    public static Device device(int index) => new(DeviceType.CUDA, index);

    public static bool TryInitializeDeviceType(DeviceType deviceType)
    {
        Load();
        return deviceType is not (DeviceType.MPS or DeviceType.CUDA) || (deviceType is DeviceType.CUDA && THSTorchCuda_is_available());
    }

    public static void InitializeDeviceType(DeviceType deviceType)
    {
        if (!TryInitializeDeviceType(deviceType))
            throw new InvalidOperationException($"Torch device type {deviceType} did not initialise on the current machine.");
    }

    public static Device InitializeDevice(Device? device)
    {
        device ??= get_default_device();
        InitializeDeviceType(device.type);
        return device;
    }

    private static Device s_defaultDevice = new(DeviceType.CPU);

    public static Device get_default_device() => s_defaultDevice;

    public static void set_default_device(Device device) => s_defaultDevice = device;

    public static void set_default_device(string device) => s_defaultDevice = new Device(device);

    public static bool cuda_is_available() => cuda.is_available();

    public static partial class cuda
    {
        public static bool is_available() => THSTorchCuda_is_available();

        public static int device_count() => THSTorchCuda_device_count();

        public static void synchronize(Device? device = null)
        {
            TryInitializeDeviceType(device?.type ?? DeviceType.CUDA);
            THSTorchCuda_synchronize(device?.index ?? -1);
            CheckForErrors();
        }
    }
}
