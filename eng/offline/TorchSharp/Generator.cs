using System.Runtime.InteropServices.Marshalling;
using static TorchSharp.PInvoke.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public static Generator manual_seed(long seed) => random.manual_seed(seed);

    public static partial class random
    {
        public static long seed() => Generator.Default.seed();

        public static long initial_seed() => Generator.Default.initial_seed();

        public static Generator manual_seed(long seed)
        {
            nint seeded = THSGenerator_manual_seed(seed);
            CheckForErrors();
            return new Generator(seeded);
        }

        public static Tensor get_rng_state() => Generator.Default.get_state();

        public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);
    }

    /// <summary>A source of random numbers.</summary>
    [NativeMarshalling(typeof(PInvoke.GeneratorMarshaller))]
    public class Generator : IDisposable
    {
        public nint Handle { get; private set; }

        public Device device { get; private set; }

        internal Generator(nint nativeHandle)
        {
            Handle = nativeHandle;
            device = CPU;
        }

        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            Handle = THSGenerator_new(seed, (long)this.device.type, this.device.index);
            CheckForErrors();
        }

        ~Generator() => Dispose(false);

        public static Generator Default => new(THSGenerator_default_generator());

        public Tensor get_state() => THSGenerator_get_rng_state(this);

        public void set_state(Tensor value)
        {
            THSGenerator_set_rng_state(this, value);
            CheckForErrors();
        }

        public Generator manual_seed(long seed)
        {
            THSGenerator_gen_manual_seed(this, seed);
            CheckForErrors();
            return this;
        }

        public long seed()
        {
            long chosen = DateTime.UtcNow.Ticks;
            manual_seed(chosen);
            return chosen;
        }

        public long initial_seed() => THSGenerator_initial_seed(this);

        protected virtual void Dispose(bool disposing)
        {
            if (Handle != 0)
                THSGenerator_dispose(Handle);
            Handle = 0;
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }
    }
}
