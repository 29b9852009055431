"""Makes crf-data-*.csv: sequences drawn from the model, for the fits of make-crf-fits.py. Run in the
package's directory: python3 tests/testthat/known-answers/make-crf-data.py
A sequence is drawn whole, from the list of its paths."""
import random
import sys

sys.dont_write_bytecode = True
from mpmath import mp, mpf  # noqa: E402

from crf_enumeration import Listing  # noqa: E402
from crf_model import Model, Sequence, write  # noqa: E402

mp.dps = 16


def gauss(draw):
    """A normal deviate, rounded to 1/64."""
    return round(draw.gauss(0, 1) * 64) / 64


def pick(draw, model, theta, x, z):
    sequence = Sequence("", mpf(1), [None] * len(x), [[mpf(value) for value in row] for row in x],
                        [[mpf(value) for value in row] for row in z])
    listing = Listing(model, [mpf(value) for value in theta], sequence)
    path = draw.choices(listing.paths, [float(p) for p in listing.probabilities])[0]
    return [model.labels[j] for j in path]


def simulate(name, seed, model, theta, header, token):
    """token(draw) gives what the file shows of a token, its x and its z."""
    draw, rows = random.Random(seed), []
    for s in range(draw.randint(44, 56)):
        tokens = [token(draw) for _ in range(draw.randint(4, 7))]
        y = pick(draw, model, theta, [t[1] for t in tokens], [t[2] for t in tokens])
        rows += [[s + 1, label] + t[0] for label, t in zip(y, tokens)]
    write(f"crf-data-{name}.csv", ["sequence", "y"] + header, rows)


def numeric(draw):
    x = gauss(draw)
    return [repr(x)], [1, x], [1]


def factor(draw):
    f = draw.choice("abc")
    return [f], [1, f == "b", f == "c"], [1]


def dependence(draw):
    x, z = gauss(draw), gauss(draw)
    return [repr(x), repr(z)], [1, x], [1, z]


def ridge(draw):
    x1, x2 = gauss(draw), gauss(draw)
    return [repr(x1), repr(x2)], [1, x1, x2], [1]


simulate("numeric", 101, Model("AB", ["(Intercept)", "x"]), [-0.5, 1, 0.75], ["x"], numeric)
simulate("factor", 102, Model("ABC", ["(Intercept)", "fb", "fc"], ends=True),
         [0.25, 0.5, -0.5, -0.25, 1, 0.5, 0.75, -0.5, 0.25, 1, 0.5, -0.5, -0.25, 0.5],
         ["f"], factor)
simulate("dependence", 103, Model("AB", ["(Intercept)", "x"], ["(Intercept)", "z"]),
         [-0.25, 0.75, 0.5, -0.75], ["x", "z"], dependence)
simulate("ridge", 104, Model("ABC", ["(Intercept)", "x1", "x2"]),
         [0.5, 1, -0.5, -0.5, 0.25, 1, 1, -0.5, 0.5, 0.75], ["x1", "x2"], ridge)
