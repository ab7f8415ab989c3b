#nullable disable
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>A tensor that a module learns: it takes over the handle of the tensor it is made from.</summary>
    public class Parameter : Tensor
    {
        public Parameter(Tensor data, bool requires_grad = true)
            : base(data.with_requires_grad(requires_grad).MoveHandle(), register: false) =>
            DisposeScope.ReplaceWith(data, this);

        internal Parameter(nint handle) : base(handle)
        {
        }
    }
}
