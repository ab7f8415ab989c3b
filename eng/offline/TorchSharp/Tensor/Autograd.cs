using static TorchSharp.PInvoke.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool is_leaf => THSTensor_is_leaf(this);

        public bool requires_grad
        {
            get => THSTensor_requires_grad(this);
            set
            {
                THSTensor_set_requires_grad(this, value);
                CheckForErrors();
            }
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public void retain_grad()
        {
            THSTensor_retain_grad(this);
            CheckForErrors();
        }

        public Tensor? grad
        {
            get
            {
                nint found = Checked(THSTensor_grad(this));
                return found == 0 ? null : new Tensor(found);
            }
            set
            {
                THSTensor_set_grad(this, value);
                CheckForErrors();
            }
        }

        public void backward()
        {
            THSTensor_backward(this);
            CheckForErrors();
        }

        public void backward(IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false,
            IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);

        public Tensor detach() => THSTensor_detach(this);

        public Tensor detach_()
        {
            THSTensor_detach_(this);
            return Checked();
        }
    }
}
