#!/usr/bin/env bash
# Tests and benchmarks on a Linux machine with an NVIDIA GPU, PyTorch in python3 and a C++ compiler; nothing of .NET.
#
#   tar xzf gpu-bundle.tar.gz && bash gpu-bundle/run.sh
#
# `dotnet run build.cs -- gpu-bundle` makes the bundle. Takes under 8 minutes. What it finds is in $OUT (gpu-bundle/results):
# run.log, tests.json, torch.json, bench.json, bench.md. PYTHON and CXX name other programs; DEVICE=cpu QUICK=1
# TEST_SECONDS=N rehearses without a GPU.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "${OUT:-$here/results}" && cd "${OUT:-$here/results}" && pwd)
work=$here/work
python=${PYTHON:-python3} cxx=${CXX:-g++} device=${DEVICE:-cuda:0}
mkdir -p "$work"
exec > >(tee "$out/run.log") 2>&1

# The parts together: 470 seconds at most.
torch_limit=150 compile_limit=240 test_limit=${TEST_SECONDS:-160} bench_limit=140 total=$((310 + ${TEST_SECONDS:-160}))
left() { local rest=$((total - SECONDS)); echo $((rest < $1 ? (rest > 1 ? rest : 1) : $1)); }
say() { printf '\n== %s (%d s)\n' "$*" "$SECONDS"; }
failed=()

say "the machine"
uname -srm
nvidia-smi --query-gpu=name,driver_version,memory.total,clocks.max.sm,clocks.max.memory --format=csv,noheader || true
"$cxx" --version | head -n 1
facts=$("$python" - <<'PY'
import os, torch
from torch.utils import cpp_extension
library = os.path.join(os.path.dirname(torch.__file__), "lib")
print(f"version='{torch.__version__}'")
print(f"abi={int(torch._C._GLIBCXX_USE_CXX11_ABI) if hasattr(torch._C, '_GLIBCXX_USE_CXX11_ABI') else 1}")
print("includes=(" + " ".join(f"'-I{path}'" for path in cpp_extension.include_paths()) + ")")
print("libraries=(" + " ".join(f"'-L{path}' '-Wl,-rpath,{path}'" for path in [library] if os.path.isdir(library)) + ")")
print(f"library='{library}'")
names = ["torch", "torch_cpu", "c10"] + [name for name in ("torch_cuda", "c10_cuda") if os.path.exists(os.path.join(library, f"lib{name}.so"))]
print("names=(" + " ".join(f"-l{name}" for name in names) + ")")
PY
) || { echo "no PyTorch in $python"; exit 1; }
eval "$facts"
echo "PyTorch $version in $library, C++11 ABI $abi"

# One core compiles while the GPU is busy with PyTorch's own optimizers.
(
    # Newer headers want C++20, older ones may not take it. Without --no-as-needed the linker drops the half with CUDA.
    for standard in 20 17; do
        timeout "$compile_limit" "$cxx" -std=c++$standard -O1 -w -fPIC -shared -fvisibility=hidden -D_GLIBCXX_USE_CXX11_ABI="$abi" \
            "${includes[@]}" "$here/LibTorchSharp.cpp" -o "$here/app/libLibTorchSharp.so" \
            "${libraries[@]}" -Wl,--no-as-needed "${names[@]}" >"$work/compile.log" 2>&1 && exit 0
    done
    exit 1
) &
compiling=$!

say "PyTorch's own optimizers"
timeout "$(left $torch_limit)" "$python" "$here/torch_bench.py" --device "${device%%:*}" --seconds $((torch_limit - 40)) --json "$out/torch.json" ${QUICK:+--quick} \
    || failed+=("torch_bench.py")

say "compiling the native half of TorchSharp's stand-in"
if ! wait "$compiling"; then
    grep -m 20 -E 'error|undefined' "$work/compile.log" || tail -n 20 "$work/compile.log"
    echo "FAILED: LibTorchSharp.cpp does not compile against PyTorch $version"
    exit 1
fi

chmod +x "$here/app/verify"
export LD_LIBRARY_PATH="$library${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export OPTIMIZERDSL_CACHE="$work/kernels" OPTIMIZERDSL_TEST_DEVICE=$device DSL_GOLDEN="$here/golden" OMP_NUM_THREADS=2

say "tests"
limit=$(left $test_limit)
processes=()
# The rows of other executions say nothing about a GPU. Shards, since most of the time goes by compiling kernels.
test() {
    timeout $((limit + 20)) "$here/app/verify" tests "OptimizerDsl.$1.Tests" --shard "$2/$3" --seconds "$limit" "${@:4}" --json "$work/tests-$1-$2.json" >"$work/tests-$1-$2.log" 2>&1 &
    processes+=("$!:$1 $2/$3:$work/tests-$1-$2.log")
}
rm -f "$work"/tests-*
not='execution: (Cpu|Eager|Reference)'
[ -d "$DSL_GOLDEN" ] || { not+='|Golden'; echo "no recordings in the bundle: their tests are left out"; }
test Runtime 1 1 --only 'Cuda'
# Each has a context of its own on the GPU, of some hundred MB.
shards=$(nproc); [ "$shards" -le 12 ] || shards=12; [ "$shards" -ge 4 ] || shards=4
for shard in $(seq "$shards"); do test Optimizers "$shard" "$shards" --not "$not"; done
for shard in 1 2; do test Language $shard 2 --not "$not"; done
for process in "${processes[@]}"; do
    IFS=: read -r id name log <<<"$process"
    wait "$id" || failed+=("tests: $name ended with $?")
    tail -n 40 "$log"
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
