#!/usr/bin/env python3
"""PyTorch's own optimizers on the workloads of `bench --gpu` (tests/Benchmarks/Gpu), written as the same rows of JSON.

    python3 torch_bench.py --json torch.json [--device cuda|cpu] [--seconds N] [--quick]

Adam and AdamW with foreach and fused, a step of Adam compiled by torch.compile, and critical momenta (AdamCM) as one writes them
in plain PyTorch: a list of slots that every step adds up, and a decision on the host. What a version of PyTorch or a device does
not have is left out, and said. A CPU only rehearses: its numbers mean nothing. Stops to begin new measurements after N seconds.
"""
import argparse
import json
import statistics
import time

import torch

GPT2_LAYER = [[768], [768], [768, 2304], [2304], [768, 768], [768], [768], [768], [768, 3072], [3072], [3072, 768], [768]]
GPT2 = [[50257, 768], [1024, 768]] + GPT2_LAYER * 12 + [[768], [768]]
BUSY_SECONDS = 0.06


class PlainAdamCM:
    """Adam with critical momenta (Malviya et al. 2023, Algorithm 1), tensor by tensor."""

    def __init__(self, parameters, capacity, lr=1e-3, beta1=0.9, beta2=0.99, eps=1e-8, decay=0.7):
        self.parameters, self.capacity = parameters, capacity
        self.lr, self.beta1, self.beta2, self.eps, self.decay = lr, beta1, beta2, eps, decay
        self.step_count = 0
        self.state = [(torch.zeros_like(p), torch.zeros_like(p), [], []) for p in parameters]

    @torch.no_grad()
    def step(self):
        self.step_count += 1
        for p, (m, v, slots, priorities) in zip(self.parameters, self.state):
            g = p.grad
            m.mul_(self.beta1).add_(g, alpha=1 - self.beta1)
            aggregated = m + sum(slots[1:], slots[0]) / len(slots) if slots else m.clone()
            priority = g.norm().item()
            if len(slots) < self.capacity:
                slots.append(m.clone())
                priorities.append(priority)
            else:
                smallest = min(range(len(slots)), key=priorities.__getitem__)
                if priority > priorities[smallest]:
                    slots[smallest].copy_(m)
                    priorities[smallest] = priority
            priorities[:] = [self.decay * each for each in priorities]
            v.mul_(self.beta2).addcmul_(aggregated, aggregated, value=1 - self.beta2)
            root = (v / (1 - self.beta2 ** self.step_count) + self.eps).sqrt_()
            p.addcdiv_(aggregated, root, value=-self.lr / (1 - self.beta1 ** self.step_count))


class Compiled:
    """An optimizer whose step is compiled, as PyTorch's documentation does it."""

    def __init__(self, optimizer):
        self.optimizer = optimizer
        self.step = torch.compile(lambda: optimizer.step(), fullgraph=False)


# Rule, form, bytes per element, tensors of the parameter's size (gradient and temporaries included), how to make it.
def contestants():
    for rule, make in (("Adam", torch.optim.Adam), ("AdamW", torch.optim.AdamW)):
        yield rule, "torch foreach", 28, 6, lambda p, make=make: make(p, lr=1e-3, foreach=True)
        yield rule, "torch fused", 28, 4, lambda p, make=make: make(p, lr=1e-3, fused=True)
    # The plain form moves what it moves; the bytes are those that the rule must.
    for capacity in (5, 20):
        yield f"AdamCM({capacity})", "PyTorch, plain", 48, 8 + capacity, lambda p, c=capacity: PlainAdamCM(p, c)
    if hasattr(torch, "compile"):
        # Capturable: a step counter on the host would be compiled anew whenever it counts.
        yield "Adam", "torch.compile", 28, 6, lambda p: Compiled(torch.optim.Adam(p, lr=1e-3, foreach=True, capturable=p[0].is_cuda))


class Clock:
    """Times the device's and the host's part of some work; see CudaBenchmarkDevice in tests/GpuTiming."""

    def __init__(self, device):
        self.cuda = device.type == "cuda"
        if self.cuda:
            self.begin, self.end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
            self.cycles = 1_000_000
            for _ in range(2):
                torch.cuda.synchronize()
                self.begin.record()
                torch.cuda._sleep(self.cycles)
                self.end.record()
                torch.cuda.synchronize()
                self.cycles = int(self.cycles * BUSY_SECONDS * 1e3 / self.begin.elapsed_time(self.end))

    def time(self, work, busy=True):
        if not self.cuda:
            start = time.perf_counter()
            work()
            return (1e6 * (time.perf_counter() - start),) * 2 + (None,)
        torch.cuda.synchronize()
        if busy:
            torch.cuda._sleep(self.cycles)
        self.begin.record()
        start = time.perf_counter()
        work()
        host = time.perf_counter() - start
        waits = self.begin.query()
        self.end.record()
        torch.cuda.synchronize()
        return 1e3 * self.begin.elapsed_time(self.end), 1e6 * host, waits


def measure(clock, device, rule, form, bytes_per_element, make, name, shapes, steps, rounds):
    torch.manual_seed(1)
    parameters = [torch.randn(shape, device=device).requires_grad_() for shape in shapes]
    for p in parameters:
        p.grad = torch.randn_like(p)
    optimizer = make(parameters)

    def turn():
        for _ in range(steps):
            optimizer.step()

    for _ in range(25):
        optimizer.step()
    # Who waits for the device is not kept waiting for more than its own work.
    waits = clock.time(turn)[2]
    free = torch.cuda.mem_get_info(device)[0] if clock.cuda else None
    turns = [clock.time(turn, busy=not waits) for _ in range(rounds)]
    return {
        "workload": name, "rule": rule, "form": form, "tensors": len(shapes), "elements": sum(p.numel() for p in parameters),
        "deviceMicroseconds": statistics.median(t[0] for t in turns) / steps,
        "hostMicroseconds": statistics.median(t[1] for t in turns) / steps,
        "bytesPerElement": bytes_per_element, "launches": None, "uploads": None, "allocatedBytes": None,
        "deviceBytes": free - torch.cuda.mem_get_info(device)[0] if clock.cuda else None,
        "waits": waits,
    }


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--json", required=True)
    arguments.add_argument("--device", default="cuda")
    arguments.add_argument("--seconds", type=float, default=1e9)
    arguments.add_argument("--quick", action="store_true")
    options = arguments.parse_args()
    device, quick, started = torch.device(options.device), options.quick, time.monotonic()
    clock, rows = Clock(device), []
    print(f"PyTorch {torch.__version__}, {torch.cuda.get_device_name(device) if clock.cuda else 'a rehearsal on the processor'}", flush=True)

    for rule, form, bytes_per_element, tensors, make in contestants():
        free = torch.cuda.mem_get_info(device)[0] if clock.cuda else 4 << 30
        large = 1 << (20 if quick else 30)
        while large * 4 * tensors > 0.9 * free:
            large //= 2
        # So few steps in a turn that their kernels fit the queue of the driver, 1024: else the host waits for room.
        workloads = [
            (f"one of {large:,}", [[large]], 1), ("GPT-2 small, 148 tensors", GPT2, 8), ("3,000 of 3,500", [[3500]] * 3000, 2), ("one of 1,000", [[1000]], 50),
        ]
        if quick:
            workloads[1:3] = [("12 of 768", [[768]] * 12, 8), ("30 of 3,500", [[3500]] * 30, 2)]
        for name, shapes, steps in workloads:
            if form == "torch.compile" and len(shapes) > 1000:
                print(f"{rule}, {form}, {name}: left out, compiling takes minutes", flush=True)
                continue
            if form == "PyTorch, plain":
                steps = min(steps, 4)
            if time.monotonic() - started > options.seconds:
                print(f"{rule}, {form}, {name}: left out, the time is up", flush=True)
                continue
            try:
                rows.append(measure(clock, device, rule, form, bytes_per_element, make, name, shapes, steps, 3 if quick else 7))
            except Exception as error:  # whatever this version or this device does not have: the others are worth having
                print(f"{rule}, {form}, {name}: left out, {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}", flush=True)
                continue
            finally:
                if clock.cuda:
                    torch.cuda.empty_cache()
            print(f"{rule}, {form}, {name}: device {rows[-1]['deviceMicroseconds']:,.1f} µs, host {rows[-1]['hostMicroseconds']:,.1f} µs", flush=True)
            with open(options.json, "w", encoding="utf-8") as file:
                json.dump(rows, file, indent=1)


if __name__ == "__main__":
    main()
