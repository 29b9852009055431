"""Numbers that carry their first and second derivatives by q variables: the chain rule, no more."""
from mpmath import mp, mpf


class Jet:
    def __init__(self, value, first, second):
        self.value, self.first, self.second = value, first, second

    def through(self, value, slope, curve):
        """f(self), from f, f' and f'' at the value."""
        size = range(len(self.first))
        return Jet(value, [slope * a for a in self.first],
                   [[slope * self.second[i][j] + curve * self.first[i] * self.first[j]
                     for j in size] for i in size])

    def __add__(self, other):
        if not isinstance(other, Jet):
            return Jet(self.value + other, self.first, self.second)
        return Jet(self.value + other.value, [a + b for a, b in zip(self.first, other.first)],
                   [[a + b for a, b in zip(s, o)] for s, o in zip(self.second, other.second)])

    def __mul__(self, other):
        if not isinstance(other, Jet):
            return self.through(self.value * other, mpf(other), mpf(0))
        size = range(len(self.first))
        return Jet(self.value * other.value,
                   [self.value * b + other.value * a for a, b in zip(self.first, other.first)],
                   [[self.value * other.second[i][j] + other.value * self.second[i][j] +
                     self.first[i] * other.first[j] + self.first[j] * other.first[i]
                     for j in size] for i in size])

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -other

    __radd__, __rmul__ = __add__, __mul__


def variables(values):
    size = len(values)
    zero = [mpf(0)] * size
    return [Jet(mpf(value), [mpf(i == j) for j in range(size)], [zero] * size)
            for i, value in enumerate(values)]


def exp(x):
    e = mp.exp(x.value)
    return x.through(e, e, e)


def log(x):
    return x.through(mp.log(x.value), 1 / x.value, -1 / x.value**2)


def one_minus_exp(x):
    e = mp.exp(x.value)
    return x.through(-mp.expm1(x.value), -e, -e)


def normal_below(x):
    """The normal distribution function; erfc keeps its digits at any distance on the left."""
    density = mp.exp(-x.value**2 / 2) / mp.sqrt(2 * mp.pi)
    return x.through(mp.erfc(-x.value / mp.sqrt(2)) / 2, density, -x.value * density)


def cauchy_below(x):
    """Of 0 and more by 1/2 + atan(x) / pi, of less by atan(-1 / x) / pi: nothing cancels."""
    below = mp.atan(-1 / x.value) / mp.pi if x.value < 0 else mpf(1) / 2 + mp.atan(x.value) / mp.pi
    spread = 1 + x.value**2
    return x.through(below, 1 / (mp.pi * spread), -2 * x.value / (mp.pi * spread**2))


def logistic_below(x):
    below, above = 1 / (1 + mp.exp(-x.value)), 1 / (1 + mp.exp(x.value))
    return x.through(below, below * above, below * above * (above - below))
