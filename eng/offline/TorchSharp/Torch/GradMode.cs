using static TorchSharp.PInvoke.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public static IDisposable no_grad() => new GradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradMode(mode);

    public static bool is_grad_enabled() => THSAutograd_isGradEnabled();

    /// <summary>Turns gradients on or off until it is disposed.</summary>
    private sealed class GradMode : IDisposable
    {
        private readonly bool _before = THSAutograd_isGradEnabled();

        internal GradMode(bool enabled) => THSAutograd_setGrad(enabled);

        public void Dispose() => THSAutograd_setGrad(_before);
    }
}
