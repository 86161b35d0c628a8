"""Millions of damaged frames: each is read, or refused with ProtocolError. Anything else ends this with an error.

python -m benchmarks.protocol_fuzz --frames 3000000
"""

import argparse
import pickle
import random
import time

import numpy as np

from grader.protocol import ProtocolError, decode, encode


def samples() -> list[bytes]:
    """Frames as they are sent, small ones, so that damage hits what holds a frame together."""
    whole = np.arange(6.0)
    values = (
        ("returned", {"W1": np.eye(2), "b1": np.zeros((2, 1))}, [], [(3, [1.5])], False, []),
        ("raised", "ValueError", True, ("bad", 1, None), "bad", (3, "x = 1"), [], [], True, ["helpers.ema"]),
        ("returned", (whole, whole[::-2], whole.reshape(2, 3).T), [], [], False, []),
        ("callback", 0, "update", ({"dW1": np.ones((1, 2), np.float32)}, np.float64(2.0), np.True_), {"t": -5}),
        [None, ..., True, -(2**70), 1.5, "ü", (), {"a": {1: [int]}}, np.zeros((0, 3), np.int8)],
    )
    return [encode(value) for value in values]


def damaged(frame: bytes, chance: random.Random) -> bytes:
    """Change, take out, double or insert a few bytes."""
    data = bytearray(frame)
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(6):
            case 0 | 1:
                data[at : at + 1] = bytes([chance.choice(b"NTFEifsgavoltd\x00\x01\x08\xff")])
            case 2:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 3:
                del data[at : at + chance.randint(1, 8)]
            case 4:
                data[at:at] = data[at : at + chance.randint(1, 30)]
            case _:
                data[at : at + 8] = chance.choice((2**63, 2**64 - 1, 2**32, 0, 8)).to_bytes(8, "little")
    return bytes(data)


def main() -> None:
    """Damage, read, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=2_000_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance, frames = random.Random(options.seed), samples()
    read, seconds = 0, 0.0
    for i in range(options.frames):
        frame = damaged(frames[i % len(frames)], chance)
        start = time.perf_counter()
        try:
            decode(frame)
            read += 1
        except ProtocolError:
            pass
        seconds += time.perf_counter() - start
    print(f"{options.frames} damaged frames: {read} read, {options.frames - read} refused, no other exception")
    value = decode(frames[0])
    ours, theirs = best(lambda: decode(encode(value))), best(lambda: pickle.loads(pickle.dumps(value)))
    print(f"one whole frame there and back: {ours / theirs:.1f} times pickle's time, which runs what it reads")
    print(f"{1e6 * seconds / options.frames:.1f} µs a damaged frame")


def best(action: object, rounds: int = 20, times: int = 500) -> float:
    """The seconds of the fastest round."""
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(times):
            action()  # type: ignore[operator]
        seconds.append(time.perf_counter() - start)
    return min(seconds)


if __name__ == "__main__":
    main()
