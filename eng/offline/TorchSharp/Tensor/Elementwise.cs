using static TorchSharp.PInvoke.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Operations on each element of one tensor, and their in-place forms.</summary>
    public partial class Tensor
    {
        public Tensor abs() => THSTensor_abs(this);

        public Tensor abs_()
        {
            THSTensor_abs_(this);
            return Checked();
        }

        public Tensor ceil() => THSTensor_ceil(this);

        public Tensor ceil_()
        {
            THSTensor_ceil_(this);
            return Checked();
        }

        public Tensor cos() => THSTensor_cos(this);

        public Tensor cos_()
        {
            THSTensor_cos_(this);
            return Checked();
        }

        public Tensor erf() => THSTensor_erf(this);

        public Tensor erf_()
        {
            THSTensor_erf_(this);
            return Checked();
        }

        public Tensor exp() => THSTensor_exp(this);

        public Tensor exp_()
        {
            THSTensor_exp_(this);
            return Checked();
        }

        public Tensor expm1() => THSTensor_expm1(this);

        public Tensor expm1_()
        {
            THSTensor_expm1_(this);
            return Checked();
        }

        public Tensor floor() => THSTensor_floor(this);

        public Tensor floor_()
        {
            THSTensor_floor_(this);
            return Checked();
        }

        public Tensor log() => THSTensor_log(this);

        public Tensor log_()
        {
            THSTensor_log_(this);
            return Checked();
        }

        public Tensor log10() => THSTensor_log10(this);

        public Tensor log10_()
        {
            THSTensor_log10_(this);
            return Checked();
        }

        public Tensor log1p() => THSTensor_log1p(this);

        public Tensor log1p_()
        {
            THSTensor_log1p_(this);
            return Checked();
        }

        public Tensor log2() => THSTensor_log2(this);

        public Tensor log2_()
        {
            THSTensor_log2_(this);
            return Checked();
        }

        public Tensor logical_not() => THSTensor_logical_not(this);

        public Tensor logical_not_()
        {
            THSTensor_logical_not_(this);
            return Checked();
        }

        public Tensor neg() => THSTensor_neg(this);

        public Tensor neg_()
        {
            THSTensor_neg_(this);
            return Checked();
        }

        public Tensor reciprocal() => THSTensor_reciprocal(this);

        public Tensor reciprocal_()
        {
            THSTensor_reciprocal_(this);
            return Checked();
        }

        public Tensor relu() => THSTensor_relu(this);

        public Tensor relu_()
        {
            THSTensor_relu_(this);
            return Checked();
        }

        public Tensor rsqrt() => THSTensor_rsqrt(this);

        public Tensor rsqrt_()
        {
            THSTensor_rsqrt_(this);
            return Checked();
        }

        public Tensor sigmoid() => THSTensor_sigmoid(this);

        public Tensor sigmoid_()
        {
            THSTensor_sigmoid_(this);
            return Checked();
        }

        public Tensor sign() => THSTensor_sign(this);

        public Tensor sign_()
        {
            THSTensor_sign_(this);
            return Checked();
        }

        public Tensor sin() => THSTensor_sin(this);

        public Tensor sin_()
        {
            THSTensor_sin_(this);
            return Checked();
        }

        public Tensor sqrt() => THSTensor_sqrt(this);

        public Tensor sqrt_()
        {
            THSTensor_sqrt_(this);
            return Checked();
        }

        public Tensor tanh() => THSTensor_tanh(this);

        public Tensor tanh_()
        {
            THSTensor_tanh_(this);
            return Checked();
        }

        public Tensor trunc() => THSTensor_trunc(this);

        public Tensor trunc_()
        {
            THSTensor_trunc_(this);
            return Checked();
        }

        public Tensor square() => pow(2);

        public Tensor isfinite() => THSTensor_isfinite(this);

        public Tensor isinf() => THSTensor_isinf(this);

        public Tensor isnan() => THSTensor_isnan(this);

        public Tensor round(long decimals = 0L) => THSTensor_round(this, decimals);

        public Tensor round_(long decimals = 0L)
        {
            THSTensor_round_(this, decimals);
            return Checked();
        }

        public Tensor fill_(Scalar value)
        {
            THSTensor_fill_(this, value);
            return Checked();
        }

        /// <summary>The only in-place operation that, in TorchSharp, returns a new reference and not this object.</summary>
        public Tensor zero_()
        {
            long[] sizes = shape;
            return THSTensor_zeros_out(sizes, sizes.Length, this);
        }

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => THSTensor_clamp(this, min, max);

        public Tensor clamp_(Scalar? min = null, Scalar? max = null)
        {
            THSTensor_clamp_(this, min, max);
            return Checked();
        }

        public Tensor clamp(Tensor? min = null, Tensor? max = null) => THSTensor_clamp_tensor(this, min, max);

        public Tensor clamp_(Tensor? min = null, Tensor? max = null)
        {
            THSTensor_clamp_tensor_(this, min, max);
            return Checked();
        }

        public Tensor clamp_min(Scalar min) => clamp(min, (Scalar?)null);

        public Tensor clamp_min_(Scalar min) => clamp_(min, (Scalar?)null);

        public Tensor clamp_max(Scalar max) => clamp((Scalar?)null, max);

        public Tensor clamp_max_(Scalar max) => clamp_((Scalar?)null, max);
    }
}
