// The tests share the threads of libtorch and of the optimizers, and some set their number.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
