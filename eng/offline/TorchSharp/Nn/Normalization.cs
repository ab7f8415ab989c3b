using TorchSharp.Modules;
using static TorchSharp.PInvoke.NativeMethods;
using static TorchSharp.torch;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static BatchNorm2d BatchNorm2d(long num_features, double eps = 1e-05, double momentum = 0.1,
                bool affine = true, bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

            public static LayerNorm LayerNorm(long[] normalized_shape, double eps = 1e-05, bool elementwise_affine = true,
                bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

            public static LayerNorm LayerNorm(long normalized_shape, double eps = 1e-05, bool elementwise_affine = true,
                bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new([normalized_shape], eps, elementwise_affine, bias, device, dtype);

            public static partial class functional
            {
                public static Tensor batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null,
                    Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1e-05) =>
                    THSNN_batch_norm(input, running_mean, running_var, weight, bias, training, momentum, eps);

                public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null,
                    Tensor? bias = null, double eps = 1e-05) =>
                    THSNN_layer_norm(input, normalized_shape, normalized_shape.Length, weight, bias, eps);
            }
        }
    }
}

namespace TorchSharp.Modules
{
    public abstract class NormBase : nn.Module<Tensor, Tensor>
    {
        public NormBase(long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device,
            ScalarType? dtype, string name)
            : base(name)
        {
            this.num_features = num_features;
            this.eps = eps;
            this.momentum = momentum;
            this.affine = affine;
            this.track_running_stats = track_running_stats;
            if (affine)
            {
                weight = nn.Parameter(empty(num_features, dtype, device));
                bias = nn.Parameter(empty(num_features, dtype, device));
            }
            if (track_running_stats)
            {
                running_mean = zeros(num_features, dtype, device);
                running_var = ones(num_features, dtype, device);
                num_batches_tracked = tensor(0L, dtype, device);
            }
            reset_parameters();
        }

        public long num_features { get; private set; }

        public double eps { get; set; }

        public double? momentum { get; set; }

        public bool affine { get; private set; }

        public bool track_running_stats { get; private set; }

        public Parameter weight
        {
            get => _internal_params.TryGetValue("weight", out Parameter? found) ? found : null!;
            set => Assign("weight", value);
        }

        public Parameter? bias
        {
            get => _internal_params.TryGetValue("bias", out Parameter? found) ? found : null;
            set => Assign("bias", value);
        }

        public Tensor? running_mean
        {
            get => Buffer(nameof(running_mean));
            set => AssignBuffer(nameof(running_mean), value);
        }

        public Tensor? running_var
        {
            get => Buffer(nameof(running_var));
            set => AssignBuffer(nameof(running_var), value);
        }

        public Tensor? num_batches_tracked
        {
            get => Buffer(nameof(num_batches_tracked));
            set => AssignBuffer(nameof(num_batches_tracked), value);
        }

        public void reset_running_stats()
        {
            if (!track_running_stats)
                return;
            running_mean!.fill_(0);
            running_var!.fill_(1);
            num_batches_tracked!.fill_(0);
        }

        public void reset_parameters()
        {
            reset_running_stats();
            if (!affine)
                return;
            nn.init.ones_(weight);
            nn.init.zeros_(bias);
        }

        protected abstract void ValidateInputDimensions(Tensor input);

        private Tensor? Buffer(string name) => _internal_buffers.TryGetValue(name, out (Tensor, bool) found) ? found.Item1 : null;

        private void AssignBuffer(string name, Tensor? value)
        {
            Tensor? before = Buffer(name);
            if (!ReferenceEquals(before, value))
                before?.Dispose();
            ConditionallyRegisterBuffer(name, value?.DetachFromDisposeScope());
        }
    }

    public abstract class BatchNorm : NormBase
    {
        public BatchNorm(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device,
            ScalarType? dtype, string name)
            : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name)
        {
        }

        public override Tensor forward(Tensor input)
        {
            ValidateInputDimensions(input);
            if (training && track_running_stats)
                num_batches_tracked?.add_(1);
            double factor = momentum ?? (training && num_batches_tracked is not null ? 1.0 / (double)num_batches_tracked : 0);
            bool statistics = !training || track_running_stats;
            return nn.functional.batch_norm(input, statistics ? running_mean : null, statistics ? running_var : null, weight,
                bias,
                training || running_mean is null, factor, eps);
        }
    }

    public sealed class BatchNorm2d : BatchNorm
    {
        internal BatchNorm2d(long num_features, double eps, double momentum, bool affine, bool track_running_stats,
            Device? device, ScalarType? dtype)
            : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm2d))
        {
        }

        protected override void ValidateInputDimensions(Tensor input)
        {
            if (input.ndim != 4)
                throw new ArgumentException($"expected 4D input, but got {input.ndim}D input.");
        }
    }

    public sealed class LayerNorm : nn.Module<Tensor, Tensor>
    {
        internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device,
            ScalarType? dtype) : base(nameof(LayerNorm))
        {
            this.normalized_shape = normalized_shape;
            this.eps = eps;
            this.elementwise_affine = elementwise_affine;
            if (!elementwise_affine)
                return;
            weight = nn.Parameter(ones(normalized_shape, dtype, device));
            if (bias)
                this.bias = nn.Parameter(zeros(normalized_shape, dtype, device));
        }

        public long[] normalized_shape { get; set; }

        public double eps { get; set; }

        public bool elementwise_affine { get; set; }

        public Parameter weight
        {
            get => _internal_params.TryGetValue("weight", out Parameter? found) ? found : null!;
            set => Assign("weight", value);
        }

        public Parameter? bias
        {
            get => _internal_params.TryGetValue("bias", out Parameter? found) ? found : null;
            set => Assign("bias", value);
        }

        public override Tensor forward(Tensor tensor) => nn.functional.layer_norm(tensor, normalized_shape, weight, bias, eps);
    }
}
