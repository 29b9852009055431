"""log Z of one sequence, mean and covariance of the occurrences of the parameters, by one forward
pass (Li & Eisner 2009, the second-order expectation semiring): for every label j the sums over the
paths so far that end in j of exp(score), of exp(score) S and of exp(score) S S', S being the
occurrences so far."""
from mpmath import exp, log, mpf


class Sums:
    """Zeroth, first and second (its upper triangle) moments of the paths that end in a label."""

    def __init__(self, size):
        self.zeroth, self.first = mpf(0), [mpf(0)] * size
        self.second = [[mpf(0)] * (size - a) for a in range(size)]

    def add(self, other):
        self.zeroth += other.zeroth
        self.first = [u + v for u, v in zip(self.first, other.first)]
        self.second = [[u + v for u, v in zip(mine, yours)]
                       for mine, yours in zip(self.second, other.second)]

    def extended(self, factor, steps):
        """With the occurrences `steps` (parameter number: value) added, times factor."""
        size = len(self.first)
        out = Sums(size)
        out.zeroth = factor * self.zeroth
        before = [factor * u for u in self.first]
        out.first = list(before)
        out.second = [[factor * u for u in row] for row in self.second]
        for a, u in steps.items():
            out.first[a] += u * out.zeroth
            for b in range(size):
                low, high = min(a, b), max(a, b)
                out.second[low][high - low] += u * before[b] * (2 if a == b else 1)
            for b, v in steps.items():
                if a <= b:
                    out.second[a][b - a] += u * v * out.zeroth
        return out


class Steps:
    """Where each parameter occurs: {parameter number: value} of a token or of a transition."""

    def __init__(self, model, sequence):
        self.model, self.sequence = model, sequence
        self.of = {parameter: a for a, parameter in enumerate(model.parameters)}
        self.last = len(sequence.x) - 1

    def _pick(self, part, origin, label, values):
        found = {}
        for column, value in enumerate(values):
            a = self.of.get((part, origin, label, column))
            if a is not None and value:
                found[a] = value
        return found

    def _end(self, part, label):
        a = self.of.get((part, None, label, None))
        return {} if a is None else {a: mpf(1)}

    def node(self, t, label):
        steps = self._pick("emission", None, label, self.sequence.x[t])
        if t == 0:
            steps.update(self._end("start", label))
        if t == self.last:
            steps.update(self._end("end", label))
        return steps

    def edge(self, t, origin, label):
        return self._pick("transition", origin, label, self.sequence.z[t])


def possible(sequence, known, t, label):
    return not known or sequence.y[t] is None or sequence.y[t] == label


def chain_moments(model, theta, sequence, known=False):
    """log Z, mean and covariance; with `known`, over the paths that agree with the labels."""
    steps, labels = Steps(model, sequence), range(len(model.labels))
    size = len(model.parameters)

    def take(sums, occurring):
        return sums.extended(exp(sum((theta[a] * u for a, u in occurring.items()), mpf(0))),
                             occurring)

    one = Sums(size)
    one.zeroth = mpf(1)
    ending = {j: take(one, steps.node(0, j)) for j in labels if possible(sequence, known, 0, j)}
    for t in range(1, len(sequence.x)):
        now = {}
        for j in labels:
            if not possible(sequence, known, t, j):
                continue
            mixed = Sums(size)
            for i, sums in ending.items():
                if model.allows(i, j):
                    mixed.add(take(sums, steps.edge(t, i, j)))
            now[j] = take(mixed, steps.node(t, j))
        ending = now
    total = Sums(size)
    for sums in ending.values():
        total.add(sums)
    mean = [u / total.zeroth for u in total.first]
    covariance = [[total.second[min(a, b)][abs(a - b)] / total.zeroth - mean[a] * mean[b]
                   for b in range(size)] for a in range(size)]
    return log(total.zeroth), mean, covariance
