"""Makes unit-chains.csv: a conditional random field with every weight (three sequences, three
labels), by listing its paths, in 400 digits. In the package's directory:
python3 data-raw/unit/make_chains.py
theta: emissions label by label, transitions by origin, starts, ends."""
import sys
from itertools import product

sys.dont_write_bytecode = True
from mpmath import mp, mpf  # noqa: E402

from problems import X1, X2, doubles  # noqa: E402
from text import line, lower, rough, write  # noqa: E402

mp.dps = 400
LABELS, COLUMNS, LENGTHS = 3, 2, [1, 3, 4]
Y = [1, 0, 2, 2, 1, 1, 0, 2]
WEIGHT = [2, 0.5, 1.25]
TOKENS = sum(LENGTHS)
X = [[mpf(a), mpf(b)] for a, b in zip(X1[1:], X2[1:])][:TOKENS]
ROWS = [range(sum(LENGTHS[:s]), sum(LENGTHS[:s + 1])) for s in range(len(LENGTHS))]
# scores: nodes token by token, then transitions by origin, starts, ends
NODES = TOKENS * LABELS
SCORES = NODES + LABELS**2 + 2 * LABELS
P = LABELS * COLUMNS + LABELS**2 + 2 * LABELS


def held(rows, path):
    """The places of the scores that a path sums."""
    out = [row * LABELS + label for row, label in zip(rows, path)]
    out += [NODES + a * LABELS + b for a, b in zip(path, path[1:])]
    return out + [NODES + LABELS**2 + path[0], NODES + LABELS**2 + LABELS + path[-1]]


def scores_of(theta):
    w = [theta[label * COLUMNS:(label + 1) * COLUMNS] for label in range(LABELS)]
    nodes = [sum(x * b for x, b in zip(row, w[label])) for row in X for label in range(LABELS)]
    return nodes + theta[LABELS * COLUMNS:]


class Chain:
    """One sequence: its paths, their probabilities, and the means of what they hold."""

    def __init__(self, rows, scores):
        paths = list(product(range(LABELS), repeat=len(rows)))
        self.held = [held(rows, path) for path in paths]
        totals = [sum(scores[a] for a in places) for places in self.held]
        top = max(totals)
        self.log_z = top + mp.log(sum(mp.exp(total - top) for total in totals))
        self.p = [mp.exp(total - self.log_z) for total in totals]
        self.reach = max(sum(abs(scores[a]) for a in places) for places in self.held)
        self.mean = [mpf(0)] * SCORES
        for p, places in zip(self.p, self.held):
            for a in places:
                self.mean[a] += p
        self.seen = held(rows, [Y[row] for row in rows])
        self.log_y = sum(scores[a] for a in self.seen) - self.log_z

    def covariance_with(self, u):
        """Of each indicator and the sum of u over what a path holds; and its size."""
        values = [sum((u[a] for a in places), mpf(0)) for places in self.held]
        middle = sum(p * value for p, value in zip(self.p, values))
        out, size = [mpf(0)] * SCORES, [mpf(0)] * SCORES
        for p, value, places in zip(self.p, values, self.held):
            for a in places:
                out[a] += p * (value - middle)
                size[a] += p * (abs(value) + abs(middle)) * (1 + self.reach)
        return out, size


def back(scores):
    """From scores to theta."""
    out = [sum((X[t][c] * scores[t * LABELS + label] for t in range(TOKENS)), mpf(0))
           for label in range(LABELS) for c in range(COLUMNS)]
    return out + scores[NODES:]


def back_size(scores):
    out = [sum((abs(X[t][c]) * scores[t * LABELS + label] for t in range(TOKENS)), mpf(0))
           for label in range(LABELS) for c in range(COLUMNS)]
    return out + scores[NODES:]


def total(parts):
    return [sum(values) for values in zip(*parts)]


def information_times(chains, v):
    """Minus the Hessian of the log-likelihood, times v."""
    u = scores_of(v)
    pulled = [chain.covariance_with(u) for chain in chains]
    weigh = [[[w * a for a in part[k]] for w, part in zip(WEIGHT, pulled)] for k in (0, 1)]
    return back(total(weigh[0])), back_size(total(weigh[1]))


def loglik(theta):
    scores = scores_of(theta)
    return sum(w * Chain(rows, scores).log_y for w, rows in zip(WEIGHT, ROWS))


def gradient(chains):
    def differences(sign):
        rows = []
        for w, chain in zip(WEIGHT, chains):
            row = [-sign * w * m * (1 if sign > 0 else 1 + chain.reach) for m in chain.mean]
            for a in chain.seen:
                row[a] += w
            rows.append(row)
        return total(rows)
    return differences(1), differences(-1)


def check(theta, score):
    step = mpf(10)**-60
    for a in range(P):
        up, down = ([t + by * (k == a) for k, t in enumerate(theta)] for by in (step, -step))
        assert abs((loglik(up) - loglik(down)) / (2 * step) - score[a]) < mpf(10)**-80


def likelihood_rows(at, theta, chains):
    by_score, by_score_size = gradient(chains)
    score = back(by_score)
    check(theta, score)
    v = [mpf(x) for x in doubles(at + "chain v", P, 1)]
    hessian = [information_times(chains, [mpf(k == a) for k in range(P)]) for a in range(P)]
    times, times_size = information_times(chains, v)
    value = sum(w * chain.log_y for w, chain in zip(WEIGHT, chains))
    value_size = sum(w * chain.reach for w, chain in zip(WEIGHT, chains))
    for part, values, sizes in (
            ("value", [value], [value_size]),
            ("score", score, back_size(by_score_size)),
            ("hessian", [-x for x in lower([h for h, _ in hessian])],
             lower([size for _, size in hessian])),
            ("product", [-x for x in times], times_size),
            ("by_score", by_score, by_score_size)):
        yield from pair(at, part, values, sizes)
    yield ["chain", at, "v", line(v)]


def pair(at, part, values, sizes):
    yield ["chain", at, part, line(values)]
    yield ["chain", at, part + "_size", rough(sizes)]


def marginal_rows(at, chains):
    mean = total([chain.mean for chain in chains])
    u = [mpf(x) for x in doubles(at + "chain u", NODES, 2)]
    pulled = [chain.covariance_with(u + [mpf(0)] * (SCORES - NODES)) for chain in chains]
    by_score, size = (total([part[k] for part in pulled]) for k in (0, 1))
    yield ["chain", at, "upstream", line(u)]
    reach = max(chain.reach for chain in chains)
    yield from pair(at, "marginals", mean[:NODES], [m * (1 + reach) for m in mean[:NODES]])
    yield from pair(at, "pullback", by_score, size)
    yield from pair(at, "pullback_theta", back(by_score), back_size(size))


def rows():
    for part, values in (("x1", [x[0] for x in X]), ("x2", [x[1] for x in X]), ("y", Y),
                         ("w", [w for w, n in zip(WEIGHT, LENGTHS) for _ in range(n)]),
                         ("s", [s for s, n in enumerate(LENGTHS) for _ in range(n)])):
        yield ["chain", "", part, line(values)]
    mild = [mpf(round(8 * x)) / 8 for x in doubles("chain", P, 1)]
    for at, theta in (("mild", mild), ("steep", [100 * t for t in mild])):
        chains = [Chain(r, scores_of(theta)) for r in ROWS]
        yield ["chain", at, "theta", line(theta)]
        yield from likelihood_rows(at, theta, chains)
        yield from marginal_rows(at, chains)


write("chains", rows())
