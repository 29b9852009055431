"""The small problems: data and points theta. All data are multiples of 1/8, so exact. Points
`small` and `medium` are random doubles with all their digits; the others are multiples of 1/8, so
that predictors of 700 and more are exact too, and what is held to account is the function."""
import random
from collections import namedtuple

from mpmath import loggamma, mpf

import models
from models import Row

# data: {part: values} for the file; points: {name: theta}
Problem = namedtuple("Problem", "name model rows data names points")

X1 = [-7, -4, -2.5, -1, -0.5, 0.5, 1.25, 3, 5, 7]
X2 = [0.5, -1.25, 2, 0.75, -1, 1.5, -0.25, -2, 1, 0.125]
X3 = [1, 0.25, -0.75, 2, -1.5, 0.5, -2, 1.25, -0.5, 0.375]
SIDE = [0] * 5 + [1] * 5
LEVEL = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0]
WEIGHT = [1, 0.5, 2, 1.25, 1, 0.75, 3, 1, 1.5, 1]
OFFSET = [0.5, -0.25, 0, 1, -1.5, 0.125, -0.5, 0.75, 0, -1]
OFFSET2 = [-1, 0.25, 0.5, 0, 0.75, -0.625, 1.5, 0, -0.25, 1]
PART = [0.25, 0, 0.5, 1, 0.75, 0.125, 0, 0.5, 1, 0.375]
TRIALS = [4, 3, 2, 5, 8, 8, 1, 6, 2, 8]
CLASS3 = [0, 1, 2, 1, 0, 2, 2, 1, 0, 2]
CLASS4 = [0, 3, 1, 0, 2, 1, 3, 2, 3, 1]
COUNTS = [[2, 0, 1], [0, 3, 1], [1, 1, 1], [4, 0, 0], [0, 0, 2],
          [1, 2, 0], [0, 1, 3], [2, 2, 1], [0, 5, 0], [1, 0, 1]]


def doubles(name, count, reach):
    source = random.Random(name)
    return [source.uniform(-reach, reach) for _ in range(count)]


def columns(*given):
    """A dictionary {place: value} for each row; zeros need no place."""
    return [{k: mpf(x) for k, x in enumerate(row) if x} for row in zip(*given)]


ONE = [1] * len(X1)
IS_B, IS_C = ([int(level == k) for level in LEVEL] for k in (1, 2))

# `right` puts every row on its own side, as far as doubles reach
RIGHT = {"logit": 100, "probit": 2.5, "cloglog": 0.75, "loglog": 0.75, "cauchit": 100}
# keeps log-likelihoods finite where a link falls like exp(-exp(z))
SHIFT = {"cloglog": -694, "loglog": 694}


def binomial_points(name, link, p, far):
    zeros = [0.5, -0.25, 0.125][:p - 2]
    shift = SHIFT.get(link, 0)
    points = {"small": doubles(name + "1", p, 0.5), "medium": doubles(name + "2", p, 1),
              "wrong": [shift, -far] + zeros}
    if link not in SHIFT:
        points["beyond"] = [1, -2.5 * far] + zeros
    return points


def binary(link):
    name = f"binary-{link}"
    rows = [Row(mpf(y), mpf(w), mpf(0), [(mpf(o), x)]) for y, w, o, x in
            zip(SIDE, WEIGHT, OFFSET, columns(ONE, X1, X2, IS_B, IS_C))]
    points = binomial_points(name, link, 5, 100)
    points["right"] = [0, RIGHT[link], 0.125, 0.125, 0]
    return Problem(name, models.binomial(link), rows,
                   {"y": SIDE, "w": WEIGHT, "o": OFFSET, "x1": X1, "x2": X2, "f": LEVEL},
                   ["(Intercept)", "x1", "x2", "fb", "fc"], points)


def log_choose(total, parts):
    return loggamma(total + 1) - sum(loggamma(part + 1) for part in parts)


def trials(link):
    name = f"trials-{link}"
    rows = [Row(mpf(y), mpf(w) * n, log_choose(mpf(n), [mpf(n) * y, n - mpf(n) * y]) / n,
                [(mpf(0), x)])
            for y, n, w, x in zip(PART, TRIALS, WEIGHT, columns(ONE, X1, X2, X3))]
    return Problem(name, models.binomial(link), rows,
                   {"y": PART, "n": TRIALS, "w": WEIGHT, "x1": X1, "x2": X2, "x3": X3},
                   ["(Intercept)", "x1", "x2", "x3"], binomial_points(name, link, 4, 99.5))


def blocks(offsets, x, p):
    """A predictor for each equation, with a stretch of theta of its own."""
    return [(mpf(o), {k * p + a: value for a, value in x.items()}) for k, o in enumerate(offsets)]


def names_by_category(levels, terms):
    return [f"{level}:{term}" for level in levels for term in terms]


def multinomial_points(name, steep):
    p = len(steep)
    return {"small": doubles(name + "1", p, 0.5), "medium": doubles(name + "2", p, 1),
            "steep": steep, "beyond": [-2.5 * number for number in steep]}


def multinomial_counts():
    name = "multinomial-counts"
    rows = []
    for counts, w, x in zip(COUNTS, WEIGHT, columns(ONE, X1, X2, X3)):
        extra = log_choose(mpf(sum(counts)), [mpf(count) for count in counts])
        for k, count in enumerate(counts):
            if count:
                rows.append(Row(k, mpf(w) * count, extra / count, blocks([0, 0], x, 4)))
                extra = mpf(0)
    data = {f"y{k + 1}": [counts[k] for counts in COUNTS] for k in range(3)}
    return Problem(name, models.multinomial, rows,
                   {**data, "w": WEIGHT, "x1": X1, "x2": X2, "x3": X3},
                   names_by_category(["y2", "y3"], ["(Intercept)", "x1", "x2", "x3"]),
                   multinomial_points(name, [0.5, 100, 0.25, 0, -0.25, -50, 0.125, -1]))


def multinomial_factor():
    name = "multinomial-factor"
    no = [0] * len(X1)
    rows = [Row(y, mpf(w), mpf(0), blocks(o, x, 3)) for y, w, o, x in
            zip(CLASS4, WEIGHT, zip(OFFSET, OFFSET2, no), columns(ONE, X1, X2))]
    steep = [0.5, 100, 0.25, 0.5, -50, 0.25, 1, 75, -0.125]
    return Problem(name, models.multinomial, rows,
                   {"y": CLASS4, "w": WEIGHT, "o1": OFFSET, "o2": OFFSET2, "o3": no,
                    "x1": X1, "x2": X2},
                   names_by_category(["b", "c", "d"], ["(Intercept)", "x1", "x2"]),
                   multinomial_points(name, steep))


# Cuts of a row: theta_k - offset - x'b_k. Thresholds first, then parallel slopes, then those of
# each other column by threshold, then the scale.
CUTS = ["a|b", "b|c", "c|d"]


def cuts_of(o, parallel, own):
    first = len(CUTS) + len(parallel)
    out = []
    for k in range(len(CUTS)):
        places = {k: mpf(1)}
        places.update({len(CUTS) + a: -mpf(x) for a, x in enumerate(parallel)})
        places.update({first + a * len(CUTS) + k: -mpf(x) for a, x in enumerate(own)})
        out.append((-mpf(o), places))
    return out


def ordinal(kind, link, own=(), scale=False):
    table = {"x1": X1, "x2": X2}
    parallel = [x for x in table if x not in own]
    variant = "-own" + str(len(own)) if own else "-scale" if scale else ""
    name = f"{kind}-{link}{variant}"
    names = CUTS + parallel + [f"{cut}:{x}" for x in own for cut in CUTS]
    rows = []
    for i, (y, w, o) in enumerate(zip(CLASS4, WEIGHT, OFFSET)):
        predictors = cuts_of(o, [table[x][i] for x in parallel], [table[x][i] for x in own])
        if scale:
            predictors.append((mpf(0), {len(names): mpf(X2[i])}))
        rows.append(Row(y, mpf(w), mpf(0), predictors))
    model = {"cumulative": models.cumulative(link, scale), "adjacent": models.adjacent,
             "continuation": models.continuation(link)}[kind]
    return Problem(name, model, rows, {"y": CLASS4, "w": WEIGHT, "o": OFFSET, "x1": X1, "x2": X2},
                   names + (["scale:x2"] if scale else []),
                   ordinal_points(name, link, len(parallel), len(own), scale))


def ordinal_points(name, link, parallel, own, scale):
    """Own slopes are small beside the distances of the thresholds: cuts never cross. All slopes of
    `steep` that may be large are so."""
    def point(thresholds, slopes, seed, spread):
        out = list(thresholds) + slopes[:parallel]
        for a in range(own):
            out += doubles(f"{name}{seed}{a}", 3, spread)
        return out + ([0.25] if scale else [])
    shift = {"cloglog": -700, "loglog": 700}.get(link, 0)
    wide = [-6, 0.25, 6.5] if own else [-1.5, 0.25, 2]
    first = doubles(name, 5, 0.25)
    points = {"small": point([t + d for t, d in zip(wide, first)], first[3:], "s", 0.25),
              "steep": point([t + shift for t in wide], [100, 0.5], "l", 0.25)}
    if link not in SHIFT and parallel:
        points["beyond"] = point([-40, 1, 30], [-250, 1], "b", 0.25)
    if scale:
        points["beyond"][-1] = 1.5
    return points


def problems():
    links = list(models.LINKS)
    return {
        "binomial": [make(link) for link in links for make in (binary, trials)],
        "multinomial": [multinomial_counts(), multinomial_factor()],
        "ordinal": [ordinal("cumulative", link) for link in links] + [
            ordinal("cumulative", "logit", scale=True), ordinal("cumulative", "probit", scale=True),
            ordinal("cumulative", "logit", ["x2"]), ordinal("cumulative", "cloglog", ["x2"]),
            ordinal("adjacent", "logit"), ordinal("adjacent", "logit", ["x2"]),
            ordinal("continuation", "logit", ["x1", "x2"]), ordinal("continuation", "probit"),
            ordinal("continuation", "cloglog", ["x2"])]}
