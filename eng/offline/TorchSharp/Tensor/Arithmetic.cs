using static TorchSharp.PInvoke.NativeMethods;

namespace TorchSharp;

public static partial class torch
{
    public enum RoundingMode
    {
        None,
        trunc,
        floor,
    }

    private static string? NameOf(RoundingMode mode) => mode is RoundingMode.None ? null : mode.ToString();

    /// <summary>Arithmetic between tensors, or a tensor and a number, and its in-place forms.</summary>
    public partial class Tensor
    {
        public Tensor add(Tensor target) => add(target, 1);

        public Tensor add(Tensor target, Scalar alpha) => THSTensor_add(this, target, alpha);

        public Tensor add_(Tensor target) => add_(target, 1);

        public Tensor add_(Tensor target, Scalar alpha)
        {
            THSTensor_add_(this, target, alpha);
            return Checked();
        }

        public Tensor add(Scalar scalar) => add(scalar, 1);

        public Tensor add(Scalar scalar, Scalar alpha) => THSTensor_add_scalar(this, scalar, alpha);

        public Tensor add_(Scalar scalar) => add_(scalar, 1);

        public Tensor add_(Scalar scalar, Scalar alpha)
        {
            THSTensor_add_scalar_(this, scalar, alpha);
            return Checked();
        }

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            THSTensor_div(this, target, NameOf(rounding_mode));

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None)
        {
            THSTensor_div_(this, target, NameOf(rounding_mode));
            return Checked();
        }

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            THSTensor_div_scalar(this, target, NameOf(rounding_mode));

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None)
        {
            THSTensor_div_scalar_(this, target, NameOf(rounding_mode));
            return Checked();
        }

        public Tensor mul(Tensor target) => THSTensor_mul(this, target);

        public Tensor mul_(Tensor target)
        {
            THSTensor_mul_(this, target);
            return Checked();
        }

        public Tensor mul(Scalar target) => THSTensor_mul_scalar(this, target);

        public Tensor mul_(Scalar target)
        {
            THSTensor_mul_scalar_(this, target);
            return Checked();
        }

        public Tensor sub(Tensor target) => THSTensor_sub(this, target);

        public Tensor sub_(Tensor target)
        {
            THSTensor_sub_(this, target);
            return Checked();
        }

        public Tensor sub(Scalar target) => THSTensor_sub_scalar(this, target);

        public Tensor sub_(Scalar target)
        {
            THSTensor_sub_scalar_(this, target);
            return Checked();
        }

        public Tensor pow(Tensor exponent) => THSTensor_pow(this, exponent);

        public Tensor pow_(Tensor exponent)
        {
            THSTensor_pow_(this, exponent);
            return Checked();
        }

        public Tensor pow(Scalar exponent) => THSTensor_pow_scalar(this, exponent);

        public Tensor pow_(Scalar exponent)
        {
            THSTensor_pow_scalar_(this, exponent);
            return Checked();
        }

        public Tensor fmod(Tensor target) => THSTensor_fmod(this, target);

        public Tensor fmod_(Tensor target)
        {
            THSTensor_fmod_(this, target);
            return Checked();
        }

        public Tensor fmod(Scalar scalar) => THSTensor_fmod_scalar(this, scalar);

        public Tensor fmod_(Scalar scalar)
        {
            THSTensor_fmod_scalar_(this, scalar);
            return Checked();
        }

        public Tensor remainder(Tensor target) => THSTensor_remainder(this, target);

        public Tensor remainder_(Tensor target)
        {
            THSTensor_remainder_(this, target);
            return Checked();
        }

        public Tensor remainder(Scalar scalar) => THSTensor_remainder_scalar(this, scalar);

        public Tensor remainder_(Scalar scalar)
        {
            THSTensor_remainder_scalar_(this, scalar);
            return Checked();
        }

        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => THSTensor_addcmul(this, tensor1, tensor2, value);

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            THSTensor_addcmul_(this, tensor1, tensor2, value);
            return Checked();
        }

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => THSTensor_addcdiv(this, tensor1, tensor2, value);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value)
        {
            THSTensor_addcdiv_(this, tensor1, tensor2, value);
            return Checked();
        }

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => addcdiv(tensor1, tensor2, 1);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => addcdiv_(tensor1, tensor2, 1);

        public Tensor lerp(Tensor end, Tensor weight) => THSTensor_lerp(this, end, weight);

        public Tensor lerp_(Tensor end, Tensor weight)
        {
            THSTensor_lerp_(this, end, weight);
            return Checked();
        }

        public Tensor maximum(Tensor other) => THSTensor_max_elementwise(this, other);

        public Tensor minimum(Tensor other) => THSTensor_min_elementwise(this, other);

        public Tensor where(Tensor condition, Tensor y) => THSTensor_where(condition, this, y);

        public Tensor masked_fill(Tensor mask, Scalar value) => THSTensor_masked_fill(this, mask, value);

        public Tensor masked_fill_(Tensor mask, Scalar value)
        {
            THSTensor_masked_fill_(this, mask, value);
            return Checked();
        }
    }
}
