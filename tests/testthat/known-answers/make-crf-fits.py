"""Makes crf-fits.csv, crf-coefficients.csv, crf-covariances.csv, crf-limits.csv and crf-tests.csv.
Run in the package's directory, with python 3 and mpmath:
  python3 tests/testthat/known-answers/make-crf-fits.py RAIN
RAIN: rain_vancouver.csv.gz, months by rows: month (1 to 12), d01 ... d28 (1: wet); from data/Rain.RData
of the R package CRF 0.4-3. What the files hold: crf-README.md. The recursion is checked against
the listing of paths by make-crf-problems.py, the slope at the maximum and a closed form here.
"""
import csv
import gzip
import sys
from collections import namedtuple

sys.dont_write_bytecode = True
from mpmath import gammainc, inf, log, mp, mpf, sqrt  # noqa: E402

from crf_fit import Likelihood, fitted, profile_limit  # noqa: E402
from crf_model import Model, Sequence, digits, double, numbers, read, write  # noqa: E402

mp.dps = 70
Z = mpf(float.fromhex("0x1.f5c0331eeff82p+0"))  # qnorm(0.975) of R
SEASONS = ["summer", "autumn", "winter", "spring"]
SEASON_TERMS = ["(Intercept)"] + ["season" + season for season in SEASONS[1:]]
# x, z: lists of numbers from a row of the data
Fit = namedtuple("Fit", "name data model x z formula transitions l2")


def rain_rows(file):
    with gzip.open(file, "rt") as text:
        for s, month in enumerate(csv.DictReader(text)):
            season = SEASONS[(int(month["month"]) - 6) % 12 // 3]
            for day in range(1, 29):
                yield {"sequence": s, "y": ["dry", "wet"][int(month[f"d{day:02d}"])],
                       "season": season}


def one(_):
    return numbers([1])


def none(_):
    return []


def with_numbers(*columns):
    return lambda row: numbers([1] + [row[column] for column in columns])


def with_levels(column, levels):
    return lambda row: numbers([1] + [row[column] == level for level in levels[1:]])


def fits():
    season = with_levels("season", SEASONS)
    rain = ["dry", "wet"]
    intercept = ["(Intercept)"]
    x, z = intercept + ["x"], intercept + ["z"]
    return [
        Fit("numeric", "numeric", Model("AB", x), with_numbers("x"), one, "y ~ x", "~ 1", 0),
        Fit("numeric-independent", "numeric", Model("AB", x, []), with_numbers("x"), none,
            "y ~ x", "none", 0),
        Fit("factor", "factor", Model("ABC", intercept + ["fb", "fc"], ends=True),
            with_levels("f", "abc"), one, "y ~ f", "~ 1", 0),
        Fit("dependence", "dependence", Model("AB", x, z), with_numbers("x"), with_numbers("z"),
            "y ~ x", "~ z", 0),
        Fit("ridge", "ridge", Model("ABC", intercept + ["x1", "x2"]), with_numbers("x1", "x2"),
            one, "y ~ x1 + x2", "~ 1", 1.5),
        Fit("rain", "rain", Model(rain, SEASON_TERMS), season, one, "y ~ season", "~ 1", 0),
        Fit("rain-independent", "rain", Model(rain, SEASON_TERMS, []), season, none,
            "y ~ season", "none", 0),
        Fit("rain-season", "rain", Model(rain, SEASON_TERMS, SEASON_TERMS), season, season,
            "y ~ season", "~ season", 0),
    ]


NESTED = [("numeric-independent", "numeric"), ("rain-independent", "rain"), ("rain", "rain-season")]


def sequences(fit, rows):
    of = {}
    for row in rows:
        of.setdefault(row["sequence"], []).append(row)
    return [Sequence(name, mpf(1), [fit.model.labels.index(row["y"]) for row in tokens],
                     [fit.x(row) for row in tokens], [fit.z(row) for row in tokens])
            for name, tokens in of.items()]


def fit_row(fit, best, cut):
    logical = "TRUE" if fit.model.ends else "FALSE"
    return [fit.name, fit.data, " ".join(fit.model.labels), fit.formula, fit.transitions, logical,
            fit.l2, len(cut), sum(len(s.x) for s in cut), len(best.theta),
            digits(best.loglik, 30), digits(best.objective, 30), double(best.loglik),
            double(best.objective)]


def coefficient_rows(fit, best):
    model, covariance = fit.model, best.covariance()
    for a, parameter in enumerate(model.parameters):
        se = sqrt(covariance[a, a])
        yield [fit.name, model.name(parameter), parameter.part, model.origin(parameter),
               model.labels[parameter.label], model.term(parameter), digits(best.theta[a], 40),
               digits(se, 30), double(best.theta[a]), double(se)]


def covariance_rows(fit, best):
    names, model = fit.model.names(), best.covariance()
    sandwich = None if fit.l2 else best.sandwich()
    for a, row in enumerate(names):
        for b in range(a + 1):
            yield [fit.name, row, names[b], digits(model[a, b], 25),
                   digits(sandwich[a, b], 25) if sandwich else "NA"]


def limit_rows(fit, likelihood, best):
    for a, name in enumerate(fit.model.names()):
        lower, upper = (profile_limit(likelihood, best, a, side, Z) for side in (-1, 1))
        yield [fit.name, name, digits(lower, 40), digits(upper, 40), double(lower), double(upper)]


def test_row(small, large, best):
    statistic = 2 * (best[large].loglik - best[small].loglik)
    df = len(best[large].theta) - len(best[small].theta)
    p = gammainc(mpf(df) / 2, statistic / 2, inf, regularized=True)
    return [small, large, digits(statistic, 30), df, digits(p, 25), double(statistic), double(p)]


def check_independent(rows, theta):
    """Without dependence the seasons' log odds are those of the counts."""
    for k, season in enumerate(SEASONS):
        wet = sum(row["y"] == "wet" for row in rows if row["season"] == season)
        days = sum(row["season"] == season for row in rows)
        odds = theta[0] + (theta[k] if k else 0)
        assert abs(log(mpf(wet) / (days - wet)) - odds) < mpf(10)**-45


def main():
    rain = list(rain_rows(sys.argv[1]))
    best, fit_rows, coefficients, covariances, limits = {}, [], [], [], []
    for fit in fits():
        cut = sequences(fit, rain if fit.data == "rain" else read(f"crf-data-{fit.data}.csv"))
        likelihood = Likelihood(fit.model, cut, fit.l2)
        found = best[fit.name] = fitted(likelihood)
        assert max(abs(slope) for slope in found.slope) < mpf(10)**-45
        print(fit.name, [float(w) for w in found.theta], float(found.loglik), flush=True)
        fit_rows.append(fit_row(fit, found, cut))
        coefficients += coefficient_rows(fit, found)
        covariances += covariance_rows(fit, found)
        if fit.name == "numeric":
            limits += limit_rows(fit, likelihood, found)
    check_independent(rain, best["rain-independent"].theta)
    write("crf-fits.csv", ["fit", "data", "labels", "formula", "transitions", "ends", "l2",
                           "sequences", "tokens", "parameters", "loglik", "objective",
                           "loglik_double", "objective_double"], fit_rows)
    write("crf-coefficients.csv", ["fit", "name", "part", "from", "label", "term", "estimate",
                                   "se", "estimate_double", "se_double"], coefficients)
    write("crf-covariances.csv", ["fit", "row", "column", "model", "sandwich"], covariances)
    write("crf-limits.csv", ["fit", "name", "lower", "upper", "lower_double", "upper_double"],
          limits)
    write("crf-tests.csv", ["small", "large", "statistic", "df", "p_value", "statistic_double",
                            "p_value_double"], [test_row(*pair, best) for pair in NESTED])


main()
