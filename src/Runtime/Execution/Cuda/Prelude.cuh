// What every compiled rule begins with: lanes of elements, the tables of a step, reductions in a fixed order, the critical memory.
//
// A kernel is written as loops over the threads of a block with barriers between them, so that the same source also compiles
// for a processor, where a shim defines the macros below.
//
// Given as definitions: ELEMENT, the type of the parameters as libtorch numbers it; NUMBERS, how many numbers the argument of a
// kernel has room for (0: they are in memory); DEVICE_NUMBERS, whether the device counts steps and computes every number
// itself; FLAGS_KNOWN and FLAGS_SET, the flags that all parameters have in common; CHUNK, the elements that a block takes; THREADS
// and NUMBERS_THREADS, the threads of a block of a pass and of one that combines; SHORT, up to how many chunks one thread combines;
// and SLOT_TYPE, the precision of a memory's slots as the host numbers it, where an option says so and it is not that of the parameters.

#ifndef KERNEL
#define DEVICE __device__ __forceinline__
#define SHARED __shared__
#define BLOCK blockIdx.x
#define BARRIER __syncthreads()
#define EACH_THREAD(thread, threads) for (int thread = threadIdx.x; thread < (threads); thread += (threads))
// Read where the launch has put it: without a promise that nobody writes to it, each thread may be given a copy.
#if defined(__CUDACC_RTC__) && __CUDACC_VER_MAJOR__ >= 12 && __CUDA_ARCH__ >= 700
#define IN_PLACE __grid_constant__
#else
#define IN_PLACE
#endif
#define KERNEL(name, threads) extern "C" __global__ void __launch_bounds__(threads) name(const IN_PLACE Arguments a)
#endif

typedef long long Index;

// ---- numbers in memory

struct Half { unsigned short bits; };
struct BFloat16 { unsigned short bits; };

#if ELEMENT == 5
typedef Half Element;
#elif ELEMENT == 15
typedef BFloat16 Element;
#elif ELEMENT == 7
typedef double Element;
#else
typedef float Element;
#endif

// The slots of a memory, where their type is an option.
#if SLOT_TYPE == 1
typedef BFloat16 Slot;
#elif SLOT_TYPE == 2
typedef Half Slot;
#elif SLOT_TYPE == 3
typedef float Slot;
#else
typedef Element Slot;
#endif

#if ELEMENT == 7
typedef double Real;
#else
typedef float Real;
#endif

union Bits { float number; unsigned bits; };

DEVICE float bits_as_float(unsigned bits) { Bits b; b.bits = bits; return b.number; }
DEVICE unsigned float_as_bits(float number) { Bits b; b.number = number; return b.bits; }

DEVICE float widen(float x) { return x; }
DEVICE double widen(double x) { return x; }
DEVICE float widen(BFloat16 x) { return bits_as_float((unsigned)x.bits << 16); }

DEVICE float widen(Half x)
{
    const unsigned sign = (unsigned)(x.bits & 0x8000) << 16, magnitude = x.bits & 0x7fff;
    if (magnitude >= 0x7c00) return bits_as_float(sign | 0x7f800000 | magnitude << 13);
    // A multiplication by 2^112 moves the exponent and makes denormals normal.
    return bits_as_float(sign | float_as_bits(bits_as_float(magnitude << 13) * 5.192296858534828e33f));
}

DEVICE void narrow(float x, float& target) { target = x; }
DEVICE void narrow(double x, float& target) { target = (float)x; }
DEVICE void narrow(double x, double& target) { target = x; }

DEVICE void narrow(float x, BFloat16& target)
{
    const unsigned bits = float_as_bits(x);
    target.bits = (unsigned short)(x != x ? bits >> 16 | 0x40 : (bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

DEVICE void narrow(float x, Half& target)
{
    const unsigned bits = float_as_bits(x), sign = bits >> 16 & 0x8000, magnitude = bits & 0x7fffffff;
    unsigned narrowed;
    if (magnitude > 0x7f800000) narrowed = 0x7e00 | (magnitude >> 13 & 0x1ff);
    else if (magnitude >= 0x477ff000) narrowed = 0x7c00;
    // Adding a half leaves the denormal's bits, rounded, at the low end.
    else if (magnitude < 0x38800000) narrowed = float_as_bits(bits_as_float(magnitude) + 0.5f) - 0x3f000000;
    else narrowed = (magnitude + 0xc8000fff + (magnitude >> 13 & 1)) >> 13;
    target.bits = (unsigned short)(sign | narrowed);
}

DEVICE void narrow(double x, BFloat16& target) { narrow((float)x, target); }
DEVICE void narrow(double x, Half& target) { narrow((float)x, target); }

// ---- stochastic rounding, from a hash of what is rounded: Noise.cs defines it

DEVICE unsigned mix(unsigned x)
{
    x = (x ^ x >> 16) * 0x45d9f3bu;
    x = (x ^ x >> 16) * 0x45d9f3bu;
    return x ^ x >> 16;
}

DEVICE unsigned noise_of(unsigned key, unsigned index) { return mix(key ^ mix(index + 0x9e3779b9u)); }
DEVICE unsigned noise_bits(unsigned key, Index element) { return mix(mix((unsigned)element) ^ (key + (unsigned)(element >> 32))); }

DEVICE void narrow_at_random(float x, unsigned noise, BFloat16& target)
{
    const unsigned bits = float_as_bits(x);
    if ((bits & 0x7fffffff) > 0x7f7f0000) narrow(x, target);
    else target.bits = (unsigned short)((bits + (noise >> 16)) >> 16);
}

DEVICE void narrow_at_random(float x, unsigned noise, Half& target)
{
    const unsigned bits = float_as_bits(x), magnitude = bits & 0x7fffffff;
    if (magnitude > 0x477fe000)
    {
        narrow(x, target);
        return;
    }

    // Below the smallest normal number: multiples of 2^-44, whose upper bits count denormals.
    const unsigned narrowed = magnitude < 0x38800000
        ? ((unsigned)(bits_as_float(magnitude) * 1.7592186044416e13f) + (noise >> 12)) >> 20
        : (magnitude - 0x38000000 + (noise >> 19)) >> 13;
    target.bits = (unsigned short)((bits >> 16 & 0x8000) | narrowed);
}

DEVICE void narrow_at_random(float x, unsigned, float& target) { target = x; }
DEVICE void narrow_at_random(double x, unsigned, float& target) { target = (float)x; }
DEVICE void narrow_at_random(double x, unsigned, double& target) { target = x; }
DEVICE void narrow_at_random(double x, unsigned noise, BFloat16& target) { narrow_at_random((float)x, noise, target); }
DEVICE void narrow_at_random(double x, unsigned noise, Half& target) { narrow_at_random((float)x, noise, target); }

// ---- functions of one number; a NaN comes through all of them

DEVICE float root(float x) { return sqrtf(x); }
DEVICE double root(double x) { return sqrt(x); }
DEVICE float exponential(float x) { return expf(x); }
DEVICE double exponential(double x) { return exp(x); }
DEVICE float logarithm(float x) { return logf(x); }
DEVICE double logarithm(double x) { return log(x); }
DEVICE float hyperbolic_tangent(float x) { return tanhf(x); }
DEVICE double hyperbolic_tangent(double x) { return tanh(x); }
DEVICE float power(float x, double exponent) { return powf(x, (float)exponent); }
DEVICE double power(double x, double exponent) { return pow(x, exponent); }

// A square root but at -0 and at negative infinity, as pow has it.
template <class T> DEVICE T half_power(T x) { return x < 0 && x - x != 0 ? -x : root(x + T(0)); }
template <class T> DEVICE T magnitude_of(T x) { return x < 0 ? -x : x == 0 ? T(0) : x; }
template <class T> DEVICE T larger(T a, T b) { return a > b || a != a ? a : b; }
template <class T> DEVICE T smaller(T a, T b) { return a < b || a != a ? a : b; }
template <class T> DEVICE T sign_of(T x) { return T((x > 0) - (x < 0)); }

// ---- numbers of the host: the arithmetic that C# has for int, on doubles; HostNumbers.cs defines it

DEVICE double host_truncate(double x) { return x != x ? 0.0 : x <= -2147483648.0 ? -2147483648.0 : x >= 2147483647.0 ? 2147483647.0 : (double)(int)x; }
DEVICE double host_add(double a, double b) { return (double)(int)((unsigned)(int)a + (unsigned)(int)b); }
DEVICE double host_subtract(double a, double b) { return (double)(int)((unsigned)(int)a - (unsigned)(int)b); }
DEVICE double host_multiply(double a, double b) { return (double)(int)((unsigned)(int)a * (unsigned)(int)b); }
DEVICE double host_divide(double a, double b) { return b == 0 ? 0.0 : (double)(int)((Index)a / (Index)b); }
DEVICE double host_remainder(double a, double b) { return b == 0 ? 0.0 : (double)((Index)a % (Index)b); }
DEVICE double host_clamp(double x, double low, double high) { return x < low ? low : x > high ? high : x; }

// ---- lanes: the elements that a thread works on at once

template <class S, int N, int Alignment> struct alignas(Alignment) Packed { S x[N]; };

constexpr int least(int a, int b) { return a < b ? a : b; }

// Element by element, so that four elements give the bits that one by one would.
template <class T, int N, bool Aligned> struct LanesOf
{
    typedef LanesOf V;

    T x[N];

    DEVICE LanesOf() { for (int j = 0; j < N; j++) x[j] = 0; }

    DEVICE static V All(double value) { V v; for (int j = 0; j < N; j++) v.x[j] = (T)value; return v; }

    template <class S> DEVICE static V Load(const S* tensor, Index i)
    {
        typedef Packed<S, N, Aligned ? least(16, N * (int)sizeof(S)) : (int)sizeof(S)> P;
        const P p = *(const P*)(tensor + i);
        V v;
        for (int j = 0; j < N; j++) v.x[j] = (T)widen(p.x[j]);
        return v;
    }

    template <class S> DEVICE static void Store(S* tensor, Index i, const V& v)
    {
        typedef Packed<S, N, Aligned ? least(16, N * (int)sizeof(S)) : (int)sizeof(S)> P;
        P p;
        for (int j = 0; j < N; j++) narrow(v.x[j], p.x[j]);
        *(P*)(tensor + i) = p;
    }

    template <class S> DEVICE static V Round(const V& v)
    {
        V rounded;
        for (int j = 0; j < N; j++)
        {
            S narrowed;
            narrow(v.x[j], narrowed);
            rounded.x[j] = (T)widen(narrowed);
        }

        return rounded;
    }

    // The element that the first lane is says which random bits the lanes have.
    template <class S> DEVICE static V RoundAtRandom(const V& v, unsigned key, Index element)
    {
        V rounded;
        for (int j = 0; j < N; j++)
        {
            S narrowed;
            narrow_at_random(v.x[j], noise_bits(key, element + j), narrowed);
            rounded.x[j] = (T)widen(narrowed);
        }

        return rounded;
    }

#define LANES_UNARY(name, value) DEVICE static V name(const V& a) { V v; for (int j = 0; j < N; j++) v.x[j] = value; return v; }
#define LANES_BINARY(name, value) DEVICE static V name(const V& a, const V& b) { V v; for (int j = 0; j < N; j++) v.x[j] = value; return v; }
#define LANES_OPERATOR(op) DEVICE friend V operator op(const V& a, const V& b) { V v; for (int j = 0; j < N; j++) v.x[j] = a.x[j] op b.x[j]; return v; }
    LANES_OPERATOR(+)
    LANES_OPERATOR(-)
    LANES_OPERATOR(*)
    LANES_OPERATOR(/)
    DEVICE friend V operator-(const V& a) { V v; for (int j = 0; j < N; j++) v.x[j] = -a.x[j]; return v; }
    DEVICE V& operator+=(const V& b) { for (int j = 0; j < N; j++) x[j] += b.x[j]; return *this; }
    LANES_UNARY(Sqrt, root(a.x[j]))
    LANES_UNARY(Rsqrt, T(1) / root(a.x[j]))
    LANES_UNARY(HalfPower, half_power(a.x[j]))
    LANES_UNARY(MinusHalfPower, T(1) / half_power(a.x[j]))
    LANES_UNARY(Square, a.x[j] * a.x[j])
    LANES_UNARY(Abs, magnitude_of(a.x[j]))
    LANES_UNARY(Sign, sign_of(a.x[j]))
    LANES_UNARY(Exp, exponential(a.x[j]))
    LANES_UNARY(Log, logarithm(a.x[j]))
    LANES_UNARY(Tanh, hyperbolic_tangent(a.x[j]))
    LANES_UNARY(Not, a.x[j] != 0 ? T(0) : T(1))
    LANES_BINARY(Max, larger(a.x[j], b.x[j]))
    LANES_BINARY(Min, smaller(a.x[j], b.x[j]))
    LANES_BINARY(Less, a.x[j] < b.x[j] ? T(1) : T(0))
    LANES_BINARY(LessOrEqual, a.x[j] <= b.x[j] ? T(1) : T(0))
    LANES_BINARY(Greater, a.x[j] > b.x[j] ? T(1) : T(0))
    LANES_BINARY(GreaterOrEqual, a.x[j] >= b.x[j] ? T(1) : T(0))
    LANES_BINARY(Equal, a.x[j] == b.x[j] ? T(1) : T(0))
    LANES_BINARY(NotEqual, a.x[j] != b.x[j] ? T(1) : T(0))
    LANES_BINARY(And, a.x[j] != 0 && b.x[j] != 0 ? T(1) : T(0))
    LANES_BINARY(Or, a.x[j] != 0 || b.x[j] != 0 ? T(1) : T(0))
#undef LANES_UNARY
#undef LANES_BINARY
#undef LANES_OPERATOR

    DEVICE static V Pow(const V& a, double exponent) { V v; for (int j = 0; j < N; j++) v.x[j] = power(a.x[j], exponent); return v; }
    DEVICE static V Clamp(const V& a, const V& least, const V& most) { return Min(Max(a, least), most); }
    DEVICE static V Lerp(const V& a, const V& b, const V& weight) { return a + weight * (b - a); }
    DEVICE static V Choose(bool first, const V& a, const V& b) { V v; for (int j = 0; j < N; j++) v.x[j] = first ? a.x[j] : b.x[j]; return v; }
    DEVICE static V Where(const V& mask, const V& a, const V& b) { V v; for (int j = 0; j < N; j++) v.x[j] = mask.x[j] != 0 ? a.x[j] : b.x[j]; return v; }

    DEVICE static double Sum(const V& a) { double sum = 0; for (int j = 0; j < N; j++) sum += a.x[j]; return sum; }
    DEVICE static double Dot(const V& a, const V& b) { double sum = 0; for (int j = 0; j < N; j++) sum += (double)a.x[j] * b.x[j]; return sum; }
    DEVICE static double MaxAbs(const V& a) { double most = 0; for (int j = 0; j < N; j++) most = larger(most, (double)magnitude_of(a.x[j])); return most; }
};

// ---- the tables of a step, and where a rule finds things in them

// A rule defines how many of each it has: SLOTS, VECTORS, INPUTS, STATES, TENSORS, TOTALS.

// A row: what the host says of parameters that have it in common.
enum { ROW_FLAGS, ROW_STEP, ROW_COUNT, ROW_LENGTHS, ROW_SLOTS = ROW_LENGTHS + VECTORS, ROW_INPUTS = ROW_SLOTS + SLOTS,
       ROW_STATES = ROW_INPUTS + INPUTS, ROW_VECTORS = ROW_STATES + STATES };

// A parameter: sizes, places in other tables, and the addresses of its tensors.
enum { ELEMENTS, ROW, FIRST_CHUNK, CHUNKS, ALIGNED, RECORD, NUMBER, OF_GROUP, OF_ALL, TENSOR, PARAMETER_WORDS = TENSOR + TENSORS };

// What something is taken over, or belongs to.
enum Over { TENSOR_ITSELF, GROUP, ALL };

// A record: what the device keeps for a parameter from step to step.
enum { STEP, COUNT, COUNT_BEFORE, WRITES, REPLACEMENTS, CHOSEN, REFRESH, SMALLEST, STATE, PRIORITIES = STATE + STATES };

struct Arguments
{
    const Index* chunks;        // [chunks][2]: the parameter, its first element
    const Index* parameters;    // [parameters][PARAMETER_WORDS]
    const Index* scopes;        // [groups + 1][3]: first parameter, the one after the last, elements; the last is all of them
    const Index* longs;         // [long_count]: the parameters of many chunks
    const double* rows;
    double* numbers_of;         // [parameters][1 + SLOTS]: flags, and what is known after a reduction
    double* partials;           // [chunks][TOTALS]
    double* own;                // [parameters][TOTALS]
    Index first_chunk, parameter_count, group_count, long_count;
    double numbers[NUMBERS > 0 ? NUMBERS : 1];
};

struct Work
{
    const Arguments& a;
    const Index* const p;
    const Index parameter;

    DEVICE Work(const Arguments& arguments, Index which) : a(arguments), p(arguments.parameters + which * PARAMETER_WORDS), parameter(which) { }

    DEVICE double row(Index k) const
    {
#if NUMBERS > 0
        return a.numbers[p[ROW] + k];
#else
        return a.rows[p[ROW] + k];
#endif
    }

    DEVICE double late(int k) const { return a.numbers_of[parameter * (1 + SLOTS) + 1 + k]; }
    DEVICE void set(int k, double value) const { a.numbers_of[parameter * (1 + SLOTS) + 1 + k] = value; }

#if DEVICE_NUMBERS
    DEVICE double early(int k) const { return late(k); }
    DEVICE int flags() const { return (int)a.numbers_of[parameter * (1 + SLOTS)]; }
    DEVICE double step() const { return record()[STEP]; }
    DEVICE double count() const { return record()[COUNT_BEFORE]; }
    DEVICE double state(int k) const { return record()[STATE + k]; }
    DEVICE double shared_state(int k, Over over) const { return shared_numbers(over)[k]; }
#else
    DEVICE double early(int k) const { return row(ROW_SLOTS + k); }
    DEVICE int flags() const { return (int)row(ROW_FLAGS) | (MEMORY ? (int)a.numbers_of[parameter * (1 + SLOTS)] : 0); }
    DEVICE double step() const { return row(ROW_STEP); }
    DEVICE double count() const { return row(ROW_COUNT); }
    DEVICE double state(int k) const { return row(ROW_STATES + k); }
    DEVICE double shared_state(int k, Over) const { return state(k); }
#endif
    DEVICE void set_flags(int flags) const { a.numbers_of[parameter * (1 + SLOTS)] = flags; }

    DEVICE double input(int k) const { return row(ROW_INPUTS + k); }
    DEVICE int length(int j) const { return (int)row(ROW_LENGTHS + j); }
    DEVICE double coefficient(int j, int k) const
    {
        int before = 0;
        for (int other = 0; other < j; other++) before += length(other);
        return row(ROW_VECTORS + before + k);
    }

    DEVICE Index elements() const { return p[ELEMENTS]; }
    DEVICE double* record() const { return (double*)p[RECORD]; }

    // The numbers that the parameter's group, or all parameters, have in common.
    DEVICE double* shared_numbers(Over over) const { return (double*)p[over == ALL ? OF_ALL : OF_GROUP]; }

    // Counts the step that begins.
    DEVICE void begin_step() const
    {
        record()[STEP] += 1;
        record()[COUNT_BEFORE] = record()[COUNT];
    }

    DEVICE void keep(int k, double value) const { record()[STATE + k] = value; }

    // The key of the random bits of the step.
    DEVICE unsigned noise() const { return noise_of(noise_of(0, (unsigned)p[NUMBER]), (unsigned)(Index)step()); }

    template <class S> DEVICE S* tensor(int k) const { return (S*)p[TENSOR + k]; }

    // The slot of the critical memory that this step writes, if it writes one.
    template <class S> DEVICE S* chosen_slot(int k) const { return tensor<S>(k) + (record()[CHOSEN] < 0 ? 0 : (Index)record()[CHOSEN] * elements()); }

    // Whether what has this probability happens in the step.
    DEVICE bool happens(double probability) const { return noise_of(noise(), 1) < probability * 4294967296.0; }

    // Whether a candidate takes a slot, which, and what becomes of the priorities: the same decision as on the host.
    DEVICE void offer(double priority, int capacity, double decay, bool first_in_first_out, int accepts, bool untested = false) const
    {
        double* const r = record();
        double* const priorities = r + PRIORITIES;
        const int count = (int)r[COUNT];
        int chosen = -1;
        if (first_in_first_out) chosen = capacity > 0 ? (int)((Index)r[WRITES] % capacity) : -1;
        else if (count < capacity) chosen = count;
        else if (capacity > 0 && untested) chosen = (int)r[SMALLEST];
        else if (capacity > 0)
        {
            int smallest = 0;
            for (int k = 1; k < count; k++)
                if (is_less(priorities[k], priorities[smallest])) smallest = k;
            if (is_less(priorities[smallest], priority)) chosen = smallest;
            r[SMALLEST] = smallest;
        }

        r[CHOSEN] = chosen;
        r[REFRESH] = 0;
        if (chosen >= 0)
        {
            const Index interval = capacity * 8 > 64 ? capacity * 8 : 64;
            // What was infinite or NaN does not leave a sum by subtraction.
            const bool leaves = chosen < count && !(priorities[chosen] - priorities[chosen] == 0);
            if (chosen < count) r[REPLACEMENTS] += 1;
            else r[COUNT] = chosen + 1;
            priorities[chosen] = priority;
            r[WRITES] += 1;
            r[REFRESH] = leaves || (Index)r[WRITES] % interval == 0;
        }

        for (int k = 0; k < (int)r[COUNT]; k++) priorities[k] *= decay;
        set_flags((DEVICE_NUMBERS ? flags() & ~accepts : 0) | (chosen >= 0 ? accepts : 0));
    }

    DEVICE static bool is_less(double a, double b) { return a != a ? b == b : a < b; }

    DEVICE bool flag(int bit) const { return FLAGS_KNOWN & bit ? (FLAGS_SET & bit) != 0 : (flags() & bit) != 0; }
};

// ---- a pass: each block a chunk of one parameter

DEVICE double joined(double a, double b, bool largest) { return largest ? larger(a, b) : a + b; }

template <class Pass> DEVICE void run(const Arguments& a)
{
    const Index chunk = a.first_chunk + BLOCK;
    const Index begin = a.chunks[2 * chunk + 1];
    const Work work(a, a.chunks[2 * chunk]);
    const Index end = begin + CHUNK < work.elements() ? begin + CHUNK : work.elements();
    const Index tail = end - (end - begin) % 4;
    SHARED double totals[Pass::Totals + 1][THREADS];
    EACH_THREAD(thread, THREADS)
    {
        double own[Pass::Totals + 1];
        for (int r = 0; r < Pass::Totals; r++) own[r] = 0;
        if (work.p[ALIGNED]) Pass::template run<LanesOf<Real, 4, true> >(work, begin + 4 * thread, tail, 4 * THREADS, own);
        else Pass::template run<LanesOf<Real, 4, false> >(work, begin + 4 * thread, tail, 4 * THREADS, own);
        if (tail < end) Pass::template run<LanesOf<Real, 1, true> >(work, tail + thread, end, THREADS, own);
        for (int r = 0; r < Pass::Totals; r++) totals[r][thread] = own[r];
    }

    if (Pass::Totals == 0) return;
    for (int half = THREADS / 2; half > 0; half /= 2)
    {
        BARRIER;
        EACH_THREAD(thread, THREADS)
            for (int r = 0; r < Pass::Totals; r++)
                if (thread < half) totals[r][thread] = joined(totals[r][thread], totals[r][thread + half], (Pass::Largest >> r & 1) != 0);
    }

    BARRIER;
    EACH_THREAD(thread, THREADS)
        if (thread < Pass::Totals) a.partials[chunk * TOTALS + thread] = totals[thread][0];
}

// ---- reductions over chunks and parameters, by one block, in an order that depends on their numbers alone

struct Column
{
    const double* values;
    Index stride;

    DEVICE double operator[](Index i) const { return values[i * stride]; }
};

DEVICE double in_order(const Column& column, Index first, Index end, bool largest)
{
    double total = 0;
    for (Index i = first; i < end; i++) total = joined(total, column[i], largest);
    return total;
}

// A long range is shared out to all threads; every thread must call this with the same range.
DEVICE void by_all_threads(const Column& column, Index first, Index end, bool largest, double* result, double* shared)
{
    EACH_THREAD(thread, NUMBERS_THREADS)
    {
        double total = 0;
        for (Index i = first + thread; i < end; i += NUMBERS_THREADS) total = joined(total, column[i], largest);
        shared[thread] = total;
    }

    for (int half = NUMBERS_THREADS / 2; half > 0; half /= 2)
    {
        BARRIER;
        EACH_THREAD(thread, NUMBERS_THREADS)
            if (thread < half) shared[thread] = joined(shared[thread], shared[thread + half], largest);
    }

    BARRIER;
    EACH_THREAD(thread, NUMBERS_THREADS)
        if (thread == 0) *result = shared[0];
    BARRIER;
}

// Each parameter's own totals, from those of its chunks.
DEVICE void combine_chunks(const Arguments& a, int totals, int largest, double* shared)
{
    EACH_THREAD(thread, NUMBERS_THREADS)
        for (Index parameter = thread; parameter < a.parameter_count; parameter += NUMBERS_THREADS)
        {
            const Index* const p = a.parameters + parameter * PARAMETER_WORDS;
            if (p[CHUNKS] > SHORT) continue;
            for (int r = 0; r < totals; r++)
                a.own[parameter * TOTALS + r] = in_order(Column{a.partials + r, TOTALS}, p[FIRST_CHUNK], p[FIRST_CHUNK] + p[CHUNKS], (largest >> r & 1) != 0);
        }

    for (Index i = 0; i < a.long_count; i++)
    {
        const Index parameter = a.longs[i];
        const Index* const p = a.parameters + parameter * PARAMETER_WORDS;
        for (int r = 0; r < totals; r++)
            by_all_threads(Column{a.partials + r, TOTALS}, p[FIRST_CHUNK], p[FIRST_CHUNK] + p[CHUNKS], (largest >> r & 1) != 0, a.own + parameter * TOTALS + r, shared);
    }

    BARRIER;
}

enum Reduction { SUM, MEAN, NORM, DOT, MAX_ABS };

DEVICE double result_of(Reduction kind, double total, Index elements)
{
    return kind == NORM ? sqrt(total) : kind == MEAN ? total / (double)elements : total;
}

// Combines a column over tensors, groups or all, and gives every parameter the result, as its number `slot`.
DEVICE void combine(const Arguments& a, const Column& column, Reduction kind, Over over, int slot, double* shared)
{
    if (over == TENSOR_ITSELF)
    {
        EACH_THREAD(thread, NUMBERS_THREADS)
            for (Index i = thread; i < a.parameter_count; i += NUMBERS_THREADS)
            {
                const Work work(a, i);
                work.set(slot, result_of(kind, column[i], work.elements()));
            }

        BARRIER;
        return;
    }

    SHARED double total;
    for (Index scope = over == ALL ? a.group_count : 0; scope < a.group_count + (over == ALL); scope++)
    {
        const Index* const s = a.scopes + 3 * scope;
        by_all_threads(column, s[0], s[1], kind == MAX_ABS, &total, shared);
        EACH_THREAD(thread, NUMBERS_THREADS)
            for (Index i = s[0] + thread; i < s[1]; i += NUMBERS_THREADS) Work(a, i).set(slot, result_of(kind, total, s[2]));
        BARRIER;
    }
}

// Stores the number `slot` of the first parameter of each group, or of all, as what they have in common.
DEVICE void keep_shared(const Arguments& a, Over over, int k, int slot)
{
    const Index first = over == ALL ? a.group_count : 0, count = over == ALL ? 1 : a.group_count;
    EACH_THREAD(thread, NUMBERS_THREADS)
        for (Index i = thread; i < count; i += NUMBERS_THREADS)
        {
            const Work work(a, a.scopes[3 * (first + i)]);
            work.shared_numbers(over)[k] = work.late(slot);
        }
}

#define EACH_PARAMETER(parameter) \
    EACH_THREAD(thread, NUMBERS_THREADS) for (Index parameter = thread; parameter < a.parameter_count; parameter += NUMBERS_THREADS)

#define TOTAL(r) Column{a.own + (r), TOTALS}
#define SLOT(k) Column{a.numbers_of + 1 + (k), 1 + SLOTS}
