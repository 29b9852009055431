"""Maximum likelihood, or penalised by l2 / 2 times the sum of squares, by Newton's method."""
from mpmath import lu_solve, matrix, mpf, sqrt

from crf_chain import chain_moments
from crf_enumeration import occurrences


class Likelihood:
    """Sequences of equal covariates share one pass of the recursion: log Z has no labels in it."""

    def __init__(self, model, sequences, l2=0):
        self.model, self.l2 = model, mpf(l2)
        self.designs, self.counts, self.design_of = [], [], []
        seen = {}
        for sequence in sequences:
            key = (tuple(map(tuple, sequence.x)), tuple(map(tuple, sequence.z)))
            if key not in seen:
                seen[key] = len(self.designs)
                self.designs.append(sequence)
            self.design_of.append(seen[key])
            self.counts.append([occurrences(parameter, sequence, sequence.y)
                                for parameter in model.parameters])
        self.times = [self.design_of.count(d) for d in range(len(self.designs))]
        self.total = matrix([sum(column) for column in zip(*self.counts)])
        self.size = len(model.parameters)

    def at(self, theta):
        return Point(self, theta)


class Point:
    """The likelihood at theta: loglik, objective (to be least), slope of -objective, hessian."""

    def __init__(self, likelihood, theta):
        self.likelihood, self.theta = likelihood, theta
        moments = [chain_moments(likelihood.model, theta, d) for d in likelihood.designs]
        self.means = [mean for _, mean, _ in moments]
        self.loglik = sum(a * b for a, b in zip(likelihood.total, theta))
        self.slope = likelihood.total - likelihood.l2 * theta
        self.hessian = matrix(likelihood.size, likelihood.size)
        for times, (log_z, mean, covariance) in zip(likelihood.times, moments):
            self.loglik -= times * log_z
            self.slope -= times * matrix(mean)
            self.hessian += times * matrix(covariance)
        for a in range(likelihood.size):
            self.hessian[a, a] += likelihood.l2
        self.objective = likelihood.l2 / 2 * sum(w**2 for w in theta) - self.loglik

    def covariance(self):
        return self.hessian**-1

    def sandwich(self):
        size, bread = self.likelihood.size, self.covariance()
        meat = matrix(size, size)
        for d, counts in zip(self.likelihood.design_of, self.likelihood.counts):
            score = matrix(counts) - matrix(self.means[d])
            meat += score * score.T
        return bread * meat * bread


def settled(change, theta):
    return all(abs(step) <= mpf(10)**-50 * (abs(w) + mpf(10)**-10)
               for step, w in zip(change, theta))


def fitted(likelihood):
    point = likelihood.at(matrix(likelihood.size, 1))
    for _ in range(60):
        change = lu_solve(point.hessian, point.slope)
        if settled(change, point.theta):
            return point
        trial = likelihood.at(point.theta + change)
        while trial.objective > point.objective + mpf(10)**-45:
            change /= 2
            trial = likelihood.at(point.theta + change)
        point = trial
    raise ArithmeticError("no maximum")


def profile_limit(likelihood, best, a, side, z):
    """Where the log-likelihood, maximised over the others, is z^2 / 2 below its maximum: Newton's
    method for slope = lambda e_a and for the level together, from Wald's limit."""
    covariance = best.covariance()
    point = likelihood.at(best.theta + side * z / sqrt(covariance[a, a]) * covariance[:, a])
    level = best.loglik - z**2 / 2
    unit = matrix(likelihood.size, 1)
    unit[a] = 1
    for _ in range(60):
        solved, along = lu_solve(point.hessian, point.slope), lu_solve(point.hessian, unit)
        inner = (point.slope.T * solved)[0]
        factor = (inner - (level - point.loglik)) / (point.slope.T * along)[0]
        change = solved - factor * along
        if settled(change, point.theta):
            assert abs(point.loglik - level) < mpf(10)**-40
            assert side * (point.theta[a] - best.theta[a]) > 0
            return point.theta[a]
        point = likelihood.at(point.theta + change)
    raise ArithmeticError("no limit")
