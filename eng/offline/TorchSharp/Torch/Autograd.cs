#nullable disable
using static TorchSharp.PInvoke.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        public static IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor> grad_outputs = null,
            bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            nint[] from = Handles(outputs);
            nint[] to = Handles(inputs);
            nint[] seeds = grad_outputs is null ? null : Handles(grad_outputs);
            Tensor[] found = PInvoke.TensorArray.From(allocator =>
                THSAutograd_grad(from, from.Length, to, to.Length, seeds, seeds?.Length ?? 0, retain_graph, create_graph,
                    allow_unused, allocator));
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return found;
        }

        public static void backward(IList<Tensor> tensors, IList<Tensor> grad_tensors = null, bool? retain_graph = null,
            bool create_graph = false, IList<Tensor> inputs = null)
        {
            nint[] roots = Handles(tensors);
            nint[] seeds = grad_tensors is null ? null : Handles(grad_tensors);
            nint[] leaves = inputs is null ? null : Handles(inputs);
            THSAutograd_backward(roots, roots.Length, seeds, seeds?.Length ?? 0, retain_graph ?? create_graph, create_graph,
                leaves, leaves?.Length ?? 0);
            CheckForErrors();
            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
        }

        public static void backward(Tensor tensor, IList<Tensor> grad_tensors = null, bool? retain_graph = null,
            bool create_graph = false, IList<Tensor> inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor> inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);
    }
}
