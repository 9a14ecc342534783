// SPDX-License-Identifier: MIT
#include "assess/variates.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

/// ln k! without its main term: k! = sqrt(2 pi) (k+1)^(k+1/2) e^-(k+1) e^tail.
double stirling_tail(double k) {
    constexpr double of_few[] = {0.08106146679532726, 0.04134069595540929, 0.02767792568499834,
                                 0.02079067210376509, 0.01664469118982119, 0.01387612882307075,
                                 0.01189670994589177, 0.01041126526197209, 0.00925546218271273,
                                 0.00833056343336287};
    if (k < 9.5) return of_few[static_cast<int>(k)];
    const double next = k + 1.0;
    const double square = next * next;
    return (1.0 / 12.0 - (1.0 / 360.0 - 1.0 / 1260.0 / square) / square) / next;
}

double log_factorial(double k) {
    return 0.5 * std::log(2.0 * std::numbers::pi) + (k + 0.5) * std::log(k + 1.0) - (k + 1.0) +
           stirling_tail(k);
}

/// By adding chances until they pass a uniform number; `chance` is that of 0 and `next(k)` the factor from k
/// - 1 to k.
template <class Next>
double by_sum(Stream& stream, double chance, double most, Next next) {
    double left = stream.uniform();
    double k = 0.0;
    while (left > chance && k < most && chance > 0.0) {
        left -= chance;
        k += 1.0;
        chance *= next(k);
    }
    return k;
}

double large_poisson(Stream& stream, double mean) {
    const double root = std::sqrt(mean);
    const double log_mean = std::log(mean);
    const double b = 0.931 + 2.53 * root;
    const double a = -0.059 + 0.02483 * b;
    const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
    const double quick = 0.9277 - 3.6224 / (b - 2.0);
    for (;;) {
        const double u = stream.uniform() - 0.5;
        const double v = stream.uniform();
        const double us = 0.5 - std::abs(u);
        const double k = std::floor((2.0 * a / us + b) * u + mean + 0.43);
        if (us >= 0.07 && v <= quick) return k;
        if (k < 0.0 || (us < 0.013 && v > us)) continue;
        if (std::log(v * inverse_alpha / (a / (us * us) + b)) <= k * log_mean - mean - log_factorial(k))
            return k;
    }
}

/// For a chance of at most one half, and at least ten to be expected.
double large_binomial(Stream& stream, double n, double p) {
    const double root = std::sqrt(n * p * (1.0 - p));
    const double b = 1.15 + 2.53 * root;
    const double a = -0.0873 + 0.0248 * b + 0.01 * p;
    const double c = n * p + 0.5;
    const double quick = 0.92 - 4.2 / b;
    const double alpha = (2.83 + 5.1 / b) * root;
    const double odds = p / (1.0 - p);
    const double middle = std::floor((n + 1.0) * p);
    for (;;) {
        const double u = stream.uniform() - 0.5;
        const double v = stream.uniform();
        const double us = 0.5 - std::abs(u);
        const double k = std::floor((2.0 * a / us + b) * u + c);
        if (us >= 0.07 && v <= quick) return k;
        if (k < 0.0 || k > n) continue;
        const double bound = (middle + 0.5) * std::log((middle + 1.0) / (odds * (n - middle + 1.0))) +
                             (n + 1.0) * std::log((n - middle + 1.0) / (n - k + 1.0)) +
                             (k + 0.5) * std::log(odds * (n - k + 1.0) / (k + 1.0)) + stirling_tail(middle) +
                             stirling_tail(n - middle) - stirling_tail(k) - stirling_tail(n - k);
        if (std::log(v * alpha / (a / (us * us) + b)) <= bound) return k;
    }
}

}  // namespace

double normal_variate(Stream& stream) {
    const double radius = std::sqrt(-2.0 * std::log(stream.uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * stream.uniform());
}

double poisson_variate(Stream& stream, double mean) {
    if (!(mean > 0.0)) return 0.0;
    if (mean >= 10.0) return large_poisson(stream, mean);
    return by_sum(stream, std::exp(-mean), 1000.0, [mean](double k) { return mean / k; });
}

double gamma_variate(Stream& stream, double shape) {
    if (shape < 1.0) return gamma_variate(stream, shape + 1.0) * std::pow(stream.uniform(), 1.0 / shape);
    const double d = shape - 1.0 / 3.0;
    const double c = 1.0 / std::sqrt(9.0 * d);
    for (;;) {
        const double x = normal_variate(stream);
        const double root = 1.0 + c * x;
        if (root <= 0.0) continue;
        const double cube = root * root * root;
        if (std::log(stream.uniform()) < 0.5 * x * x + d - d * cube + d * std::log(cube)) return d * cube;
    }
}

double binomial_variate(Stream& stream, double trials, double chance) {
    if (trials <= 0.0 || chance <= 0.0) return 0.0;
    if (chance >= 1.0) return trials;
    if (chance > 0.5) return trials - binomial_variate(stream, trials, 1.0 - chance);
    if (trials * chance >= 10.0) return large_binomial(stream, trials, chance);
    const double odds = chance / (1.0 - chance);
    return by_sum(stream, std::exp(trials * std::log1p(-chance)), trials,
                  [&](double k) { return odds * (trials - k + 1.0) / k; });
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
