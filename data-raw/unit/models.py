"""The log-likelihood of one row as a function of its linear predictors, in jets, and of all rows as
a function of theta. A predictor is an offset and a sum of columns times elements of theta."""
from collections import namedtuple

from mpmath import mp, mpf

import jet

# y: what the row observed; weight multiplies all of it; extra: log of a binomial coefficient;
# predictors: for each an offset and {place in theta: value}
Row = namedtuple("Row", "y weight extra predictors")

# link: (mean, 1 - mean), neither by subtraction
LINKS = {
    "logit": lambda z: (jet.logistic_below(z), jet.logistic_below(-z)),
    "probit": lambda z: (jet.normal_below(z), jet.normal_below(-z)),
    "cloglog": lambda z: (jet.one_minus_exp(-jet.exp(z)), jet.exp(-jet.exp(z))),
    "loglog": lambda z: (jet.exp(-jet.exp(-z)), jet.one_minus_exp(-jet.exp(-z))),
    "cauchit": lambda z: (jet.cauchy_below(z), jet.cauchy_below(-z)),
}


def binomial(link):
    def row(y, eta):
        mean, rest = LINKS[link](eta[0])
        # an event that did not happen has no part: 0 log 0 = 0
        parts = [jet.log(p) * share for p, share in ((mean, y), (rest, 1 - y)) if share]
        return sum(parts[1:], parts[0])
    return row


def log_share(scores, chosen):
    """The log of one softmax probability."""
    top = max(score.value for score in scores)
    total = jet.exp(scores[0] - top)
    for score in scores[1:]:
        total = total + jet.exp(score - top)
    return scores[chosen] - top - jet.log(total)


def multinomial(y, eta):
    """y from 0; predictors of all categories but the first."""
    zero = eta[0] * 0
    return log_share([zero] + list(eta), y)


def adjacent(y, eta):
    """log P(k) / P(k + 1) = eta_k."""
    scores = [eta[0] * 0]
    for t in reversed(eta):
        scores.insert(0, scores[0] + t)
    return log_share(scores, y)


def continuation(link):
    def row(y, eta):
        total = eta[0] * 0
        for k, t in enumerate(eta[:y + 1]):
            stays, goes = LINKS[link](t)
            total = total + jet.log(stays if k == y else goes)
        return total
    return row


def between(link, low, high):
    """F(high) - F(low), by the side on which both are small."""
    (low_mean, low_rest), (high_mean, high_rest) = LINKS[link](low), LINKS[link](high)
    return high_mean - low_mean if low.value + high.value < 0 else low_rest - high_rest


def cumulative(link, scaled=False):
    """Predictors: the K - 1 cuts; with a scale its log comes last."""
    def row(y, eta):
        cuts = list(eta)
        if scaled:
            shrink = jet.exp(-cuts.pop())
            cuts = [cut * shrink for cut in cuts]
        if y == 0:
            return jet.log(LINKS[link](cuts[0])[0])
        if y == len(cuts):
            return jet.log(LINKS[link](cuts[-1])[1])
        return jet.log(between(link, cuts[y - 1], cuts[y]))
    return row


def predictors_of(row, theta):
    return [offset + sum((value * theta[a] for a, value in places.items()), mpf(0))
            for offset, places in row.predictors]


def magnitude(row, theta):
    """Of what each predictor is a sum of: rounding moves it by some 2^-53 of that."""
    return [abs(offset) + sum((abs(value * theta[a]) for a, value in places.items()), mpf(0))
            for offset, places in row.predictors]


class Answer:
    """value, score, hessian, and for each number its size: the sum of the absolute values of what
    it sums, the effect of rounding in the predictors included."""

    def __init__(self, model, rows, theta):
        self.p = len(theta)
        size = range(self.p)
        self.value = self.value_size = mpf(0)
        self.score, self.score_size = [mpf(0)] * self.p, [mpf(0)] * self.p
        self.hessian = [[mpf(0)] * self.p for _ in size]
        self.hessian_size = [[mpf(0)] * self.p for _ in size]
        for row in rows:
            self.add(model, row, predictors_of(row, theta), magnitude(row, theta))

    def add(self, model, row, eta, moved):
        at = model(row.y, jet.variables(eta))
        third = third_derivatives(model, row.y, eta)
        self.value += row.weight * (at.value + row.extra)
        self.value_size += row.weight * (abs(at.value) + abs(row.extra) + sum(
            abs(a) * m for a, m in zip(at.first, moved)))
        columns = [places for _, places in row.predictors]
        for k, mine in enumerate(columns):
            wobble = sum(abs(c) * m for c, m in zip(at.second[k], moved))
            for a, x in mine.items():
                self.score[a] += row.weight * at.first[k] * x
                self.score_size[a] += row.weight * abs(x) * (abs(at.first[k]) + wobble)
            for m, other in enumerate(columns):
                wobble = sum(abs(third[n][k][m]) * moved[n] for n in range(len(eta)))
                self.add_block(row.weight, at.second[k][m], wobble, mine, other)

    def add_block(self, weight, second, wobble, mine, other):
        for a, x in mine.items():
            for b, z in other.items():
                self.hessian[a][b] += weight * second * x * z
                self.hessian_size[a][b] += weight * abs(x * z) * (abs(second) + wobble)

    def product(self, v):
        return [sum((h * b for h, b in zip(row, v)), mpf(0)) for row in self.hessian]

    def product_size(self, v):
        return [sum((h * abs(b) for h, b in zip(row, v)), mpf(0)) for row in self.hessian_size]


def third_derivatives(model, y, eta):
    """Only for sizes: by difference quotients of the second."""
    step = mpf(10)**-60

    def moved(n, by):
        return model(y, jet.variables([e + by * (i == n) for i, e in enumerate(eta)])).second
    out = []
    for n in range(len(eta)):
        up, down = moved(n, step), moved(n, -step)
        out.append([[(u - d) / (2 * step) for u, d in zip(a, b)] for a, b in zip(up, down)])
    return out


def check(model, rows, theta, answer):
    """Score and Hessian are slopes of the log-likelihood, by difference quotients."""
    step = mpf(10)**-60

    def value(moves):
        point = list(theta)
        for a, by in moves:
            point[a] += by
        return sum(row.weight * model(row.y, jet.variables(predictors_of(row, point))).value
                   for row in rows)
    close(answer.score[0], (value([(0, step)]) - value([(0, -step)])) / (2 * step))
    last = answer.p - 1
    corners = [value([(0, i * step), (last, j * step)]) * i * j for i in (1, -1) for j in (1, -1)]
    close(answer.hessian[0][last], sum(corners) / (4 * step**2))


def close(a, b):
    assert abs(a - b) <= mpf(10)**-30 * (abs(b) + mpf(10)**-40), (mp.nstr(a, 20), mp.nstr(b, 20))
