"""Models of purchases: likelihoods by hand, formulas of the papers, recovery of simulated truths."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import beta as beta_function
from scipy.special import gammaln, hyp2f1

from sojourn.analysis.stats.purchases.beta_bernoulli import BetaBernoulli
from sojourn.analysis.stats.purchases.beta_geometric import BetaGeometric
from sojourn.analysis.stats.purchases.fitting import delta_error
from sojourn.analysis.stats.purchases.gamma_gamma import GammaGamma
from sojourn.analysis.stats.purchases.history import Histories
from sojourn.analysis.stats.purchases.pareto import ParetoGamma

PARAMETERS = np.array([0.7, 5.0, 0.9, 2.1])
MODELS = {
    "bg": BetaGeometric(modified=False),
    "mbg": BetaGeometric(modified=True),
    "pareto": ParetoGamma(),
}
ROWS = Histories.of(
    np.array([0, 1, 3, 40]), np.array([0.0, 9.0, 20.0, 30.0]), np.array([26.0, 26.0, 20.0, 30.5])
)[0]


def simulated(kind, parameters, customers, rng):
    """Histories of customers who live by one of the models, seen for 20 to 52 weeks."""
    r, alpha, a, b = parameters
    age = rng.integers(20, 53, customers).astype(float)
    rate = rng.gamma(r, 1 / alpha, customers)
    leaves = rng.beta(a, b, customers) if kind != "pareto" else rng.gamma(a, 1 / b, customers)
    until = rng.exponential(1 / leaves) if kind == "pareto" else np.full(customers, np.inf)
    x, last, now = np.zeros(customers), np.zeros(customers), np.zeros(customers)
    there = rng.random(customers) >= leaves if kind == "mbg" else np.ones(customers, bool)
    while there.any():
        now = now + rng.exponential(1 / rate)
        there &= now < np.minimum(age, until)
        x[there] += 1
        last[there] = now[there]
        if kind != "pareto":
            there &= rng.random(customers) >= leaves
    return Histories.of(x, np.round(last * 7) / 7, age)[0]  # known to the day


@pytest.mark.parametrize("name", MODELS)
def test_the_likelihood_is_the_integral_over_customers(name):
    """Rates and chances of leaving integrated out by brute force, where a single customer's story is plain."""
    r, alpha, a, b = PARAMETERS
    x, t_x, age = 2.0, 10.0, 15.0
    one = Histories.of(np.array([x]), np.array([t_x]), np.array([age]))[0]

    def moved(time):  # ∫ λ^x e^(−λ·time) over Gamma(r, α)
        return np.exp(gammaln(r + x) - gammaln(r) + r * np.log(alpha) - (r + x) * np.log(alpha + time))

    if name == "pareto":
        left = quad(lambda t: a * b**a / (b + t) ** (a + 1) * moved(t), t_x, age)[0]
        expected = left + (b / (b + age)) ** a * moved(age)
    else:
        stays = x + (
            name == "mbg"
        )  # purchases after which the customer may have left, and had not, if still there

        def over_p(p):
            density = p ** (a - 1) * (1 - p) ** (b - 1) / beta_function(a, b)
            return density * ((1 - p) ** stays * moved(age) + p * (1 - p) ** (stays - 1) * moved(t_x))

        expected = quad(over_p, 0, 1)[0]
    assert np.exp(MODELS[name].log_likelihood(PARAMETERS, one)) == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize("name", ["bg", "mbg"])
def test_expected_purchases_agree_with_the_published_formula(name):
    """Fader, Hardie and Lee 2005, equation 10, and its like for the MBG/NBD."""
    r, alpha, a, b = PARAMETERS
    x, age, t = ROWS.frequency, ROWS.age, 30.0
    m = name == "mbg"
    ratio = (alpha + age) / (alpha + age + t)
    series = hyp2f1(r + x, b + x + m, a + b + x - 1 + m, t / (alpha + age + t))
    formula = (a + b + x - 1 + m) / (a - 1) * (1 - ratio ** (r + x) * series)
    model = MODELS[name]
    assert model.expected(PARAMETERS, ROWS, t) == pytest.approx(
        model.alive(PARAMETERS, ROWS) * formula, rel=1e-6
    )


def test_expected_purchases_of_the_pareto_model_agree_with_the_published_formula():
    r, alpha, s, b = PARAMETERS
    x, age, t = ROWS.frequency, ROWS.age, 30.0
    formula = (r + x) * (b + age) / ((alpha + age) * (s - 1)) * (1 - ((b + age) / (b + age + t)) ** (s - 1))
    model = MODELS["pareto"]
    assert model.expected(PARAMETERS, ROWS, t) == pytest.approx(
        model.alive(PARAMETERS, ROWS) * formula, rel=1e-6
    )


@pytest.mark.parametrize("name", MODELS)
def test_discounting_makes_the_future_smaller(name):
    whole = MODELS[name].expected(PARAMETERS, ROWS, 52.0)
    discounted = MODELS[name].expected(PARAMETERS, ROWS, 52.0, rate=0.01)
    assert np.all((discounted < whole) & (discounted > whole * np.exp(-0.52)))


@pytest.mark.parametrize(
    ("name", "truth"),
    [("bg", (0.6, 5.0, 0.8, 2.4)), ("mbg", (0.6, 5.0, 0.8, 2.4)), ("pareto", (0.6, 6.0, 0.7, 9.0))],
)
def test_intervals_cover_the_simulated_truth(name, truth):
    rounds = 2 if name == "pareto" else 20
    covered = np.zeros(4)
    for seed in range(rounds):
        fit = MODELS[name].fit(simulated(name, truth, 1500, np.random.default_rng(seed)))
        low, high = fit.intervals()
        covered += (low <= truth) & (truth <= high)
        assert fit.problem is None
    assert covered.min() >= 0.5 * rounds + (rounds > 2) * 5  # 95 % intervals; 200 rounds cover 90 to 97 %


def test_opportunities_recover_the_simulated_truth():
    rng = np.random.default_rng(3)
    truth = np.array([1.2, 0.8, 0.7, 2.8])
    p, theta = rng.beta(*truth[:2], 20_000), rng.beta(*truth[2:], 20_000)
    alive, x, last = np.ones(20_000, bool), np.zeros(20_000), np.zeros(20_000)
    for period in range(1, 9):
        alive &= rng.random(20_000) >= theta
        took = alive & (rng.random(20_000) < p)
        x += took
        last[took] = period
    rows = Histories.of(x, last, np.full(20_000, 8))[0]
    low, high = BetaBernoulli().fit(rows).intervals()
    assert np.all((low <= truth) & (truth <= high))


def test_contracts_recover_published_retention():
    """Shares of 1,000 customers who remain; the shifted beta-geometric of Fader and Hardie 2007: 0.704 and 1.182 (high end: 0.668, 3.806)."""
    remain = np.array([1000, 869, 743, 653, 593, 551, 517, 491])
    renewals = np.append(np.arange(7), 7)
    lost = np.append(remain[:-1] - remain[1:], remain[-1]).astype(float)
    rows = Histories(renewals.astype(float), renewals.astype(float), np.full(8, 7.0), lost)
    assert BetaBernoulli(skips=False).fit(rows).values == pytest.approx((0.668, 3.806), abs=2e-3)


def test_values_recover_the_simulated_truth():
    rng = np.random.default_rng(5)
    truth = np.array([6.0, 4.0, 15.0])
    rate, n = rng.gamma(truth[1], 1 / truth[2], 5000), rng.integers(1, 9, 5000).astype(float)
    mean = rng.gamma(truth[0] * n, 1 / rate) / n
    fit = GammaGamma().fit(n, mean)
    low, high = fit.intervals()
    assert np.all((low <= truth) & (truth <= high))
    assert GammaGamma().log_likelihood(fit.values, n, mean) == pytest.approx(fit.log_likelihood, rel=1e-9)


def test_what_has_no_maximum_is_a_problem_not_a_number():
    """Everybody buys at the same even pace: the spread of rates shrinks to nothing."""
    even = Histories.of(np.full(500, 10), np.full(500, 50.0), np.full(500, 52.0))[0]
    fit = BetaGeometric(modified=True).fit(even)
    assert "maximum" in fit.problem or "flat" in fit.problem
    assert GammaGamma().fit(np.full(50, 3.0), np.full(50, 9.9)).problem


def test_the_delta_method_on_a_logarithm_is_the_standard_error_of_it():
    fit = BetaGeometric(modified=False).fit(
        simulated("bg", (0.6, 5.0, 0.8, 2.4), 1500, np.random.default_rng(0))
    )
    assert delta_error(lambda p: float(np.log(p[1])), fit) == pytest.approx(
        np.sqrt(fit.covariance[1, 1]), rel=1e-6
    )


def test_values_without_a_mean_are_not_given():
    assert np.isnan(GammaGamma().expected(np.array([0.5, 0.4, 9.0]), np.zeros(1), np.full(1, np.nan)))
