// SPDX-License-Identifier: MIT
// Random variates from a stream of uniform numbers, our own: those of the standard library differ from one to
// the next.
#pragma once

#include <cstdint>

#include "detail/philox.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {

/// Mean 0, variance 1 (Box, Muller 1958, doi 10.1214/aoms/1177706645).
[[nodiscard]] double normal_variate(Stream& stream);

/// Of this mean, >= 0. Below 10 by the sum of its chances, else by transformed rejection (Hoermann 1993, doi
/// 10.1016/0167-6687(93)90997-4).
[[nodiscard]] double poisson_variate(Stream& stream, double mean);

/// Of this shape, > 0, and scale 1 (Marsaglia, Tsang 2000, doi 10.1145/358407.358414).
[[nodiscard]] double gamma_variate(Stream& stream, double shape);

/// How many of `trials` come true, each with this chance in 0..1. Few by the sum of chances, else by
/// transformed rejection (Hoermann 1993, doi 10.1080/00949659308811496).
[[nodiscard]] double binomial_variate(Stream& stream, double trials, double chance);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
