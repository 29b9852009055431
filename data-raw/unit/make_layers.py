"""Makes unit-curves.csv and unit-layers.csv: each link along its curve, and forward and backward of
layers, in 400 digits. In the package's directory:  python3 data-raw/unit/make_layers.py
Sizes: sums of the absolute values of what a number is the sum of."""
import sys

sys.dont_write_bytecode = True
from mpmath import mp, mpf  # noqa: E402

import jet  # noqa: E402
from models import LINKS, between  # noqa: E402
from problems import CLASS3, CLASS4, OFFSET, SIDE, WEIGHT, X1, X2, X3, doubles  # noqa: E402
from text import line, rough, write  # noqa: E402

mp.dps = 400
NEAR = [1e-8, 0.1, 0.5, 1, 2, 5]
REACH = {"logit": NEAR + [10, 20, 30, 36, 37, 40, 100, 300, 600, 700, 708, 740, 745],
         "probit": NEAR + [8, 10, 20, 30, 37], "cauchit": NEAR + [10, 40, 700, 1e4, 1e8]}
LONG = [-745, -700, -100, -40, -37, -20, -10, -5, -2, -1, -0.5, -0.1, -1e-8,
        1e-8, 0.1, 0.5, 1, 2, 3, 5, 6, 6.5]


def grid(link):
    if link in REACH:
        return [-z for z in reversed(REACH[link])] + REACH[link]
    return LONG if link == "cloglog" else [-z for z in reversed(LONG)]


def curve(link):
    z = [mpf(float(value)) for value in grid(link)]
    points = [LINKS[link](jet.variables([value])[0]) for value in z]
    mean, rest = [m.value for m, _ in points], [r.value for _, r in points]
    slope = [m.first[0] for m, _ in points]
    # what cross-entropy passes back for y = 1 and for y = 0, but for the sign of the first
    rise, fall = [s / m for s, m in zip(slope, mean)], [s / r for s, r in zip(slope, rest)]
    for part, values in (("z", z), ("mean", mean), ("rest", rest), ("slope", slope),
                         ("rise", rise), ("fall", fall)):
        yield [link, "", part, line(values)]


class Matrix:
    """Rows of numbers with their sizes."""

    def __init__(self, rows, sizes=None):
        self.rows = [[mpf(x) for x in row] for row in rows]
        self.sizes = sizes or [[abs(x) for x in row] for row in self.rows]

    def transposed(self):
        return Matrix(list(zip(*self.rows)), [list(row) for row in zip(*self.sizes)])

    def times(self, other):
        def multiply(a, b):
            return [[sum((x * y for x, y in zip(row, column)), mpf(0)) for column in zip(*b)]
                    for row in a]
        return Matrix(multiply(self.rows, other.rows), multiply(self.sizes, other.sizes))

    def flat(self):
        """By columns, as R has matrices."""
        return [x for column in zip(*self.rows) for x in column]

    def flat_sizes(self):
        return [x for column in zip(*self.sizes) for x in column]


def transform(x, slopes, bias, offset):
    eta = Matrix(x).times(Matrix(slopes)).rows
    return [[e + mpf(b) + mpf(o) for e, b in zip(row, bias)] for row, o in zip(eta, offset)]


def unit(link):
    """Each column of eta by itself: mean and derivatives (of outputs by predictors)."""
    def row(eta):
        jets = [LINKS[link](z)[0] for z in jet.variables(eta)]
        return jets, [[abs(d) for d in j.first] for j in jets]
    return row


def softmax(eta):
    z = jet.variables(eta)
    top = max(eta)
    parts = [jet.exp(a - top) for a in z]
    total = sum(parts[1:], parts[0])
    jets = [jet.exp(a - top - jet.log(total)) for a in z]
    sizes = [[j.value * (mpf(i == k) + other.value) for k, other in enumerate(jets)]
             for i, j in enumerate(jets)]
    return jets, sizes


def shares(link):
    """From the cuts theta_k - eta to probabilities."""
    def row(cuts):
        z = jet.variables(cuts)
        inner = [between(link, z[k - 1], z[k]) for k in range(1, len(z))]
        jets = [LINKS[link](z[0])[0]] + inner + [LINKS[link](z[-1])[1]]
        return jets, [[abs(d) for d in j.first] for j in jets]
    return row


def pulled(outputs, upstream, weights):
    """d sum(w u y) / d eta."""
    rows, sizes = [], []
    for (jets, size), u, w in zip(outputs, upstream, weights):
        count = range(len(jets[0].first))
        rows.append([w * sum(a * j.first[k] for a, j in zip(u, jets)) for k in count])
        sizes.append([w * sum(abs(a) * s[k] for a, s in zip(u, size)) for k in count])
    return Matrix(rows, sizes)


def entropy(outputs, y, weights):
    """d loss / d eta, loss = - sum w y log(value); y a row of shares."""
    rows, sizes, loss = [], [], mpf(0)
    for (jets, _), shares_of, w in zip(outputs, y, weights):
        seen = [(j, share) for j, share in zip(jets, shares_of) if share]
        count = range(len(jets[0].first))
        rows.append([-w * sum(share * j.first[k] / j.value for j, share in seen)
                     for k in count])
        sizes.append([w * sum(share * abs(j.first[k]) / j.value for j, share in seen)
                      for k in count])
        loss -= w * sum(share * mp.log(j.value) for j, share in seen)
    return Matrix(rows, sizes), loss


ONES = Matrix([[1]] * len(X1))


def parts_of(gradient, x, slopes):
    """What a layer hands back, from the gradient by its predictors."""
    return {"offset": gradient, "coefficients": Matrix(x).transposed().times(gradient),
            "bias": ONES.transposed().times(gradient),
            "inputs": gradient.times(Matrix(slopes).transposed())}


def rows_for(name, what, parts):
    for part, matrix in parts.items():
        yield [name, what, part, line(matrix.flat())]
        yield [name, what, part + "_size", rough(matrix.flat_sizes())]


X = [list(row) for row in zip(X1, X2, X3)]


def upstream_of(name, k):
    numbers = iter(doubles(name + " upstream", k * len(X), 2))
    return [[mpf(next(numbers)) for _ in range(k)] for _ in X]


def data_rows(name, given):
    for part, values in given.items():
        rows = values if isinstance(values[0], list) else [[value] for value in values]
        yield [name, "", part, line(Matrix(rows).flat())]


def values_row(name, outputs):
    values = Matrix([[j.value for j in jets] for jets, _ in outputs])
    return [name, "", "value", line(values.flat())]


def logistic_layer(name, link, slopes, bias):
    eta = transform(X, slopes, bias, OFFSET)
    outputs = [unit(link)(row) for row in eta]
    u = upstream_of(name, len(bias))
    yield from data_rows(name, {"coefficients": slopes, "bias": bias, "upstream": u})
    yield values_row(name, outputs)
    yield from rows_for(name, "backward", parts_of(pulled(outputs, u, WEIGHT), X, slopes))
    if len(bias) == 1:
        # two outputs, the event and its complement
        both = [([j, LINKS[link](jet.variables(row)[0])[1]], size * 2)
                for (jets, size), row in zip(outputs, eta) for j in jets]
        gradient, loss = entropy(both, [[y, 1 - y] for y in SIDE], WEIGHT)
        yield from data_rows(name, {"y": SIDE})
        yield [name, "cross_entropy", "loss", line([loss])]
        yield from rows_for(name, "cross_entropy", parts_of(gradient, X, slopes))


def one_hot(codes, count):
    return [[mpf(code == k) for k in range(count)] for code in codes]


def softmax_layer(name, slopes, bias):
    outputs = [softmax(row) for row in transform(X, slopes, bias, [0] * len(X))]
    u = upstream_of(name, len(bias))
    gradient, loss = entropy(outputs, one_hot(CLASS3, 3), WEIGHT)
    yield from data_rows(name, {"coefficients": slopes, "bias": bias, "upstream": u, "y": CLASS3})
    yield values_row(name, outputs)
    yield from rows_for(name, "backward", parts_of(pulled(outputs, u, WEIGHT), X, slopes))
    yield [name, "cross_entropy", "loss", line([loss])]
    yield from rows_for(name, "cross_entropy", parts_of(gradient, X, slopes))


def ordinal_parts(gradient, slopes):
    """Thresholds take the gradient by the cuts as it is, x'b that with a minus."""
    eta = Matrix([[-sum(row)] for row in gradient.rows], [[sum(row)] for row in gradient.sizes])
    parts = parts_of(eta, X, slopes)
    del parts["bias"]
    parts["thresholds"] = ONES.transposed().times(gradient)
    return parts


def ordinal_layer(name, link, slopes, thresholds):
    eta = transform(X, slopes, [0], OFFSET)
    outputs = [shares(link)([mpf(t) - row[0] for t in thresholds]) for row in eta]
    u = upstream_of(name, len(thresholds) + 1)
    gradient, loss = entropy(outputs, one_hot(CLASS4, 4), WEIGHT)
    yield from data_rows(name, {"coefficients": slopes, "thresholds": thresholds, "upstream": u,
                                "y": CLASS4})
    yield values_row(name, outputs)
    yield from rows_for(name, "backward", ordinal_parts(pulled(outputs, u, WEIGHT), slopes))
    yield [name, "cross_entropy", "loss", line([loss])]
    yield from rows_for(name, "cross_entropy", ordinal_parts(gradient, slopes))


def layers():
    yield from data_rows("data", {"x": X, "w": WEIGHT, "o": OFFSET})
    for link in LINKS:
        yield from logistic_layer(f"unit-{link}", link, [[0.5], [-0.25], [0.375]], [0.125])
    yield from logistic_layer("unit-steep", "logit", [[100], [0.5], [-0.25]], [-0.5])
    three = [[0.5, -0.25, 1], [-0.125, 0.75, 0.5], [0.25, 1, -0.75]]
    yield from logistic_layer("units-3", "logit", three, [0.25, -0.5, 0])
    yield from softmax_layer("softmax", three, [0.25, -0.5, 0])
    yield from softmax_layer("softmax-steep", [[100, 0, -50], [0.5, 0, 1], [0, 0.25, 0]],
                             [0.25, -0.5, 0])
    yield from ordinal_layer("ordinal-logit", "logit", [[0.5], [-0.25], [0.375]], [-1.5, 0.25, 2])
    yield from ordinal_layer("ordinal-probit", "probit", [[0.25], [0.5], [-0.125]], [-1, 0.5, 1])
    yield from ordinal_layer("ordinal-steep", "logit", [[100], [0.5], [-0.25]], [-300, 1, 250])


write("curves", [row for link in LINKS for row in curve(link)])
write("layers", layers())
