// SPDX-License-Identifier: MIT
/// @file
/// How far a delineation hangs on its parameters: the same study with one or several of them at other values.
#pragma once

#include <conurb/areas/delineation.hpp>
#include <conurb/assess/resampling.hpp>
#include <conurb/core/context.hpp>
#include <conurb/export.hpp>
#include <conurb/graph/region.hpp>
#include <conurb/methods/any_method.hpp>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace conurb {
inline namespace v0 {

/// Values of one parameter.
struct Variation {
    std::string key = {};                  ///< as for `AnyMethod::set`
    std::vector<std::string> values = {};  ///< to try, each as text
};

/// Reads KEY=FROM:TO:COUNT (as many values, evenly spaced, both ends among them; an end with % is that much
/// more or less than `base`, as -20%:+20%:5) or KEY=VALUE,VALUE,... Throws `ParameterError` unknown_parameter
/// (not of that form), parameter_range (fewer than two values between ends, more than 10,000; a share of what
/// is no number).
[[nodiscard]] CONURB_EXPORT Variation read_variation(const std::string& text, const std::string& base);

/// The key of KEY=VALUES.
[[nodiscard]] CONURB_EXPORT std::string key_of_variation(const std::string& text);

/// One run of a sweep: what is set, beside the base.
using SweepSettings = std::vector<std::pair<std::string, std::string>>;

/// The runs: each parameter by itself, in the order given; with `grid` every combination of values, the last
/// parameter changing fastest. Throws `ParameterError` parameter_range (more than 1,000,000 runs), needs_data
/// (no values), inconsistent (a grid with a parameter twice).
[[nodiscard]] CONURB_EXPORT std::vector<SweepSettings> sweep_settings(std::span<const Variation> variations,
                                                                      bool grid = false);

/// A sweep: its runs, and what they say together; `Ensemble::summaries` has one entry per run.
struct Sweep {
    std::vector<SweepSettings> runs = {};
    Ensemble all = {};
};

/// What is run with some settings; the context has one thread and can be stopped.
using SweepRun = std::function<Delineation(const SweepSettings&, const Context&)>;

/// Runs all settings on the threads of the context and compares each with the base run, as `resample` does.
/// The result is the same for any number of threads. Throws what `run` throws; `Cancelled`.
[[nodiscard]] CONURB_EXPORT Sweep sweep(const Delineation& base, std::vector<SweepSettings> runs,
                                        const SweepRun& run, const Context& context = {});

/// The same for a method on a region. Throws `ParameterError` unknown_parameter, parameter_range too.
[[nodiscard]] CONURB_EXPORT Sweep sweep(const Region& region, const AnyMethod& method,
                                        std::span<const Variation> variations, bool grid = false,
                                        const Context& context = {});

}  // namespace v0
}  // namespace conurb
