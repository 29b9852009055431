"""Makes unit-binomial.csv, unit-multinomial.csv and unit-ordinal.csv: log-likelihoods, scores,
Hessians and their products with a vector, in 400 digits. In the package's directory, with python 3
and mpmath:  python3 data-raw/unit/make_likelihoods.py"""
import sys

sys.dont_write_bytecode = True
from mpmath import mp, mpf  # noqa: E402

from models import Answer, check  # noqa: E402
from problems import doubles, problems  # noqa: E402
from text import line, lower, rough, write  # noqa: E402

mp.dps = 400


def rows_of(problem):
    for part, values in problem.data.items():
        yield [problem.name, "", part, line(values)]
    yield [problem.name, "", "names", " ".join(problem.names)]
    for at, theta in problem.points.items():
        yield from point_rows(problem, at, [mpf(float(t)) for t in theta])


def point_rows(problem, at, theta):
    answer = Answer(problem.model, problem.rows, theta)
    check(problem.model, problem.rows, theta, answer)
    v = [mpf(x) for x in doubles(problem.name + at + "v", len(theta), 1)]
    for part, values in (("theta", theta), ("v", v), ("value", [answer.value]),
                         ("score", answer.score), ("hessian", lower(answer.hessian)),
                         ("product", answer.product(v))):
        yield [problem.name, at, part, line(values)]
    for part, values in (("value", [answer.value_size]), ("score", answer.score_size),
                         ("hessian", lower(answer.hessian_size)),
                         ("product", answer.product_size(v))):
        yield [problem.name, at, part + "_size", rough(values)]


for model, list_of in problems().items():
    write(model, [row for problem in list_of for row in rows_of(problem)])
