using TorchSharp.Modules;
using static TorchSharp.PInvoke.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                Parameter[] parameters = [.. tensors];
                double norm = THSTensor_clip_grad_norm_(Handles(parameters), parameters.Length, max_norm, norm_type);
                CheckForErrors();
                GC.KeepAlive(parameters);
                return norm;
            }

            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                Parameter[] parameters = [.. tensors];
                THSTensor_clip_grad_value_(Handles(parameters), parameters.Length, clip_value);
                CheckForErrors();
                GC.KeepAlive(parameters);
            }
        }
    }
}
