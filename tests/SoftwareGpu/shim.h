// Runs CUDA C on a processor: the blocks of a launch one after the other, the threads of a block as loops; one launch at a time.

#include <math.h>

#define DEVICE inline
#define SHARED static
#define BLOCK current_block
#define BARRIER
#define EACH_THREAD(thread, threads) for (int thread = 0; thread < (threads); thread++)
#define KERNEL(name, threads)                                                                    \
    static void name##_block(const struct Arguments& a);                                         \
    extern "C" __attribute__((visibility("default")))                                            \
    void name(int blocks, const struct Arguments* a)                                             \
    {                                                                                            \
        for (current_block = 0; current_block < blocks; current_block++) name##_block(*a);       \
    }                                                                                            \
    static void name##_block(const struct Arguments& a)

static int current_block;
