// What a CUDA toolkit would declare, for clang's CUDA front end without one.

#define __device__ __attribute__((device))
#define __global__ __attribute__((global))
#define __shared__ __attribute__((shared))
#define __forceinline__ __inline__ __attribute__((always_inline))
#define __launch_bounds__(threads) __attribute__((launch_bounds(threads)))

struct ThreadIndex { __declspec(property(get = get_x)) int x; static __device__ __forceinline__ int get_x() { return __nvvm_read_ptx_sreg_tid_x(); } };
struct BlockIndex { __declspec(property(get = get_x)) int x; static __device__ __forceinline__ int get_x() { return __nvvm_read_ptx_sreg_ctaid_x(); } };
extern const __device__ ThreadIndex threadIdx;
extern const __device__ BlockIndex blockIdx;

extern "C"
{
    __device__ float sqrtf(float); __device__ double sqrt(double); __device__ float expf(float); __device__ double exp(double);
    __device__ float logf(float); __device__ double log(double); __device__ float tanhf(float); __device__ double tanh(double);
    __device__ float powf(float, float); __device__ double pow(double, double); __device__ double fmod(double, double);
    __device__ double ceil(double); __device__ double floor(double); __device__ double rint(double); __device__ double trunc(double);
    __device__ double cbrt(double); __device__ double log2(double); __device__ double log10(double);
    __device__ double sin(double); __device__ double cos(double); __device__ double tan(double); __device__ double atan(double);
}
