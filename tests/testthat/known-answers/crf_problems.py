"""The tiny problems. Covariates and theta are multiples of 1/16, drawn once and for all by the seed
of the problem: as decimal text they are exact doubles."""
import random
from collections import namedtuple

from mpmath import mpf

from crf_model import Model, Sequence

Problem = namedtuple("Problem", "name model theta sequences")


def sixteenths(draw, most):
    return mpf(draw.randint(-most, most)) / 16


def drawn_path(draw, model, length):
    while True:
        path = [draw.randrange(len(model.labels)) for _ in range(length)]
        if all(model.allows(i, j) for i, j in zip(path, path[1:])):
            return path


def drawn(name, seed, model, lengths, weights=None, unknown=()):
    """unknown: (sequence, token) pairs, from 0, whose label is not known."""
    draw = random.Random(seed)
    theta = [sixteenths(draw, 24) for _ in model.parameters]
    sequences = []
    for s, length in enumerate(lengths):
        y = drawn_path(draw, model, length)
        x = [[mpf(1)] + [sixteenths(draw, 32) for _ in model.terms[1:]] for _ in range(length)]
        z = [[mpf(1)] + [sixteenths(draw, 32) for _ in model.z_terms[1:]] for _ in range(length)]
        y = [None if (s, t) in unknown else label for t, label in enumerate(y)]
        sequences.append(Sequence(s + 1, mpf(weights[s] if weights else 1), y, x, z))
    return Problem(name, model, theta, sequences)


def huge():
    """Scores of some 1e4 of either sign that nearly cancel: B and C differ by about 1 everywhere, A
    comes near them at the second token of the first sequence and the third of the last."""
    model = Model("ABC", ["(Intercept)", "x1", "x2"])
    theta = [1.5, 1, 0.75, -0.5, 1 + 2.0**-13, -1.25, 9999, 9998.25, 9999.5, 9997.75]
    x1 = [[8192, -19997.5, 12288, 4096], [-8192, 10240, 8192.5], [0, 8192, -19999, -3, 11000]]
    x2 = [[1, 0.75, -1, 0.25], [-0.25, 0, 1], [0, 0.0625, -2, 3, -1]]
    y = [[1, 0, 2, 1], [2, 1, 1], [0, 2, 1, 1, 2]]
    sequences = [
        Sequence(s + 1, mpf(1), y[s], [[mpf(1), mpf(a), mpf(b)] for a, b in zip(x1[s], x2[s])],
                 [[mpf(1)]] * len(y[s])) for s in range(3)]
    return Problem("huge", model, [mpf(value) for value in theta], sequences)


def columns(count):
    return ["(Intercept)"] + [f"x{a + 1}" for a in range(count)]


def problems():
    dependence = ("(Intercept)", "z")
    return [
        drawn("two", 1, Model("AB", columns(1)), [1, 3]),
        drawn("two-ends", 2, Model("AB", columns(2), ends=True), [1, 2, 5]),
        drawn("three", 3, Model("ABC", columns(1)), [4, 2, 1]),
        drawn("weights", 4, Model("ABC", columns(2), ends=True), [3, 1, 4, 2],
              weights=[2, 0.5, 1.25, 3]),
        drawn("covariate", 5, Model("ABC", columns(1), dependence), [4, 3, 1]),
        drawn("forbidden", 16, Model("ABC", columns(1), forbidden=[(0, 2)]),
              [3, 1, 4, 2, 5, 2]),
        drawn("absorbing", 7, Model("AB", columns(1), dependence, ends=True, forbidden=[(1, 0)]),
              [4, 5, 2], weights=[1, 2, 0.75]),
        drawn("four", 18, Model("ABCD", columns(3), ends=True, forbidden=[(1, 3), (3, 0)]), [4, 3]),
        drawn("partial", 9, Model("ABC", columns(2), ends=True), [4, 1, 3, 2],
              unknown={(0, 1), (1, 0), (2, 1), (2, 2)}),
        huge(),
    ]
