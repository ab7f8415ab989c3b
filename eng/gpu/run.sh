#!/usr/bin/env bash
# Tests and benchmarks on a Linux machine with an NVIDIA GPU and PyTorch in python3; nothing of .NET, and no compiler.
#
#   tar xzf gpu-bundle.tar.gz && bash gpu-bundle/run.sh
#
# `dotnet run build.cs -- gpu-bundle` makes the bundle. Takes under 8 minutes. What it finds is in $OUT (gpu-bundle/results):
# run.log, tests.json, torch.json, bench.json, bench.md. PYTHON names another python; DEVICE=cpu QUICK=1 TEST_SECONDS=N rehearses
# without a GPU, and LIBTORCH=FOLDER with that libtorch instead of PyTorch's, whose own optimizers are then not timed.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "${OUT:-$here/results}" && cd "${OUT:-$here/results}" && pwd)
work=$here/work
python=${PYTHON:-python3} device=${DEVICE:-cuda:0}
mkdir -p "$work"
exec > >(tee "$out/run.log") 2>&1

# The parts together: 470 seconds at most.
torch_limit=150 test_limit=${TEST_SECONDS:-160} bench_limit=140 total=$((310 + ${TEST_SECONDS:-160}))
left() { local rest=$((total - SECONDS)); echo $((rest < $1 ? (rest > 1 ? rest : 1) : $1)); }
say() { printf '\n== %s (%d s)\n' "$*" "$SECONDS"; }
failed=()

say "the machine"
uname -srm
nvidia-smi --query-gpu=name,driver_version,memory.total,clocks.max.sm,clocks.max.memory --format=csv,noheader || true
if [ -n "${LIBTORCH:-}" ]; then
    version="" library=$LIBTORCH
else
    read -r version library < <("$python" -c 'import os, torch; print(torch.__version__, os.path.join(os.path.dirname(torch.__file__), "lib"))') \
        || { echo "no PyTorch in $python"; exit 1; }
fi
echo "libtorch: ${version:+PyTorch $version, }$library"
export LD_LIBRARY_PATH="$library${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"

# Built for a certain libtorch, it may miss something of another: what that is decides which tests can run.
say "TorchSharp's native library on this libtorch"
problems=$(ldd -r "$here/app/libLibTorchSharp.so" 2>&1 | grep -E 'undefined symbol|not found' | grep -v 'weak version' | sort -u)
printf '%s\n' "${problems:-nothing is missing}" | { command -v c++filt >/dev/null && c++filt || cat; }
if grep -q 'not found' <<<"$problems"; then echo "FAILED: TorchSharp's native library does not load here"; exit 1; fi

say "PyTorch's own optimizers"
[ -n "${LIBTORCH:-}" ] || timeout "$(left $torch_limit)" "$python" "$here/torch_bench.py" --device "${device%%:*}" --seconds $((torch_limit - 40)) --json "$out/torch.json" ${QUICK:+--quick} \
    || failed+=("torch_bench.py")

chmod +x "$here/app/verify"
export OPTIMIZERDSL_CACHE="$work/kernels" OPTIMIZERDSL_TEST_DEVICE=$device DSL_GOLDEN="$here/golden" DSL_FULL=1 OMP_NUM_THREADS=2

# A process that dies leaves .NET's report of the crash beside the results.
export DOTNET_DbgEnableMiniDump=1 DOTNET_EnableCrashReportOnly=1 DOTNET_DbgMiniDumpName="$out/crash.%p"

say "tests"
limit=$(left $test_limit)
processes=()
# The rows of other executions say nothing about a GPU. Shards, since most of the time goes by compiling kernels.
test() {
    timeout $((limit + 20)) "$here/app/verify" tests "OptimizerDsl.$1.Tests" --shard "$2/$3" --seconds "$limit" "${@:4}" --json "$work/tests-$1-$2.json" --names "$work/tests-$1-$2.names" >"$work/tests-$1-$2.log" 2>&1 &
    processes+=("$!:$1 $2/$3:$work/tests-$1-$2")
}
rm -f "$work"/tests-*
not='execution: (Cpu|Eager|Reference)'
[ -d "$DSL_GOLDEN" ] || { not+='|Golden'; echo "no recordings in the bundle: their tests are left out"; }
test Runtime 1 1 --only 'Cuda'
# Each has a context of its own on the GPU, of some hundred MB.
shards=$(nproc --all); [ "$shards" -le 12 ] || shards=12; [ "$shards" -ge 4 ] || shards=4
for shard in $(seq "$shards"); do test Optimizers "$shard" "$shards" --not "$not"; done
for shard in 1 2; do test Language $shard 2 --not "$not"; done
for process in "${processes[@]}"; do
    IFS=: read -r id name files <<<"$process"
    wait "$id" || failed+=("tests: $name ended with $?")
    tail -n 40 "$files.log"
    # A process that died has left no result: the tests that it was in are the last that began.
    [ -f "$files.json" ] || { echo "$name died; the last tests that began:"; tail -n 5 "$files.names"; cp "$files".* "$out"; }
done
"$python" - "$out/tests.json" ${#processes[@]} "$work"/tests-*.json <<'PY'
import json, sys
processes = sys.argv[2]
runs = [json.load(open(file, encoding="utf-8")) for file in sys.argv[3:]]
json.dump(runs, open(sys.argv[1], "w", encoding="utf-8"), indent=1)
skipped = sorted({f"skipped {test['Name']}: {test['Why']}" for run in runs for test in run["Skipped"]})
print("\n".join(skipped[:20]))
count = lambda what: sum(len(run[what]) for run in runs)
total = lambda what: sum(run[what] for run in runs)
print(f"tests: {total('Passed')} passed, {count('Failed')} failed, {count('Skipped')} skipped, {total('NotRun')} not run; {len(runs)} of {processes} processes ended")
PY

say "benchmarks"
with=(); [ -f "$out/torch.json" ] && with=(--with "$out/torch.json")
timeout "$(left $bench_limit)" "$here/app/verify" bench --gpu --device "$device" "${with[@]}" --json "$out/bench.json" --markdown "$out/bench.md" ${QUICK:+--quick} \
    || failed+=("the benchmark ended with $?")

say "done"
if [ ${#failed[@]} -eq 0 ]; then
    echo "ALL DONE in $SECONDS s: results in $out"
else
    printf 'FAILED: %s\n' "${failed[@]}"
    exit 1
fi
