#!/usr/bin/env python3
"""Scaling of training steps: two ranks of one thread beside one process of two threads, and beside PyTorch's
DistributedDataParallel over gloo, in alternating rounds; then what a model of the scaling says of more ranks. With
--overlapped, steps whose gradients are summed beside the backward pass, in turns with those that sum behind it.

    cargo build --release --example scaling
    python3 benches/scaling.py --rounds 3 --python path/to/python-with-torch
"""

import argparse
import os
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAM = HERE.parent / "target/release/examples/scaling"
WORKLOADS = ["lenet", "transformer", "resnet18"]
# What is summed up at a time, in bytes; and the time to hand a message to MPI, in seconds.
BUCKET, SENT = 1 << 19, 0.5e-6
# Parameters of each, of which a gradient has four bytes.
PARAMETERS = {"lenet": 421_642, "transformer": 1_579_520, "resnet18": 11_689_512}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--mpirun", default="mpirun")
    parser.add_argument("--program", default=str(PROGRAM))
    parser.add_argument("--python", help="an interpreter with PyTorch; without it PyTorch is left out")
    parser.add_argument("--model", action="store_true", help="the model of the scaling alone")
    parser.add_argument("--overlapped", action="store_true", help="`overlapped_gradients` beside `gradients` alone")
    return parser.parse_args()


def seconds_of(command, threads):
    return numbers_of(command, threads)[-1]


def numbers_of(command, threads):
    env = {**os.environ, "RAYON_NUM_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)}
    env.update(OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
    env.pop("OPENBLAS_CORETYPE", None)
    ran = subprocess.run(command, env=env, capture_output=True, text=True, timeout=600)
    if ran.returncode:
        sys.exit(f"{' '.join(map(str, command))} ended with {ran.returncode}:\n{ran.stderr}")
    return [float(number) for number in ran.stdout.split()]


def ways(args, workload):
    """Each way to run a workload: its name, the command, and the threads of a process."""
    ours = [args.program, workload, str(args.seconds)]
    yield "one process, 2 threads", [*ours, "alone"], 2
    yield "one rank, 2 threads", ours, 2
    yield "2 ranks of 1 thread", [args.mpirun, "-n", "2", *ours], 1
    if args.python:
        ddp = [str(HERE / "ddp.py"), workload, str(args.seconds)]
        yield "PyTorch, 2 threads", [args.python, *ddp, "2"], 2
        yield "PyTorch DDP, 2 of 1 thread", [args.python, "-m", "torch.distributed.run", "--nproc_per_node", "2", *ddp], 1


def measure(args):
    for workload in WORKLOADS:
        times = {}
        for _ in range(args.rounds):
            for name, command, threads in ways(args, workload):
                times.setdefault(name, []).append(seconds_of(command, threads))
        for name, found in times.items():
            print(f"{workload:12} {name:28} {1000 * statistics.median(found):9.2f} ms", flush=True)


def transfer(args, ranks):
    """The latency of an exchange between ranks here, and the time for each byte of a gradient beyond that of one rank, which
    sums up as much but sends nothing: copies, sums and the transport through memory."""
    small, large = 1 << 12, 1 << 24
    exchange = [args.program, "exchange", "1"]
    many = [args.mpirun, "-n", str(ranks), "--oversubscribe", *exchange]
    latency = seconds_of([*many, str(small)], 1)
    beyond = seconds_of([*many, str(large)], 1) - seconds_of([*exchange, str(large)], 1)
    return latency, beyond / large


def predict(args):
    """A step is computation, then the sum of the gradients: nothing of it happens at the same time.

    computation: what one rank of one thread takes here
    own work: the time for each byte of the gradients that two ranks take here, copies, sums and all
    bandwidth: 2 (n - 1) / n of the gradients' bytes, at the rate of the network
    latency: a header and, for each bucket of 512 KiB, two messages to each of the other ranks, of which as many are under way
    at a time as there are ranks: two latencies for each bucket, and the time to send a message to each
    """
    per_byte = 0.0
    for ranks in [2, 4]:
        latency, own = transfer(args, ranks)
        print(f"measured on {ranks} ranks here: {1e6 * latency:.0f} us for 4 KiB, {1e9 * own:.2f} ns for a byte", flush=True)
        per_byte = own if ranks == 2 else per_byte
    print("\nweak scaling, efficiency in % (each rank computes what one rank of one thread does here):")
    print(f"{'':12} {'network':>10} " + " ".join(f"{2**i:>6}" for i in range(3, 11)))
    for workload in WORKLOADS:
        step = seconds_of([args.program, workload, str(args.seconds)], 1)
        for network, rate, message in [("10 Gbit/s", 1.25e9, 30e-6), ("100 Gbit/s", 12.5e9, 5e-6)]:
            row = []
            for ranks in (2**i for i in range(3, 11)):
                size = 4 * PARAMETERS[workload]
                moved = size * per_byte + 2 * size * (ranks - 1) / ranks / rate
                rounds = 1 + 2 * -(-size // BUCKET)
                waited = rounds * (message + (ranks - 1) * SENT)
                row.append(f"{100 * step / (step + moved + waited):6.1f}")
            print(f"{workload:12} {network:>10} " + " ".join(row), flush=True)


def overlapped(args):
    """Steps that sum behind and beside the backward pass, in turns: on two ranks here, and as one rank of eight, of which the
    others are not there and the network is a pause. That rank has one core, as ranks have elsewhere."""
    one_core = ["taskset", "-c", "0", args.program]
    for workload in WORKLOADS:
        run = [workload, str(args.seconds), "overlapped"]
        ways = {"2 ranks here": [args.mpirun, "-n", "2", args.program, *run]}
        for rate, latency in [(100, 5), (10, 30), (1, 100)]:
            ways[f"8 ranks, {rate} Gbit/s"] = [*one_core, *run, "network", "8", str(rate), str(latency)]
        found = {}
        for _ in range(args.rounds):
            for name, command in ways.items():
                found.setdefault(name, []).append(numbers_of(command, 1))
        for name, rounds in found.items():
            behind, beside, ratio, low, high = (statistics.median(numbers) for numbers in zip(*rounds))
            print(
                f"{workload:12} {name:20} behind {1000 * behind:9.2f} ms, beside {1000 * beside:9.2f} ms, "
                f"beside / behind {ratio:.3f} (quartiles {low:.3f} to {high:.3f})",
                flush=True,
            )


def main():
    args = arguments()
    if args.overlapped:
        overlapped(args)
        return
    if not args.model:
        measure(args)
        print()
    predict(args)


main()
