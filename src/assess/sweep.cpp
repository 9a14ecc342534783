// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>
#include <cmath>
#include <conurb/assess/sweep.hpp>
#include <conurb/core/error.hpp>
#include <conurb/core/text.hpp>
#include <conurb/methods/delineate.hpp>
#include <mutex>
#include <optional>

#include "assess/tally.hpp"
#include "detail/number.hpp"
#include "detail/parallel.hpp"
#include "detail/text.hpp"

namespace conurb {
inline namespace v0 {
namespace {

[[noreturn]] void not_a_variation(const std::string& text) {
    throw ParameterError(ErrorCode::unknown_parameter,
                         "'" + text + "' is neither KEY=FROM:TO:COUNT nor KEY=VALUE,VALUE,...");
}

std::optional<double> number_in(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    double value = 0.0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

/// An end of a range: a number, or a share more or less than the base.
double end_of(const std::string& text, const std::string& whole, const std::string& base) {
    const bool percent = text.ends_with('%');
    const std::optional<double> value =
        number_in(percent ? std::string_view(text).substr(0, text.size() - 1) : text);
    if (!value) not_a_variation(whole);
    if (!percent) return *value;
    const std::optional<double> from = number_in(base);
    if (from) return *from * (1.0 + *value / 100.0);
    throw ParameterError(ErrorCode::parameter_range,
                         "'" + whole + "' is a share of the value that is set, but that is '" + base + "'");
}

}  // namespace

std::string key_of_variation(const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) not_a_variation(text);
    return text.substr(0, equals);
}

Variation read_variation(const std::string& text, const std::string& base) {
    Variation variation{.key = key_of_variation(text)};
    const std::string values = text.substr(variation.key.size() + 1);
    const std::vector<std::string> range = detail::split(values, ':');
    if (range.size() == 1) {
        variation.values = detail::split(values, ',');
        for (const std::string& value : variation.values) {
            if (value.empty()) not_a_variation(text);
        }
        return variation;
    }
    const std::optional<double> count = range.size() == 3 ? number_in(range[2]) : std::nullopt;
    if (!count || *count != std::floor(*count)) not_a_variation(text);
    if (*count < 2.0 || *count > 10'000.0) {
        throw ParameterError(ErrorCode::parameter_range,
                             "'" + text + "' asks for " + range[2] + " values; a range has 2 to 10000");
    }
    const double from = end_of(range[0], text, base);
    const double to = end_of(range[1], text, base);
    const auto steps = static_cast<int>(*count) - 1;
    for (int k = 0; k <= steps; ++k) {
        const double value = from + (to - from) * k / steps;
        // as people write it: twelve digits, so that 0.11 plus a tenth is 0.121
        const double unit =
            value == 0.0 ? 1.0 : std::pow(10.0, 12.0 - std::ceil(std::log10(std::abs(value))));
        const double rounded = std::round(value * unit) / unit;
        variation.values.push_back(detail::number(std::isfinite(rounded) ? rounded : value));
    }
    return variation;
}

std::vector<SweepSettings> sweep_settings(std::span<const Variation> variations, bool grid) {
    std::vector<SweepSettings> runs;
    double count = grid ? 1.0 : 0.0;
    for (const Variation& v : variations) {
        const auto values = static_cast<double>(v.values.size());
        count = grid ? count * values : count + values;
        const auto same = [&](const Variation& other) { return &other != &v && same_name(other.key, v.key); };
        if (grid && std::ranges::any_of(variations, same)) {
            throw ParameterError(ErrorCode::inconsistent,
                                 v.key + " is varied twice; a grid has each parameter once");
        }
        if (v.values.empty()) throw ParameterError(ErrorCode::needs_data, v.key + " has no values to try");
    }
    if (variations.empty()) throw ParameterError(ErrorCode::needs_data, "a sweep has no parameter to vary");
    if (count > 1e6) {
        throw ParameterError(ErrorCode::parameter_range,
                             "a sweep of " + detail::number(count) + " runs; it takes at most 1000000");
    }
    if (!grid) {
        for (const Variation& v : variations) {
            for (const std::string& value : v.values) runs.push_back({{v.key, value}});
        }
        return runs;
    }
    runs.emplace_back();
    for (const Variation& v : variations) {
        std::vector<SweepSettings> longer;
        for (const SweepSettings& run : runs) {
            for (const std::string& value : v.values) {
                longer.push_back(run);
                longer.back().emplace_back(v.key, value);
            }
        }
        runs = std::move(longer);
    }
    return runs;
}

Sweep sweep(const Delineation& base, std::vector<SweepSettings> runs, const SweepRun& run,
            const Context& context) {
    std::vector<detail::Measured> all(runs.size());
    detail::Tally whole(base);
    std::mutex adding;
    detail::parallel_blocks(runs.size(), 1, context, "runs", [&] {
        return [&](std::size_t begin, std::size_t end) {
            for (std::size_t k = begin; k < end; ++k) {
                Context single = context;
                single.threads = 1;
                single.progress = {};
                const Delineation result = run(runs[k], single);
                const std::lock_guard lock(adding);
                all[k] = whole.add(result, single);
            }
        };
    });
    return {std::move(runs), whole.ensemble(std::move(all))};
}

Sweep sweep(const Region& region, const AnyMethod& method, std::span<const Variation> variations, bool grid,
            const Context& context) {
    const Delineation base = delineate(region, method, context);
    const SweepRun run = [&](const SweepSettings& settings, const Context& one) {
        AnyMethod varied = method;
        varied.set(settings);
        return delineate(region, varied, one);
    };
    return sweep(base, sweep_settings(variations, grid), run, context);
}

}  // namespace v0
}  // namespace conurb
