// The native half of the stand-in for TorchSharp: C entry points over libtorch, under TorchSharp's own export names
// and with its calling conventions. A tensor, a scalar or a generator travels as a pointer to a heap-allocated at::
// object; an undefined tensor travels as a null pointer; an error is left for THSTorch_get_and_reset_last_err.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/TensorIndexing.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <c10/core/GradMode.h>
#include <c10/core/impl/VirtualGuardImpl.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/variable.h>
#include <torch/version.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#if TORCH_VERSION_MAJOR >= 2
#include <optional>
#include <string_view>
template <class T> using Optional = std::optional<T>;
typedef std::string_view StringView;
#else
#include <c10/util/Optional.h>
template <class T> using Optional = c10::optional<T>;
typedef c10::string_view StringView;
#endif

#ifdef _WIN32
#define EXPORT extern "C" __declspec(dllexport)
#else
#define EXPORT extern "C" __attribute__((visibility("default")))
#endif

typedef at::Tensor* Tensor;
typedef at::Scalar* Scalar;
typedef at::Generator* Generator;
typedef Tensor* (*TensorArrayAllocator)(size_t length);

// ---------------------------------------------------------------------------------------------------------------
// Errors and conversions
// ---------------------------------------------------------------------------------------------------------------

static thread_local std::string lastError;
static thread_local bool hasError = false;

static void fail(const char* message)
{
    lastError = message;
    hasError = true;
}

template <class F> static auto guarded(F body) -> decltype(body())
{
    try {
        return body();
    } catch (const c10::Error& e) {
        fail(e.what_without_backtrace());
    } catch (const std::exception& e) {
        fail(e.what());
    }
    return decltype(body())();
}

static Tensor own(const at::Tensor& value) { return value.defined() ? new at::Tensor(value) : nullptr; }

template <class F> static Tensor tensor(F body)
{
    return guarded([&] { return own(body()); });
}

static at::IntArrayRef dims(const int64_t* values, int32_t length) { return at::IntArrayRef(values, length); }

static std::vector<at::Tensor> tensors(const Tensor* values, int64_t length)
{
    std::vector<at::Tensor> list;
    list.reserve(length);
    for (int64_t i = 0; i < length; i++)
        list.push_back(values[i] ? *values[i] : at::Tensor());
    return list;
}

static void give(const std::vector<at::Tensor>& values, TensorArrayAllocator allocator)
{
    Tensor* array = allocator(values.size());
    for (size_t i = 0; i < values.size(); i++)
        array[i] = own(values[i]);
}

static Optional<at::ScalarType> type(bool has, int8_t scalarType)
{
    return has ? Optional<at::ScalarType>(at::ScalarType(scalarType)) : Optional<at::ScalarType>();
}

static Optional<at::Scalar> optional(const Scalar value) { return value ? Optional<at::Scalar>(*value) : Optional<at::Scalar>(); }

static Optional<at::Tensor> optional(const Tensor value) { return value ? Optional<at::Tensor>(*value) : Optional<at::Tensor>(); }

static Optional<at::Generator> optional(const Generator value)
{
    return value ? Optional<at::Generator>(*value) : Optional<at::Generator>();
}

static at::Device device(int32_t deviceType, int32_t index) { return at::Device(at::DeviceType(deviceType), int8_t(index)); }

static at::TensorOptions options(int8_t scalarType, int32_t deviceType, int32_t index)
{
    return at::TensorOptions().dtype(at::ScalarType(scalarType)).device(device(deviceType, index));
}

EXPORT const char* THSTorch_get_and_reset_last_err()
{
    if (!hasError)
        return nullptr;
    hasError = false;
    return lastError.c_str();
}

// ---------------------------------------------------------------------------------------------------------------
// What a tensor is
// ---------------------------------------------------------------------------------------------------------------

EXPORT void THSTensor_dispose(const Tensor t) { delete t; }
EXPORT Tensor THSTensor_alias(const Tensor t) { return tensor([&] { return *t; }); }
EXPORT int64_t THSTensor_ndimension(const Tensor t) { return guarded([&] { return int64_t(t->dim()); }); }
EXPORT int64_t THSTensor_numel(const Tensor t) { return guarded([&] { return int64_t(t->numel()); }); }
EXPORT int64_t THSTensor_element_size(const Tensor t) { return guarded([&] { return int64_t(t->element_size()); }); }
EXPORT int64_t THSTensor_size(const Tensor t, const int64_t dim) { return guarded([&] { return int64_t(t->size(dim)); }); }
EXPORT int64_t THSTensor_stride(const Tensor t, const int64_t dim) { return guarded([&] { return int64_t(t->stride(dim)); }); }
EXPORT int64_t THSTensor_storage_offset(const Tensor t) { return guarded([&] { return int64_t(t->storage_offset()); }); }
EXPORT int8_t THSTensor_type(const Tensor t) { return int8_t(t->scalar_type()); }
EXPORT int32_t THSTensor_device_type(const Tensor t) { return guarded([&] { return int32_t(t->device().type()); }); }
EXPORT int32_t THSTensor_device_index(const Tensor t) { return guarded([&] { return int32_t(t->device().index()); }); }
EXPORT bool THSTensor_is_sparse(const Tensor t) { return guarded([&] { return t->is_sparse(); }); }
EXPORT bool THSTensor_is_cpu(const Tensor t) { return guarded([&] { return t->is_cpu(); }); }
EXPORT bool THSTensor_is_contiguous(const Tensor t) { return guarded([&] { return t->is_contiguous(); }); }
EXPORT bool THSTensor_is_leaf(const Tensor t) { return guarded([&] { return t->is_leaf(); }); }
EXPORT bool THSTensor_is_nonzero(const Tensor t) { return guarded([&] { return t->is_nonzero(); }); }
EXPORT void* THSTensor_data(const Tensor t) { return guarded([&] { return t->data_ptr(); }); }
EXPORT Scalar THSTensor_item(const Tensor t) { return guarded([&] { return new at::Scalar(t->item()); }); }

// ---------------------------------------------------------------------------------------------------------------
// Scalars and generators
// ---------------------------------------------------------------------------------------------------------------

EXPORT Scalar THSTorch_uint8_to_scalar(uint8_t value) { return new at::Scalar(value); }
EXPORT Scalar THSTorch_int8_to_scalar(int8_t value) { return new at::Scalar(value); }
EXPORT Scalar THSTorch_int16_to_scalar(int16_t value) { return new at::Scalar(value); }
EXPORT Scalar THSTorch_int32_to_scalar(int32_t value) { return new at::Scalar(value); }
EXPORT Scalar THSTorch_int64_to_scalar(int64_t value) { return new at::Scalar(value); }
EXPORT Scalar THSTorch_float32_to_scalar(float value) { return new at::Scalar(value); }
EXPORT Scalar THSTorch_float64_to_scalar(double value) { return new at::Scalar(value); }
EXPORT Scalar THSTorch_bool_to_scalar(bool value) { return new at::Scalar(value); }
EXPORT Scalar THSTorch_float16_to_scalar(float value) { return new at::Scalar(at::Half(value)); }
EXPORT Scalar THSTorch_bfloat16_to_scalar(float value) { return new at::Scalar(at::BFloat16(value)); }

EXPORT uint8_t THSTorch_scalar_to_uint8(Scalar value) { return guarded([&] { return value->to<uint8_t>(); }); }
EXPORT int8_t THSTorch_scalar_to_int8(Scalar value) { return guarded([&] { return value->to<int8_t>(); }); }
EXPORT int16_t THSTorch_scalar_to_int16(Scalar value) { return guarded([&] { return value->to<int16_t>(); }); }
EXPORT int32_t THSTorch_scalar_to_int32(Scalar value) { return guarded([&] { return value->to<int32_t>(); }); }
EXPORT int64_t THSTorch_scalar_to_int64(Scalar value) { return guarded([&] { return value->to<int64_t>(); }); }
EXPORT float THSTorch_scalar_to_float32(Scalar value) { return guarded([&] { return value->to<float>(); }); }
EXPORT double THSTorch_scalar_to_float64(Scalar value) { return guarded([&] { return value->to<double>(); }); }
EXPORT bool THSTorch_scalar_to_bool(Scalar value) { return guarded([&] { return value->to<bool>(); }); }
EXPORT int8_t THSTorch_scalar_type(Scalar value) { return int8_t(value->type()); }
EXPORT void THSTorch_dispose_scalar(Scalar value) { delete value; }

EXPORT Generator THSGenerator_manual_seed(const int64_t seed)
{
    return guarded([&] {
        at::manual_seed(seed);
        return new at::Generator(at::globalContext().defaultGenerator(at::kCPU));
    });
}

EXPORT Generator THSGenerator_default_generator()
{
    return guarded([&] { return new at::Generator(at::globalContext().defaultGenerator(at::kCPU)); });
}

EXPORT Generator THSGenerator_new(uint64_t seed, int64_t deviceType, int64_t index)
{
    return guarded([&] {
        at::Generator made = at::globalContext().defaultGenerator(device(int32_t(deviceType), int32_t(index))).clone();
        made.set_current_seed(seed);
        return new at::Generator(made);
    });
}

EXPORT void THSGenerator_gen_manual_seed(const Generator g, const int64_t seed) { guarded([&] { g->set_current_seed(seed); }); }
EXPORT int64_t THSGenerator_initial_seed(const Generator g) { return guarded([&] { return int64_t(g->current_seed()); }); }
EXPORT Tensor THSGenerator_get_rng_state(const Generator g) { return tensor([&] { return g->get_state(); }); }
EXPORT void THSGenerator_set_rng_state(const Generator g, const Tensor state) { guarded([&] { g->set_state(*state); }); }
EXPORT void THSGenerator_dispose(const Generator g) { delete g; }

// ---------------------------------------------------------------------------------------------------------------
// Machine
// ---------------------------------------------------------------------------------------------------------------

static int cudaDevices() { return at::hasCUDA() ? int(c10::impl::VirtualGuardImpl(at::kCUDA).deviceCount()) : 0; }

EXPORT bool THSTorchCuda_is_available() { return guarded([&] { return cudaDevices() > 0; }); }
EXPORT int THSTorchCuda_device_count() { return guarded([&] { return cudaDevices(); }); }
EXPORT void THSTorchCuda_synchronize(const int64_t index)
{
    guarded([&] {
        const auto current = c10::impl::VirtualGuardImpl(at::kCUDA).getDevice().index();
        at::detail::getCUDAHooks().deviceSynchronize(index < 0 ? current : decltype(current)(index));
    });
}

// No counterpart in TorchSharp, which knows the version from its own build.
EXPORT const char* THSTorch_version() { return TORCH_VERSION; }

EXPORT int32_t THSTorch_get_num_threads() { return at::get_num_threads(); }
EXPORT void THSTorch_set_num_threads(const int32_t threads) { guarded([&] { at::set_num_threads(threads); }); }
EXPORT int32_t THSTorch_get_num_interop_threads() { return at::get_num_interop_threads(); }
EXPORT void THSTorch_set_num_interop_threads(const int32_t threads) { guarded([&] { at::set_num_interop_threads(threads); }); }

// ---------------------------------------------------------------------------------------------------------------
// Autograd
// ---------------------------------------------------------------------------------------------------------------

EXPORT bool THSTensor_requires_grad(const Tensor t) { return guarded([&] { return t->requires_grad(); }); }
EXPORT void THSTensor_set_requires_grad(const Tensor t, bool value) { guarded([&] { t->set_requires_grad(value); }); }
EXPORT void THSTensor_retain_grad(const Tensor t) { guarded([&] { t->retain_grad(); }); }
EXPORT void THSTensor_backward(const Tensor t) { guarded([&] { t->backward(); }); }
EXPORT Tensor THSTensor_grad(const Tensor t) { return tensor([&] { return t->grad(); }); }
EXPORT void THSTensor_set_grad(const Tensor t, const Tensor grad)
{
    guarded([&] { t->mutable_grad() = grad ? *grad : at::Tensor(); });
}

EXPORT bool THSAutograd_isGradEnabled() { return c10::GradMode::is_enabled(); }
EXPORT void THSAutograd_setGrad(bool enabled) { c10::GradMode::set_enabled(enabled); }

EXPORT void THSAutograd_grad(Tensor* outputs, const int64_t outputCount, Tensor* inputs, const int64_t inputCount,
    Tensor* gradients, const int64_t gradientCount, bool retainGraph, bool createGraph, bool allowUnused,
    TensorArrayAllocator allocator)
{
    guarded([&] {
        give(torch::autograd::grad(tensors(outputs, outputCount), tensors(inputs, inputCount),
                 tensors(gradients, gradientCount), retainGraph, createGraph, allowUnused), allocator);
    });
}

EXPORT void THSAutograd_backward(Tensor* roots, const int64_t rootCount, Tensor* gradients, const int64_t gradientCount,
    bool retainGraph, bool createGraph, Tensor* inputs, const int64_t inputCount)
{
    guarded([&] {
        torch::autograd::backward(tensors(roots, rootCount), tensors(gradients, gradientCount), retainGraph, createGraph,
            tensors(inputs, inputCount));
    });
}

EXPORT double THSTensor_clip_grad_norm_(const Tensor* parameters, const int length, const double maxNorm, const double normType)
{
    return guarded([&] {
        std::vector<at::Tensor> gradients;
        std::vector<at::Tensor> norms;
        at::NoGradGuard none;
        for (const auto& parameter : tensors(parameters, length)) {
            if (!parameter.grad().defined())
                continue;
            gradients.push_back(parameter.grad());
            const at::Tensor values = gradients.back().is_sparse() ? gradients.back().coalesce().values() : gradients.back();
            norms.push_back(std::isinf(normType) ? values.abs().max() : values.norm(normType));
        }
        if (gradients.empty())
            return 0.0;
        for (auto& norm : norms)
            norm = norm.to(norms[0].device());
        const at::Tensor all = at::stack(norms);
        const double total = (std::isinf(normType) ? all.max() : all.norm(normType)).item<double>();
        const double factor = maxNorm / (total + 1e-6);
        if (factor < 1)
            for (auto& gradient : gradients)
                gradient.mul_(factor);
        return total;
    });
}

EXPORT void THSTensor_clip_grad_value_(const Tensor* parameters, const int length, const double limit)
{
    guarded([&] {
        at::NoGradGuard none;
        for (const auto& parameter : tensors(parameters, length))
            if (parameter.grad().defined())
                parameter.grad().clamp_(-limit, limit);
    });
}

// ---------------------------------------------------------------------------------------------------------------
// Making tensors
// ---------------------------------------------------------------------------------------------------------------

#define FACTORY_PARAMETERS const int8_t scalarType, const int32_t deviceType, const int32_t deviceIndex, const bool requiresGrad
#define OPTIONS options(scalarType, deviceType, deviceIndex)

#define SIZED_FACTORY(name) \
    EXPORT Tensor THSTensor_##name(const int64_t* sizes, const int length, FACTORY_PARAMETERS) \
    { \
        return tensor([&] { return at::name(dims(sizes, length), OPTIONS).set_requires_grad(requiresGrad); }); \
    }

#define RANDOM_FACTORY(name) \
    EXPORT Tensor THSTensor_##name(const Generator g, const int64_t* sizes, const int length, FACTORY_PARAMETERS) \
    { \
        return tensor([&] { return at::name(dims(sizes, length), optional(g), OPTIONS).set_requires_grad(requiresGrad); }); \
    }

#define LIKE_FACTORY(name) \
    EXPORT Tensor THSTensor_##name(const Tensor t, FACTORY_PARAMETERS) \
    { \
        return tensor([&] { return at::name(*t, OPTIONS).set_requires_grad(requiresGrad); }); \
    }

SIZED_FACTORY(zeros)
SIZED_FACTORY(ones)
SIZED_FACTORY(empty)
RANDOM_FACTORY(rand)
RANDOM_FACTORY(randn)
LIKE_FACTORY(zeros_like)
LIKE_FACTORY(ones_like)
LIKE_FACTORY(empty_like)
LIKE_FACTORY(rand_like)
LIKE_FACTORY(randn_like)

EXPORT Tensor THSTensor_full(const int64_t* sizes, const int length, Scalar value, FACTORY_PARAMETERS)
{
    return tensor([&] { return at::full(dims(sizes, length), *value, OPTIONS).set_requires_grad(requiresGrad); });
}

EXPORT Tensor THSTensor_full_like(const Tensor t, Scalar value, FACTORY_PARAMETERS)
{
    return tensor([&] { return at::full_like(*t, *value, OPTIONS).set_requires_grad(requiresGrad); });
}

EXPORT Tensor THSTensor_empty_strided(const int64_t* sizes, const int length, const int64_t* strides, const int strideCount,
    FACTORY_PARAMETERS)
{
    return tensor([&] {
        return at::empty_strided(dims(sizes, length), dims(strides, strideCount), OPTIONS).set_requires_grad(requiresGrad);
    });
}

EXPORT Tensor THSTensor_eye(const int64_t rows, const int64_t columns, FACTORY_PARAMETERS)
{
    return tensor([&] { return at::eye(rows, columns, OPTIONS).set_requires_grad(requiresGrad); });
}

EXPORT Tensor THSTensor_arange(const Scalar start, const Scalar end, const Scalar step, FACTORY_PARAMETERS)
{
    return tensor([&] { return at::arange(*start, *end, *step, OPTIONS).set_requires_grad(requiresGrad); });
}

EXPORT Tensor THSTensor_linspace(const double start, const double end, const int64_t steps, FACTORY_PARAMETERS)
{
    return tensor([&] { return at::linspace(start, end, steps, OPTIONS).set_requires_grad(requiresGrad); });
}

EXPORT Tensor THSTensor_randint(const Generator g, const int64_t low, const int64_t high, const int64_t* sizes, const int length,
    FACTORY_PARAMETERS)
{
    return tensor([&] { return at::randint(low, high, dims(sizes, length), optional(g),
        OPTIONS).set_requires_grad(requiresGrad); });
}

EXPORT Tensor THSTensor_randperm(const Generator g, const int64_t n, FACTORY_PARAMETERS)
{
    return tensor([&] { return at::randperm(n, optional(g), OPTIONS).set_requires_grad(requiresGrad); });
}

EXPORT Tensor THSTensor_sparse(Tensor indices, Tensor values, const int64_t* sizes, const int length, FACTORY_PARAMETERS)
{
    return tensor([&] { return at::sparse_coo_tensor(*indices, *values, dims(sizes, length),
        OPTIONS).set_requires_grad(requiresGrad); });
}

// ---------------------------------------------------------------------------------------------------------------
// Moving and copying
// ---------------------------------------------------------------------------------------------------------------

EXPORT Tensor THSTensor_cpu(const Tensor t) { return tensor([&] { return t->cpu(); }); }
EXPORT Tensor THSTensor_cuda(const Tensor t) { return tensor([&] { return t->cuda(); }); }
EXPORT Tensor THSTensor_clone(const Tensor t) { return tensor([&] { return t->clone(); }); }
EXPORT Tensor THSTensor_contiguous(const Tensor t) { return tensor([&] { return t->contiguous(); }); }
EXPORT Tensor THSTensor_detach(const Tensor t) { return tensor([&] { return t->detach(); }); }
EXPORT void THSTensor_detach_(const Tensor t) { guarded([&] { t->detach_(); }); }
EXPORT void THSTensor_set_(const Tensor t, const Tensor source) { guarded([&] { t->set_(*source); }); }

EXPORT void THSTensor_copy_(const Tensor t, const Tensor source, const bool nonBlocking)
{
    guarded([&] { t->copy_(*source, nonBlocking); });
}

EXPORT Tensor THSTensor_to_device(const Tensor t, const int deviceType, const int index, const bool copy, const bool nonBlocking)
{
    return tensor([&] { return t->to(device(deviceType, index), nonBlocking, copy); });
}

EXPORT Tensor THSTensor_to_type(const Tensor t, int8_t scalarType, const bool copy, const bool nonBlocking)
{
    return tensor([&] { return t->to(at::ScalarType(scalarType), nonBlocking, copy); });
}

EXPORT Tensor THSTensor_to_type_and_device(const Tensor t, int8_t scalarType, const int deviceType, const int index,
    const bool copy, const bool nonBlocking)
{
    return tensor([&] { return t->to(device(deviceType, index), at::ScalarType(scalarType), nonBlocking, copy); });
}

EXPORT Tensor THSTensor_to_dense(const Tensor t) { return tensor([&] { return t->to_dense(); }); }
EXPORT Tensor THSTensor_indices(const Tensor t) { return tensor([&] { return t->_indices(); }); }
EXPORT Tensor THSTensor_values(const Tensor t) { return tensor([&] { return t->_values(); }); }

// ---------------------------------------------------------------------------------------------------------------
// Elementwise, one tensor
// ---------------------------------------------------------------------------------------------------------------

#define UNARY(name) \
    EXPORT Tensor THSTensor_##name(const Tensor t) { return tensor([&] { return t->name(); }); }

#define UNARY_WITH_IN_PLACE(name) \
    UNARY(name) \
    EXPORT void THSTensor_##name##_(const Tensor t) { guarded([&] { t->name##_(); }); }

UNARY_WITH_IN_PLACE(abs)
UNARY_WITH_IN_PLACE(bitwise_not)
UNARY_WITH_IN_PLACE(ceil)
UNARY_WITH_IN_PLACE(cos)
UNARY_WITH_IN_PLACE(erf)
UNARY_WITH_IN_PLACE(exp)
UNARY_WITH_IN_PLACE(expm1)
UNARY_WITH_IN_PLACE(floor)
UNARY_WITH_IN_PLACE(log)
UNARY_WITH_IN_PLACE(log10)
UNARY_WITH_IN_PLACE(log1p)
UNARY_WITH_IN_PLACE(log2)
UNARY_WITH_IN_PLACE(logical_not)
UNARY_WITH_IN_PLACE(neg)
UNARY_WITH_IN_PLACE(reciprocal)
UNARY_WITH_IN_PLACE(relu)
UNARY_WITH_IN_PLACE(rsqrt)
UNARY_WITH_IN_PLACE(sigmoid)
UNARY_WITH_IN_PLACE(sign)
UNARY_WITH_IN_PLACE(sin)
UNARY_WITH_IN_PLACE(sqrt)
UNARY_WITH_IN_PLACE(tanh)
UNARY_WITH_IN_PLACE(trunc)
UNARY(isfinite)
UNARY(isinf)
UNARY(isnan)

EXPORT Tensor THSTensor_round(const Tensor t, const int64_t decimals) { return tensor([&] { return t->round(decimals); }); }
EXPORT void THSTensor_round_(const Tensor t, const int64_t decimals) { guarded([&] { t->round_(decimals); }); }
EXPORT void THSTensor_fill_(const Tensor t, Scalar value) { guarded([&] { t->fill_(*value); }); }
EXPORT Tensor THSTensor_zeros_out(const int64_t* sizes, const int length, const Tensor out)
{
    return tensor([&] { return at::zeros_out(*out, dims(sizes, length)); });
}

// ---------------------------------------------------------------------------------------------------------------
// Elementwise, more tensors
// ---------------------------------------------------------------------------------------------------------------

#define BINARY(name) \
    EXPORT Tensor THSTensor_##name(const Tensor left, const Tensor right) { return tensor([&] { return left->name(*right); }); } \
    EXPORT void THSTensor_##name##_(const Tensor left, const Tensor right) { guarded([&] { left->name##_(*right); }); }

#define BINARY_WITH_SCALAR(name) \
    BINARY(name) \
    EXPORT Tensor THSTensor_##name##_scalar(const Tensor left, const Scalar right) { return tensor([&] { return left->name(*right); }); } \
    EXPORT void THSTensor_##name##_scalar_(const Tensor left, const Scalar right) { guarded([&] { left->name##_(*right); }); }

BINARY_WITH_SCALAR(eq)
BINARY_WITH_SCALAR(ge)
BINARY_WITH_SCALAR(gt)
BINARY_WITH_SCALAR(le)
BINARY_WITH_SCALAR(lt)
BINARY_WITH_SCALAR(ne)
BINARY_WITH_SCALAR(fmod)
BINARY_WITH_SCALAR(mul)
BINARY_WITH_SCALAR(pow)
BINARY_WITH_SCALAR(remainder)
BINARY_WITH_SCALAR(sub)
BINARY(bitwise_and)
BINARY(bitwise_or)
BINARY(bitwise_xor)
BINARY(logical_and)
BINARY(logical_or)
BINARY(logical_xor)

EXPORT Tensor THSTensor_add(const Tensor left, const Tensor right, const Scalar alpha)
{
    return tensor([&] { return left->add(*right, *alpha); });
}

EXPORT void THSTensor_add_(const Tensor left, const Tensor right, const Scalar alpha)
{
    guarded([&] { left->add_(*right, *alpha); });
}

EXPORT Tensor THSTensor_add_scalar(const Tensor left, const Scalar right, const Scalar alpha)
{
    return tensor([&] { return left->add(*right, *alpha); });
}

EXPORT void THSTensor_add_scalar_(const Tensor left, const Scalar right, const Scalar alpha)
{
    guarded([&] { left->add_(*right, *alpha); });
}

static Optional<StringView> rounding(const char* mode)
{
    return mode && *mode ? Optional<StringView>(StringView(mode)) : Optional<StringView>();
}

EXPORT Tensor THSTensor_div(const Tensor left, const Tensor right, const char* mode)
{
    return tensor([&] { return left->div(*right, rounding(mode)); });
}

EXPORT void THSTensor_div_(const Tensor left, const Tensor right, const char* mode)
{
    guarded([&] { left->div_(*right, rounding(mode)); });
}

EXPORT Tensor THSTensor_div_scalar(const Tensor left, const Scalar right, const char* mode)
{
    return tensor([&] { return left->div(*right, rounding(mode)); });
}

EXPORT void THSTensor_div_scalar_(const Tensor left, const Scalar right, const char* mode)
{
    guarded([&] { left->div_(*right, rounding(mode)); });
}

#define TERNARY(name) \
    EXPORT Tensor THSTensor_##name(const Tensor t, const Tensor tensor1, const Tensor tensor2, const Scalar value) \
    { \
        return tensor([&] { return t->name(*tensor1, *tensor2, *value); }); \
    } \
    EXPORT void THSTensor_##name##_(const Tensor t, const Tensor tensor1, const Tensor tensor2, const Scalar value) \
    { \
        guarded([&] { t->name##_(*tensor1, *tensor2, *value); }); \
    }

TERNARY(addcmul)
TERNARY(addcdiv)

EXPORT Tensor THSTensor_lerp(const Tensor t, const Tensor end, const Tensor weight)
{
    return tensor([&] { return t->lerp(*end, *weight); });
}

EXPORT void THSTensor_lerp_(const Tensor t, const Tensor end, const Tensor weight) { guarded([&] { t->lerp_(*end, *weight); }); }
EXPORT Tensor THSTensor_where(const Tensor condition, const Tensor x, const Tensor y)
{
    return tensor([&] { return at::where(*condition, *x, *y); });
}

EXPORT Tensor THSTensor_max_elementwise(const Tensor left, const Tensor right)
{
    return tensor([&] { return left->maximum(*right); });
}

EXPORT Tensor THSTensor_min_elementwise(const Tensor left, const Tensor right)
{
    return tensor([&] { return left->minimum(*right); });
}

EXPORT Tensor THSTensor_clamp(const Tensor t, const Scalar min, const Scalar max)
{
    return tensor([&] { return t->clamp(optional(min), optional(max)); });
}

EXPORT void THSTensor_clamp_(const Tensor t, const Scalar min, const Scalar max)
{
    guarded([&] { t->clamp_(optional(min), optional(max)); });
}

EXPORT Tensor THSTensor_clamp_tensor(const Tensor t, const Tensor min, const Tensor max)
{
    return tensor([&] { return t->clamp(optional(min), optional(max)); });
}

EXPORT void THSTensor_clamp_tensor_(const Tensor t, const Tensor min, const Tensor max)
{
    guarded([&] { t->clamp_(optional(min), optional(max)); });
}

EXPORT Tensor THSTensor_masked_fill(const Tensor t, const Tensor mask, const Scalar value)
{
    return tensor([&] { return t->masked_fill(*mask, *value); });
}

EXPORT void THSTensor_masked_fill_(const Tensor t, const Tensor mask, const Scalar value)
{
    guarded([&] { t->masked_fill_(*mask, *value); });
}

EXPORT bool THSTensor_allclose(const Tensor left, const Tensor right, double rtol, double atol, bool equalNan)
{
    return guarded([&] { return left->allclose(*right, rtol, atol, equalNan); });
}

EXPORT bool THSTensor_equal(const Tensor left, const Tensor right) { return guarded([&] { return left->equal(*right); }); }

// ---------------------------------------------------------------------------------------------------------------
// Reductions
// ---------------------------------------------------------------------------------------------------------------

UNARY(all)
UNARY(any)
UNARY(max)
UNARY(mean)
UNARY(min)

#define ALONG_DIMENSION(name) \
    EXPORT Tensor THSTensor_##name##_along_dimension(const Tensor t, const int64_t dim, bool keepdim) \
    { \
        return tensor([&] { return t->name(dim, keepdim); }); \
    }

ALONG_DIMENSION(all)
ALONG_DIMENSION(any)
ALONG_DIMENSION(argmax)
ALONG_DIMENSION(argmin)

#define EXTREME_ALONG_DIMENSION(name) \
    EXPORT void THSTensor_##name##_along_dimension(const Tensor t, TensorArrayAllocator allocator, const int64_t dim, bool keepdim) \
    { \
        guarded([&] { \
            auto found = t->name(dim, keepdim); \
            give({ std::get<0>(found), std::get<1>(found) }, allocator); \
        }); \
    }

EXTREME_ALONG_DIMENSION(max)
EXTREME_ALONG_DIMENSION(min)

EXPORT Tensor THSTensor_argmax(const Tensor t) { return tensor([&] { return t->argmax(); }); }
EXPORT Tensor THSTensor_argmin(const Tensor t) { return tensor([&] { return t->argmin(); }); }

EXPORT Tensor THSTensor_sum(const Tensor t, bool hasType, const int8_t dtype)
{
    return tensor([&] { return t->sum(type(hasType, dtype)); });
}

EXPORT Tensor THSTensor_prod(const Tensor t, bool hasType, const int8_t dtype)
{
    return tensor([&] { return t->prod(type(hasType, dtype)); });
}

EXPORT Tensor THSTensor_sum_along_dimensions(const Tensor t, const int64_t* dimensions, int length, bool keepdim, bool hasType,
    const int8_t dtype)
{
    return tensor([&] { return t->sum(dims(dimensions, length), keepdim, type(hasType, dtype)); });
}

EXPORT Tensor THSTensor_mean_along_dimensions(const Tensor t, const int64_t* dimensions, int length, bool keepdim, bool hasType,
    const int8_t dtype)
{
    return tensor([&] { return t->mean(dims(dimensions, length), keepdim, type(hasType, dtype)); });
}

EXPORT Tensor THSTensor_amax(const Tensor t, const int64_t* dimensions, int length, bool keepdim)
{
    return tensor([&] { return t->amax(dims(dimensions, length), keepdim); });
}

EXPORT Tensor THSTensor_amin(const Tensor t, const int64_t* dimensions, int length, bool keepdim)
{
    return tensor([&] { return t->amin(dims(dimensions, length), keepdim); });
}

EXPORT Tensor THSTensor_norm(const Tensor t, float p) { return tensor([&] { return t->norm(p); }); }

EXPORT Tensor THSTensor_norm_along_dimension(const Tensor t, const int64_t dim, bool keepdim, float p)
{
    return tensor([&] { return t->norm(p, dim, keepdim); });
}

EXPORT Tensor THSTensor_std(const Tensor t, bool unbiased) { return tensor([&] { return t->std(unbiased); }); }
EXPORT Tensor THSTensor_var(const Tensor t, bool unbiased) { return tensor([&] { return t->var(unbiased); }); }
EXPORT Tensor THSTensor_std_along_dimensions(const Tensor t, const int64_t* dimensions, int length, bool unbiased, bool keepdim)
{
    return tensor([&] { return t->std(dims(dimensions, length), unbiased, keepdim); });
}

EXPORT Tensor THSTensor_var_along_dimensions(const Tensor t, const int64_t* dimensions, int length, bool unbiased, bool keepdim)
{
    return tensor([&] { return t->var(dims(dimensions, length), unbiased, keepdim); });
}

EXPORT Tensor THSTensor_cumsum(const Tensor t, const int64_t dim, bool hasType, const int8_t dtype)
{
    return tensor([&] { return t->cumsum(dim, type(hasType, dtype)); });
}

EXPORT Tensor THSTensor_logsumexp(const Tensor t, const int64_t dim, const bool keepdim)
{
    return tensor([&] { return t->logsumexp(dim, keepdim); });
}

EXPORT Tensor THSTensor_trace(const Tensor t) { return tensor([&] { return t->trace(); }); }

EXPORT void THSTensor_topk(const Tensor t, TensorArrayAllocator allocator, const int k, const int64_t dim, const bool largest,
    const bool sorted)
{
    guarded([&] {
        auto found = t->topk(k, dim, largest, sorted);
        give({ std::get<0>(found), std::get<1>(found) }, allocator);
    });
}

EXPORT Tensor THSTensor_sort(const Tensor t, const int64_t dim, const bool descending, const bool stable, Tensor* indices)
{
    return tensor([&] {
        auto sorted = t->sort(Optional<bool>(stable), dim, descending);
        *indices = own(std::get<1>(sorted));
        return std::get<0>(sorted);
    });
}

// ---------------------------------------------------------------------------------------------------------------
// Linear algebra
// ---------------------------------------------------------------------------------------------------------------

#define PRODUCT(name) \
    EXPORT Tensor THSTensor_##name(const Tensor left, const Tensor right) { return tensor([&] { return left->name(*right); }); }

PRODUCT(bmm)
PRODUCT(dot)
PRODUCT(kron)
PRODUCT(matmul)
PRODUCT(mm)
PRODUCT(mv)
PRODUCT(outer)
PRODUCT(masked_select)
UNARY(t)
UNARY(nonzero)

EXPORT Tensor THSTensor_mT(const Tensor t) { return tensor([&] { return t->mT(); }); }
EXPORT Tensor THSTensor_addmm(const Tensor t, const Tensor mat1, const Tensor mat2, const float beta, const float alpha)
{
    return tensor([&] { return t->addmm(*mat1, *mat2, beta, alpha); });
}

EXPORT void THSTensor_addmm_(const Tensor t, const Tensor mat1, const Tensor mat2, const float beta, const float alpha)
{
    guarded([&] { t->addmm_(*mat1, *mat2, beta, alpha); });
}

// ---------------------------------------------------------------------------------------------------------------
// Shapes, parts and joins
// ---------------------------------------------------------------------------------------------------------------

EXPORT Tensor THSTensor_view(const Tensor t, const int64_t* shape, const int length)
{
    return tensor([&] { return t->view(dims(shape, length)); });
}

EXPORT Tensor THSTensor_reshape(const Tensor t, const int64_t* shape, const int length)
{
    return tensor([&] { return t->reshape(dims(shape, length)); });
}

EXPORT Tensor THSTensor_permute(const Tensor t, const int64_t* order, const int length)
{
    return tensor([&] { return t->permute(dims(order, length)); });
}

EXPORT Tensor THSTensor_repeat(const Tensor t, const int64_t* sizes, const int length)
{
    return tensor([&] { return t->repeat(dims(sizes, length)); });
}

EXPORT Tensor THSTensor_flip(const Tensor t, const int64_t* dimensions, const int length)
{
    return tensor([&] { return t->flip(dims(dimensions, length)); });
}

EXPORT Tensor THSTensor_expand(const Tensor t, const int64_t* sizes, const int length, bool implicit)
{
    return tensor([&] { return t->expand(dims(sizes, length), implicit); });
}

EXPORT Tensor THSTensor_as_strided(const Tensor t, const int64_t* sizes, const int length, const int64_t* strides,
    const int strideCount, const int64_t offset)
{
    return tensor([&] { return t->as_strided(dims(sizes, length), dims(strides, strideCount), offset); });
}

EXPORT Tensor THSTensor_flatten(const Tensor t, const int64_t start, const int64_t end)
{
    return tensor([&] { return t->flatten(start, end); });
}

EXPORT Tensor THSTensor_transpose(const Tensor t, const int64_t dim1, const int64_t dim2)
{
    return tensor([&] { return t->transpose(dim1, dim2); });
}

EXPORT void THSTensor_transpose_(const Tensor t, const int64_t dim1, const int64_t dim2)
{
    guarded([&] { t->transpose_(dim1, dim2); });
}

EXPORT Tensor THSTensor_unsqueeze(const Tensor t, int64_t dim) { return tensor([&] { return t->unsqueeze(dim); }); }
EXPORT void THSTensor_unsqueeze_(const Tensor t, int64_t dim) { guarded([&] { t->unsqueeze_(dim); }); }
EXPORT Tensor THSTensor_squeeze(const Tensor t, int64_t dim) { return tensor([&] { return t->squeeze(dim); }); }
EXPORT void THSTensor_squeeze_(const Tensor t, int64_t dim) { guarded([&] { t->squeeze_(dim); }); }
EXPORT Tensor THSTensor_squeeze_no_dim(const Tensor t) { return tensor([&] { return t->squeeze(); }); }
EXPORT void THSTensor_squeeze_no_dim_(const Tensor t) { guarded([&] { t->squeeze_(); }); }
EXPORT Tensor THSTensor_select(const Tensor t, int64_t dim, int64_t index)
{
    return tensor([&] { return t->select(dim, index); });
}

EXPORT Tensor THSTensor_narrow(const Tensor t, int64_t dim, int64_t start, int64_t length)
{
    return tensor([&] { return t->narrow(dim, start, length); });
}

EXPORT Tensor THSTensor_diag(const Tensor t, const int64_t diagonal) { return tensor([&] { return t->diag(diagonal); }); }

EXPORT Tensor THSTensor_tril(const Tensor t, const int64_t diagonal, bool inPlace)
{
    return tensor([&] { return inPlace ? t->tril_(diagonal) : t->tril(diagonal); });
}

EXPORT Tensor THSTensor_triu(const Tensor t, const int64_t diagonal, bool inPlace)
{
    return tensor([&] { return inPlace ? t->triu_(diagonal) : t->triu(diagonal); });
}

EXPORT Tensor THSTensor_index_select(const Tensor t, int64_t dim, Tensor index)
{
    return tensor([&] { return t->index_select(dim, *index); });
}

EXPORT Tensor THSTensor_gather(const Tensor t, const int64_t dim, const Tensor index)
{
    return tensor([&] { return t->gather(dim, *index); });
}

EXPORT Tensor THSTensor_scatter(const Tensor t, const int64_t dim, const Tensor index, const Tensor source)
{
    return tensor([&] { return t->scatter(dim, *index, *source); });
}

EXPORT void THSTensor_scatter_(const Tensor t, const int64_t dim, const Tensor index, const Tensor source)
{
    guarded([&] { t->scatter_(dim, *index, *source); });
}

EXPORT Tensor THSTensor_index_add(const Tensor t, const int64_t dim, const Tensor index, const Tensor source, const Scalar alpha)
{
    return tensor([&] { return t->index_add(dim, *index, *source, *alpha); });
}

EXPORT void THSTensor_index_add_(const Tensor t, const int64_t dim, const Tensor index, const Tensor source, const Scalar alpha)
{
    guarded([&] { t->index_add_(dim, *index, *source, *alpha); });
}

EXPORT void THSTensor_index_copy_(const Tensor t, const int64_t dim, const Tensor index, const Tensor source)
{
    guarded([&] { t->index_copy_(dim, *index, *source); });
}

EXPORT void THSTensor_index_fill_(const Tensor t, const int64_t dim, const Tensor index, const Scalar value)
{
    guarded([&] { t->index_fill_(dim, *index, *value); });
}

EXPORT void THSTensor_chunk(const Tensor t, TensorArrayAllocator allocator, const int64_t chunks, const int64_t dim)
{
    guarded([&] { give(t->chunk(chunks, dim), allocator); });
}

EXPORT void THSTensor_split_with_size(const Tensor t, TensorArrayAllocator allocator, const int64_t size, const int64_t dim)
{
    guarded([&] { give(t->split(size, dim), allocator); });
}

EXPORT void THSTensor_split_with_sizes(const Tensor t, TensorArrayAllocator allocator, const int64_t* sizes, const int length,
    const int64_t dim)
{
    guarded([&] { give(t->split_with_sizes(dims(sizes, length), dim), allocator); });
}

EXPORT void THSTensor_unbind(const Tensor t, TensorArrayAllocator allocator, const int64_t dim)
{
    guarded([&] { give(t->unbind(dim), allocator); });
}

EXPORT Tensor THSTensor_cat(const Tensor* parts, const int length, const int64_t dim)
{
    return tensor([&] { return at::cat(tensors(parts, length), dim); });
}

EXPORT Tensor THSTensor_stack(const Tensor* parts, const int length, const int64_t dim)
{
    return tensor([&] { return at::stack(tensors(parts, length), dim); });
}

// An index travels as one number: the smallest values say what it is, those around half of the smallest are the start
// of a slice, the others an integer. Ends and steps of slices, and tensors, come in arrays of their own, null if unused.
static std::vector<at::indexing::TensorIndex> indices(const int64_t* starts, const int64_t* ends, const int64_t* steps,
    const Tensor* parts, int length)
{
    const int64_t lowest = std::numeric_limits<int64_t>::min();
    std::vector<at::indexing::TensorIndex> list;
    const auto bound = [lowest](const int64_t* values, int i) {
        return values && values[i] != lowest ? Optional<int64_t>(values[i]) : Optional<int64_t>();
    };
    for (int i = 0; i < length; i++) {
        const int64_t code = starts[i];
        if (code > lowest / 4)
            list.emplace_back(code);
        else if (code == lowest || code == lowest + 4)
            list.emplace_back(at::indexing::None);
        else if (code == lowest + 1 || code == lowest + 2)
            list.emplace_back(code == lowest + 2);
        else if (code == lowest + 3)
            list.emplace_back(at::indexing::Ellipsis);
        else if (code == lowest + 5)
            list.emplace_back(*parts[i]);
        else {
            const auto start = code == lowest + 6 ? Optional<int64_t>() : Optional<int64_t>(code - lowest / 2);
            list.emplace_back(at::indexing::Slice(start, bound(ends, i), bound(steps, i)));
        }
    }
    return list;
}

EXPORT Tensor THSTensor_index(const Tensor t, const int64_t* starts, const int64_t* ends, const int64_t* steps,
    const Tensor* parts, const int length)
{
    return tensor([&] { return t->index(indices(starts, ends, steps, parts, length)); });
}

EXPORT void THSTensor_index_put_(const Tensor t, const int64_t* starts, const int64_t* ends, const int64_t* steps,
    const Tensor* parts, const int length,
    const Tensor value, const bool accumulate)
{
    guarded([&] {
        if (!accumulate) {
            t->index_put_(indices(starts, ends, steps, parts, length), *value);
            return;
        }
        c10::List<Optional<at::Tensor>> positions;
        for (int i = 0; i < length; i++)
            positions.push_back(optional(parts[i]));
        t->index_put_(positions, *value, true);
    });
}

EXPORT void THSTensor_index_put_scalar_(const Tensor t, const int64_t* starts, const int64_t* ends, const int64_t* steps,
    const Tensor* parts,
    const int length, const Scalar value)
{
    guarded([&] { t->index_put_(indices(starts, ends, steps, parts, length), *value); });
}

// ---------------------------------------------------------------------------------------------------------------
// Random numbers in place
// ---------------------------------------------------------------------------------------------------------------

EXPORT void THSTensor_normal_(const Tensor t, double mean, double std, const Generator g)
{
    guarded([&] { t->normal_(mean, std, optional(g)); });
}

EXPORT void THSTensor_uniform_(const Tensor t, double low, double high, const Generator g)
{
    guarded([&] { t->uniform_(low, high, optional(g)); });
}

EXPORT void THSTensor_bernoulli_0(const Tensor t, double p, const Generator g)
{
    guarded([&] { t->bernoulli_(p, optional(g)); });
}

EXPORT Tensor THSTensor_multinomial(const Tensor t, const int64_t count, const bool replacement, const Generator g)
{
    return tensor([&] { return t->multinomial(count, replacement, optional(g)); });
}

// ---------------------------------------------------------------------------------------------------------------
// Neural networks
// ---------------------------------------------------------------------------------------------------------------

EXPORT Tensor THSSpecial_softmax(const Tensor t, int64_t dim, int8_t scalarType)
{
    return tensor([&] { return t->softmax(dim, at::ScalarType(scalarType)); });
}

EXPORT Tensor THSSpecial_log_softmax(const Tensor t, int64_t dim, int8_t scalarType)
{
    return tensor([&] { return t->log_softmax(dim, at::ScalarType(scalarType)); });
}

EXPORT Tensor THSTensor_gelu(const Tensor t) { return tensor([&] { return at::gelu(*t); }); }
EXPORT Tensor THSTensor_silu(const Tensor t) { return tensor([&] { return at::silu(*t); }); }
EXPORT void THSTensor_silu_(const Tensor t) { guarded([&] { at::silu_(*t); }); }
EXPORT Tensor THSTensor_leaky_relu(const Tensor t, const Scalar slope)
{
    return tensor([&] { return at::leaky_relu(*t, *slope); });
}

EXPORT void THSTensor_leaky_relu_(const Tensor t, const Scalar slope) { guarded([&] { at::leaky_relu_(*t, *slope); }); }
EXPORT Tensor THSNN_one_hot(const Tensor t, const int64_t classes) { return tensor([&] { return at::one_hot(*t, classes); }); }

EXPORT Tensor THSNN_functional_linear(const Tensor input, const Tensor weight, const Tensor bias)
{
    return tensor([&] { return at::linear(*input, *weight, optional(bias)); });
}

EXPORT Tensor THSNN_dropout(const Tensor input, const double p, bool training, bool inPlace)
{
    return tensor([&] { return inPlace ? at::dropout_(*input, p, training) : at::dropout(*input, p, training); });
}

EXPORT Tensor THSNN_batch_norm(const Tensor input, const Tensor runningMean, const Tensor runningVar, const Tensor weight,
    const Tensor bias,
    const bool training, const double momentum, const double eps)
{
    return tensor([&] {
        return at::batch_norm(*input, optional(weight), optional(bias), optional(runningMean), optional(runningVar), training,
            momentum, eps,
            at::globalContext().userEnabledCuDNN());
    });
}

EXPORT Tensor THSNN_layer_norm(const Tensor input, const int64_t* shape, const int64_t length, const Tensor weight,
    const Tensor bias, const double eps)
{
    return tensor([&] { return at::layer_norm(*input, dims(shape, int32_t(length)), optional(weight), optional(bias), eps); });
}

EXPORT Tensor THSTensor_conv2d(const Tensor input, const Tensor kernel, const Tensor bias, const int64_t* strides,
    const int stridesLength,
    const int64_t* paddings, const int paddingsLength, const int64_t* dilations, const int dilationsLength, int64_t groups)
{
    return tensor([&] {
        return at::conv2d(*input, *kernel, optional(bias), dims(strides, stridesLength), dims(paddings, paddingsLength),
            dims(dilations, dilationsLength), groups);
    });
}

EXPORT Tensor THSTensor_conv2d_padding(const Tensor input, const Tensor kernel, const Tensor bias, const int64_t* strides,
    const int stridesLength,
    const int padding, const int64_t* dilations, const int dilationsLength, int64_t groups)
{
    return tensor([&] {
        return at::conv2d(*input, *kernel, optional(bias), dims(strides, stridesLength),
            StringView(padding == 0 ? "valid" : "same"),
            dims(dilations, dilationsLength), groups);
    });
}

EXPORT Tensor THSTensor_max_pool2d(const Tensor t, const int64_t* kernel, const int kernelLength, const int64_t* stride,
    const int strideLength,
    const int64_t* padding, const int paddingLength, const int64_t* dilation, const int dilationLength, bool ceilMode)
{
    return tensor([&] {
        return at::max_pool2d(*t, dims(kernel, kernelLength), dims(stride, strideLength), dims(padding, paddingLength),
            dims(dilation, dilationLength), ceilMode);
    });
}

EXPORT Tensor THSTensor_avg_pool2d(const Tensor t, const int64_t* kernel, const int kernelLength, const int64_t* stride,
    const int strideLength,
    const int64_t* padding, const int paddingLength, bool ceilMode, bool countPadding, const int64_t divisor)
{
    return tensor([&] {
        return at::avg_pool2d(*t, dims(kernel, kernelLength), dims(stride, strideLength), dims(padding, paddingLength), ceilMode,
            countPadding,
            divisor == 0 ? Optional<int64_t>() : Optional<int64_t>(divisor));
    });
}

EXPORT Tensor THSTensor_adaptive_avg_pool2d(const Tensor t, const int64_t* size, const int length)
{
    return tensor([&] { return at::adaptive_avg_pool2d(*t, dims(size, length)); });
}

// The two functions below have no counterpart in TorchSharp, whose native library makes whole modules instead.

EXPORT Tensor THSNN_embedding(const Tensor table, const Tensor rows, const int64_t paddingIndex, const double maxNorm,
    const double normType,
    const bool scaleGradient, const bool sparse)
{
    return tensor([&] {
        if (maxNorm > 0) {
            at::NoGradGuard none;
            at::embedding_renorm_(*table, rows->contiguous(), maxNorm, normType);
        }
        return at::embedding(*table, *rows, paddingIndex, scaleGradient, sparse);
    });
}

EXPORT Tensor THSNN_lstm(const Tensor input, const Tensor h0, const Tensor c0, const Tensor* parameters, const int length,
    const bool biases,
    const int64_t layers, const double dropout, const bool training, const bool bidirectional, const bool batchFirst, Tensor* hN,
        Tensor* cN)
{
    return tensor([&] {
        const std::vector<at::Tensor> state { *h0, *c0 };
        auto result = at::lstm(*input, state, tensors(parameters, length), biases, layers, dropout, training, bidirectional,
            batchFirst);
        *hN = own(std::get<1>(result));
        *cN = own(std::get<2>(result));
        return std::get<0>(result);
    });
}

// ---------------------------------------------------------------------------------------------------------------
// Losses
// ---------------------------------------------------------------------------------------------------------------

static int64_t reduction(const int64_t value) { return value == 1 ? at::Reduction::Mean : value == 2 ? at::Reduction::Sum : at::Reduction::None; }

EXPORT Tensor THSNN_mse_loss(const Tensor input, const Tensor target, const int64_t kind)
{
    return tensor([&] { return at::mse_loss(*input, *target, reduction(kind)); });
}

EXPORT Tensor THSNN_nll_loss(const Tensor input, const Tensor target, const Tensor weight, const int64_t kind)
{
    return tensor([&] { return at::nll_loss_nd(*input, *target, optional(weight), reduction(kind), -100); });
}

EXPORT Tensor THSNN_cross_entropy(const Tensor input, const Tensor target, const Tensor weight, const int64_t ignoreIndex,
    const bool hasIgnoreIndex,
    const int64_t kind, const double smoothing)
{
    return tensor([&] {
        return at::cross_entropy_loss(*input, *target, optional(weight), reduction(kind), hasIgnoreIndex ? ignoreIndex : -100,
            smoothing);
    });
}

EXPORT Tensor THSNN_binary_cross_entropy_with_logits(const Tensor input, const Tensor target, const Tensor weight,
    const int64_t kind, const Tensor posWeight)
{
    return tensor([&] { return at::binary_cross_entropy_with_logits(*input, *target, optional(weight), optional(posWeight),
        reduction(kind)); });
}
