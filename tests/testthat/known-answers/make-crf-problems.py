"""Makes crf-problems.csv, crf-tokens.csv, crf-sequences.csv, crf-theta.csv, crf-information.csv,
crf-nodes.csv, crf-edges.csv and crf-paths.csv: tiny problems answered by listing all paths, with
100 digits. Run in the package's directory, with python 3 and mpmath:
  python3 tests/testthat/known-answers/make-crf-problems.py
What the files hold: crf-README.md. Every log Z, mean and covariance is computed a second time by
the recursion of crf_chain.py, and every gradient by a difference quotient of the log-likelihood.
"""
import sys

sys.dont_write_bytecode = True
from mpmath import mp, mpf  # noqa: E402

from crf_chain import chain_moments  # noqa: E402
from crf_enumeration import Listing  # noqa: E402
from crf_model import digits, write  # noqa: E402
from crf_problems import problems  # noqa: E402

mp.dps = 100
SHOWN = 25
logical = {True: "TRUE", False: "FALSE"}


def close(a, b):
    assert abs(a - b) <= mpf(10)**-80 * (1 + abs(b)), (a, b)


class Answers:
    """A problem's listings, over all paths and over those that agree with the known labels."""

    def __init__(self, problem):
        self.problem = problem
        self.size = range(len(problem.theta))
        self.partial = any(None in sequence.y for sequence in problem.sequences)
        self.free = [Listing(problem.model, problem.theta, s) for s in problem.sequences]
        self.known = [Listing(problem.model, problem.theta, s, True) for s in problem.sequences]
        self.free_moments = [listing.moments() for listing in self.free]
        self.known_moments = [listing.moments() for listing in self.known]
        self.check()

    def listings(self):
        """(known, listings): what nodes, edges and paths are given for."""
        return [(False, self.free)] + ([(True, self.known)] if self.partial else [])

    def weighted(self, known_less_free):
        return sum(sequence.weight * known_less_free(s)
                   for s, sequence in enumerate(self.problem.sequences))

    def loglik(self):
        return self.weighted(lambda s: self.known[s].log_z - self.free[s].log_z)

    def gradient(self, a):
        return self.weighted(lambda s: self.known_moments[s][0][a] - self.free_moments[s][0][a])

    def information(self, a, b):
        return self.weighted(
            lambda s: self.free_moments[s][1][a][b] - self.known_moments[s][1][a][b])

    def check(self):
        problem = self.problem
        for known, listings, moments in ((False, self.free, self.free_moments),
                                         (True, self.known, self.known_moments)):
            for sequence, listing, (mean, covariance) in zip(problem.sequences, listings, moments):
                best = listing.scores[:4]
                assert len(set(best)) == len(best), f"{problem.name}: ties"
                log_z, again, spread = chain_moments(problem.model, problem.theta, sequence, known)
                close(log_z, listing.log_z)
                for a in self.size:
                    close(again[a], mean[a])
                    for b in self.size:
                        close(spread[a][b], covariance[a][b])
        for a in self.size:
            self.check_slope(a)

    def check_slope(self, a):
        step = mpf(10)**-30

        def moved(by):
            theta = list(self.problem.theta)
            theta[a] += by
            return sum(s.weight * (Listing(self.problem.model, theta, s, True).log_z -
                                   Listing(self.problem.model, theta, s).log_z)
                       for s in self.problem.sequences)
        quotient = (moved(step) - moved(-step)) / (2 * step)
        assert abs(quotient - self.gradient(a)) < mpf(10)**-40, (self.problem.name, a)


def formula(terms):
    return "~ " + (" + ".join(terms[1:]) or "1")


def problem_row(answers):
    problem, model = answers.problem, answers.problem.model
    forbidden = " ".join(f"{model.labels[i]}->{model.labels[j]}" for i, j in sorted(model.forbidden))
    return [problem.name, " ".join(model.labels), "y " + formula(model.terms),
            formula(model.z_terms), logical[model.ends], forbidden,
            digits(answers.loglik(), SHOWN)]


def token_rows(answers):
    model = answers.problem.model
    for sequence in answers.problem.sequences:
        for y, x, z in zip(sequence.y, sequence.x, sequence.z):
            x = [repr(float(value)) for value in x[1:]]
            z = [repr(float(value)) for value in z[1:]]
            yield ([answers.problem.name, sequence.name, "NA" if y is None else model.labels[y]] +
                   x + ["NA"] * (3 - len(x)) + (z or ["NA"]))


def sequence_rows(answers):
    for sequence, known, free in zip(answers.problem.sequences, answers.known, answers.free):
        yield [answers.problem.name, sequence.name, repr(float(sequence.weight)),
               digits(known.log_z, SHOWN), digits(free.log_z, SHOWN)]


def theta_rows(answers):
    model = answers.problem.model
    for a, parameter in enumerate(model.parameters):
        yield [answers.problem.name, model.name(parameter), parameter.part,
               model.origin(parameter), model.labels[parameter.label], model.term(parameter),
               repr(float(answers.problem.theta[a])), digits(answers.gradient(a), SHOWN)]


def information_rows(answers):
    names = answers.problem.model.names()
    for a in answers.size:
        for b in range(a + 1):
            yield [answers.problem.name, names[a], names[b],
                   digits(answers.information(a, b), SHOWN)]


def node_rows(answers):
    labels = answers.problem.model.labels
    for known, listings in answers.listings():
        for listing in listings:
            for t in range(len(listing.sequence.x)):
                for j, label in enumerate(labels):
                    yield [answers.problem.name, logical[known], listing.sequence.name, t + 1,
                           label, digits(listing.node(t, j), SHOWN)]


def edge_rows(answers):
    labels = answers.problem.model.labels
    for known, listings in answers.listings():
        for listing in listings:
            for t in range(1, len(listing.sequence.x)):
                for i, origin in enumerate(labels):
                    for j, label in enumerate(labels):
                        yield [answers.problem.name, logical[known], listing.sequence.name, t + 1,
                               origin, label, digits(listing.edge(t, i, j), SHOWN)]


def path_rows(answers):
    labels = answers.problem.model.labels
    for known, listings in answers.listings():
        for listing in listings:
            for rank, (path, score) in enumerate(list(zip(listing.paths, listing.scores))[:3]):
                yield [answers.problem.name, logical[known], listing.sequence.name, rank + 1,
                       " ".join(labels[j] for j in path), digits(score, SHOWN)]


FILES = {
    "crf-tokens.csv": (["problem", "sequence", "y", "x1", "x2", "x3", "z"], token_rows),
    "crf-sequences.csv": (["problem", "sequence", "weight", "log_sum", "log_z"], sequence_rows),
    "crf-theta.csv": (["problem", "name", "part", "from", "label", "term", "theta", "gradient"],
                      theta_rows),
    "crf-information.csv": (["problem", "row", "column", "information"], information_rows),
    "crf-nodes.csv": (["problem", "known", "sequence", "token", "label", "probability"],
                      node_rows),
    "crf-edges.csv": (["problem", "known", "sequence", "token", "from", "label", "probability"],
                      edge_rows),
    "crf-paths.csv": (["problem", "known", "sequence", "rank", "path", "score"], path_rows),
}


def main():
    answered = [Answers(problem) for problem in problems()]
    write("crf-problems.csv",
          ["problem", "labels", "formula", "transitions", "ends", "forbidden", "loglik"],
          [problem_row(answers) for answers in answered])
    for file, (header, rows) in FILES.items():
        write(file, header, [row for answers in answered for row in rows(answers)])


main()
