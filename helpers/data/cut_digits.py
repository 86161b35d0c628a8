"""Cut the course's digits out of the `scikit-learn` package. Run: python helpers/data/cut_digits.py."""

import gzip
from importlib.util import find_spec
from pathlib import Path

import numpy as np


def cut(lines: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Turn lines of 64 pixels and a label into images (m, 8, 8) and labels (m,), both of bytes.

    Parameters
    ----------
    lines : list of str
        Lines of digits.csv: 65 numbers, pixels from 0 to 16 row by row, then the digit from 0 to 9.

    Example
    -------
    >>> images, labels = cut([",".join(["16"] * 64 + ["7"])])
    >>> images.shape, int(images.max()), labels.tolist()
    ((1, 8, 8), 16, [7])
    """
    table = np.array([[float(number) for number in line.split(",")] for line in lines])
    return table[:, :64].reshape(-1, 8, 8).astype(np.uint8), table[:, 64].astype(np.uint8)


def main() -> None:
    """Write digits.npz beside this script; needs `pip install scikit-learn`, which is only read, not run."""
    package = find_spec("sklearn")
    if package is None or package.origin is None:
        raise SystemExit("scikit-learn is not installed: pip install scikit-learn==1.9.1")
    source = Path(package.origin).parent / "datasets" / "data" / "digits.csv.gz"
    images, labels = cut(gzip.decompress(source.read_bytes()).decode("ascii").splitlines())
    np.savez_compressed(Path(__file__).with_name("digits.npz"), images=images, labels=labels)


if __name__ == "__main__":
    main()
