"""Everything about one sequence by listing its paths, each scored by the definition."""
from itertools import product

from mpmath import exp, log, mpf


def weights_of(model, theta):
    """W[label][column], M[column][from][label], start[label], end[label]."""
    count = len(model.labels)
    w = [[mpf(0)] * len(model.terms) for _ in range(count)]
    m = [[[mpf(0)] * count for _ in range(count)] for _ in model.z_terms]
    ends = {"start": [mpf(0)] * count, "end": [mpf(0)] * count}
    for parameter, value in zip(model.parameters, theta):
        if parameter.part == "emission":
            w[parameter.label][parameter.column] = value
        elif parameter.part == "transition":
            m[parameter.column][parameter.origin][parameter.label] = value
        else:
            ends[parameter.part][parameter.label] = value
    return w, m, ends["start"], ends["end"]


def path_score(weights, sequence, path):
    w, m, start, end = weights
    total = start[path[0]] + end[path[-1]]
    for t, label in enumerate(path):
        total += sum(x * value for x, value in zip(sequence.x[t], w[label]))
        if t:
            total += sum(z * table[path[t - 1]][label] for z, table in zip(sequence.z[t], m))
    return total


def occurrences(parameter, sequence, path):
    """What multiplies the parameter in the score of the path."""
    if parameter.part == "start":
        return mpf(path[0] == parameter.label)
    if parameter.part == "end":
        return mpf(path[-1] == parameter.label)
    if parameter.part == "emission":
        return sum((sequence.x[t][parameter.column]
                    for t, label in enumerate(path) if label == parameter.label), mpf(0))
    pair = (parameter.origin, parameter.label)
    return sum((sequence.z[t][parameter.column]
                for t in range(1, len(path)) if (path[t - 1], path[t]) == pair), mpf(0))


def allowed_paths(model, sequence, known):
    """All paths; with `known`, those that agree with the labels of the sequence."""
    for path in product(range(len(model.labels)), repeat=len(sequence.x)):
        if known and any(y is not None and y != label for y, label in zip(sequence.y, path)):
            continue
        if all(model.allows(i, j) for i, j in zip(path, path[1:])):
            yield path


class Listing:
    """The paths of a sequence, best first, with scores and probabilities."""

    def __init__(self, model, theta, sequence, known=False):
        self.model, self.sequence = model, sequence
        weights = weights_of(model, theta)
        scored = [(path_score(weights, sequence, path), path)
                  for path in allowed_paths(model, sequence, known)]
        scored.sort(reverse=True)
        self.scores, self.paths = zip(*scored)
        top = self.scores[0]
        self.log_z = top + log(sum(exp(score - top) for score in self.scores))
        self.probabilities = [exp(score - self.log_z) for score in self.scores]

    def chance(self, holds):
        return sum((p for p, path in zip(self.probabilities, self.paths) if holds(path)), mpf(0))

    def node(self, t, label):
        return self.chance(lambda path: path[t] == label)

    def edge(self, t, origin, label):
        """Of labels `origin` at t - 1 and `label` at t."""
        return self.chance(lambda path: path[t - 1:t + 1] == (origin, label))

    def moments(self):
        """Mean and covariance of the occurrences of the parameters."""
        counts = [[occurrences(parameter, self.sequence, path)
                   for parameter in self.model.parameters] for path in self.paths]
        size = range(len(self.model.parameters))
        mean = [sum(p * row[a] for p, row in zip(self.probabilities, counts)) for a in size]
        centred = [[value - middle for value, middle in zip(row, mean)] for row in counts]
        covariance = [[sum(p * row[a] * row[b] for p, row in zip(self.probabilities, centred))
                       for b in size] for a in size]
        return mean, covariance
