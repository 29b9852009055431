"""What a linear-chain conditional random field is, for the scripts that make the crf-* answers.

A path y of labels has the score
  sum_t x_t W[y_t] + sum_{t>1} z_t M[y_{t-1}, y_t] + start[y_1] + end[y_T],
z_t being that of the token the transition goes to. The first label is the reference: its W, start
and end are 0, and so are the first row and the first column of every M. A transition that is not
allowed has no parameter, and no path holds it. Order of the parameters: see crf-README.md.
"""
import csv
import os
from collections import namedtuple

from mpmath import mpf, nstr

HERE = os.path.dirname(os.path.abspath(__file__))

# origin and label are label numbers, column that of x or of z; those that a part lacks are None
Parameter = namedtuple("Parameter", "part origin label column")
# y: label numbers, None where unknown; x, z: a list of numbers per token
Sequence = namedtuple("Sequence", "name weight y x z")


class Model:
    """labels, columns of x (terms) and of z (z_terms), ends or not, forbidden pairs of labels."""

    def __init__(self, labels, terms, z_terms=("(Intercept)",), ends=False, forbidden=()):
        self.labels, self.terms, self.z_terms = list(labels), list(terms), list(z_terms)
        self.ends, self.forbidden = ends, set(forbidden)
        self.parameters = self._emissions() + self._transitions() + self._ends()

    def _others(self):
        return range(1, len(self.labels))

    def _emissions(self):
        return [Parameter("emission", None, j, a)
                for j in self._others() for a in range(len(self.terms))]

    def _transitions(self):
        return [Parameter("transition", i, j, k) for k in range(len(self.z_terms))
                for i in self._others() for j in self._others() if self.allows(i, j)]

    def _ends(self):
        parts = ("start", "end") if self.ends else ()
        return [Parameter(part, None, j, None) for part in parts for j in self._others()]

    def allows(self, i, j):
        return (i, j) not in self.forbidden

    def term(self, parameter):
        """The name of the column, "" for starts and ends."""
        if parameter.part == "emission":
            return self.terms[parameter.column]
        return self.z_terms[parameter.column] if parameter.part == "transition" else ""

    def origin(self, parameter):
        return "" if parameter.origin is None else self.labels[parameter.origin]

    def name(self, parameter):
        label, term = self.labels[parameter.label], self.term(parameter)
        if parameter.part == "emission":
            return term if len(self.labels) == 2 else f"{label}:{term}"
        if parameter.part == "transition":
            pair = f"{self.origin(parameter)}->{label}"
            return pair if term == "(Intercept)" else f"{pair}:{term}"
        return f"{parameter.part}:{label}"

    def names(self):
        return [self.name(parameter) for parameter in self.parameters]


def numbers(values):
    """Doubles, taken as exact."""
    return [mpf(float(value)) for value in values]


def dot(a, b):
    return sum((u * v for u, v in zip(a, b)), mpf(0))


def digits(x, count):
    """Decimal text."""
    return nstr(x, count, strip_zeros=False) if x else "0"


def double(x):
    """The nearest double, in hexadecimal."""
    return float(nstr(x, 60)).hex()


def write(file, header, rows):
    with open(os.path.join(HERE, file), "w", newline="") as out:
        table = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        table.writerow(header)
        table.writerows(rows)


def read(file):
    with open(os.path.join(HERE, file), newline="") as rows:
        return list(csv.DictReader(rows))
