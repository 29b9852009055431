"""How numbers are written: in hexadecimal, or in decimals where those are short and exact."""
import csv
import os

from mpmath import mp, mpf

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "..", "..", "tests", "testthat", "known-answers")


def nearest(x):
    """The double nearest to a number in multiple precision."""
    return float(mp.nstr(mpf(x), 60))


def shown(x):
    x = nearest(x)
    if x * 1024 == int(x * 1024) and abs(x) < 1e6:
        return repr(int(x)) if x == int(x) else repr(x)
    return x.hex().replace("0x1.0000000000000p", "0x1p") if abs(x) > 2.3e-308 else x.hex()


def line(numbers):
    return " ".join(shown(x) for x in numbers)


def rough(numbers):
    """Two digits are enough for a size."""
    return " ".join(mp.nstr(x, 2).replace(".0e", "e") for x in numbers)


def lower(matrix):
    return [matrix[i][j] for i in range(len(matrix)) for j in range(i + 1)]


def write(name, rows):
    """Rows: case, at (a point; "" for what is of the case), part, values."""
    with open(os.path.join(OUT, f"unit-{name}.csv"), "w", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(["case", "at", "part", "values"])
        table.writerows(rows)
