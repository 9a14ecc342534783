// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <charconv>
#include <conurb/core/text.hpp>
#include <conurb/output/sweep.hpp>
#include <conurb/output/tables.hpp>
#include <optional>
#include <vector>

#include "detail/number.hpp"
#include "output/svg.hpp"

namespace conurb {
inline namespace v0 {
namespace {

/// The parameters that are varied, in the order in which they are met.
std::vector<std::string> keys_of(const Sweep& sweep) {
    std::vector<std::string> keys;
    for (const SweepSettings& run : sweep.runs) {
        for (const auto& [key, value] : run) {
            if (std::ranges::find(keys, key) == keys.end()) keys.push_back(key);
        }
    }
    return keys;
}

std::string value_of(const SweepSettings& run, const std::string& key) {
    const auto found = std::ranges::find(run, key, &std::pair<std::string, std::string>::first);
    return found == run.end() ? std::string() : found->second;
}

/// What is plotted, with its colour.
struct Curve {
    const char* words;
    const char* colour;
    double DrawSummary::*value;
};
constexpr std::array<Curve, 3> curves = {{{"partition", "#2b6ca3", &DrawSummary::unit_jaccard},
                                          {"minimum extents", "#c43c39", &DrawSummary::minimum},
                                          {"maximum extents", "#d97e1f", &DrawSummary::maximum}}};

constexpr double plot_width = 420.0;
constexpr double plot_height = 190.0;
constexpr double plot_left = 60.0;
constexpr double plot_head = 96.0;
constexpr double plot_step = plot_height + 78.0;

/// The runs of a panel with their places from 0 to 1.
struct Panel {
    std::vector<std::size_t> runs;
    std::vector<std::string> values;
    std::vector<double> place;
};

Panel panel_of(const Sweep& sweep, const std::string& key) {
    Panel panel;
    std::vector<double> numbers;
    for (std::size_t k = 0; k < sweep.runs.size(); ++k) {
        const std::string value = value_of(sweep.runs[k], key);
        if (value.empty()) continue;
        panel.runs.push_back(k);
        panel.values.push_back(value);
        double number = 0.0;
        const auto [end, problem] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (problem == std::errc() && end == value.data() + value.size()) numbers.push_back(number);
    }
    const bool numeric = numbers.size() == panel.values.size();
    std::vector<std::string> names;
    for (const std::string& value : panel.values) {
        if (std::ranges::find(names, value) == names.end()) names.push_back(value);
    }
    const auto [least, most] =
        numeric ? std::ranges::minmax(numbers) : std::ranges::minmax_result<double>{0.0, 0.0};
    for (std::size_t k = 0; k < panel.values.size(); ++k) {
        const auto at = static_cast<double>(std::ranges::find(names, panel.values[k]) - names.begin());
        const auto last = static_cast<double>(names.size()) - 1.0;
        panel.place.push_back(numeric && most > least ? (numbers[k] - least) / (most - least)
                              : last > 0.0            ? at / last
                                                      : 0.5);
    }
    return panel;
}

std::string label(double x, double y, double size, const std::string& words, const std::string& extra = "") {
    return "<text x=\"" + detail::fixed(x, 1) + "\" y=\"" + detail::fixed(y, 1) + "\" font-size=\"" +
           detail::fixed(size, 1) + "\"" + extra + ">" + detail::escaped(words) + "</text>\n";
}

std::string panel_svg(const Sweep& sweep, const std::string& key, double top) {
    const Panel panel = panel_of(sweep, key);
    const auto x_of = [&](std::size_t k) { return plot_left + 14.0 + panel.place[k] * (plot_width - 28.0); };
    const auto y_of = [&](double share) { return top + plot_height * (1.0 - share); };
    std::string text = label(plot_left, top - 24.0, 13.0, key, " font-weight=\"bold\"");
    for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0}) {
        text +=
            "<path d=\"M" + detail::tenths(plot_left) + ' ' + detail::tenths(y_of(share)) + "h" +
            detail::tenths(plot_width) + "\" stroke=\"#d8d4ca\" fill=\"none\"/>\n" +
            label(plot_left - 8.0, y_of(share) + 4.0, 10.5, detail::fixed(share, 2), " text-anchor=\"end\"");
    }
    // curves go from left to right, whatever the order of the runs
    std::vector<std::size_t> order(panel.runs.size());
    for (std::size_t k = 0; k < order.size(); ++k) order[k] = k;
    std::ranges::stable_sort(order, {}, [&](std::size_t k) { return panel.place[k]; });
    for (const Curve& curve : curves) {
        std::string path;
        std::string dots;
        for (const std::size_t k : order) {
            const double y = y_of(std::clamp(sweep.all.summaries[panel.runs[k]].*curve.value, 0.0, 1.0));
            path += (path.empty() ? 'M' : 'L') + detail::tenths(x_of(k)) + ' ' + detail::tenths(y);
            dots +=
                "<circle cx=\"" + detail::tenths(x_of(k)) + "\" cy=\"" + detail::tenths(y) + "\" r=\"2.6\"/>";
        }
        text += std::string("<path d=\"") + path + "\" stroke=\"" + curve.colour +
                "\" stroke-width=\"1.6\" fill=\"none\"/>\n<g fill=\"" + curve.colour + "\">" + dots +
                "</g>\n";
    }
    double free = 0.0;  // values and counts are written where there is room
    for (const std::size_t k : order) {
        if (x_of(k) < free) continue;
        const double width = detail::text_width(panel.values[k], 10.5);
        free = x_of(k) + width + 8.0;
        text += label(x_of(k), top + plot_height + 16.0, 10.5, panel.values[k], " text-anchor=\"middle\"");
        text += label(x_of(k), top - 6.0, 10.0, std::to_string(sweep.all.summaries[panel.runs[k]].areas),
                      " text-anchor=\"middle\" fill=\"#777777\"");
    }
    return text;
}

}  // namespace

std::string sweep_csv(const Sweep& sweep) {
    const std::vector<std::string> keys = keys_of(sweep);
    std::vector<std::string> header{"run"};
    header.insert(header.end(), keys.begin(), keys.end());
    for (const char* name :
         {"areas", "adjusted_rand", "unit_jaccard", "changed", "jaccard_min", "jaccard_max"}) {
        header.emplace_back(name);
    }
    std::string table = csv_line(header);
    for (std::size_t k = 0; k < sweep.runs.size(); ++k) {
        std::vector<std::string> row{std::to_string(k + 1)};
        for (const std::string& key : keys) row.push_back(value_of(sweep.runs[k], key));
        const DrawSummary& s = sweep.all.summaries[k];
        row.push_back(std::to_string(s.areas));
        for (const double value : {s.adjusted_rand, s.unit_jaccard, s.changed, s.minimum, s.maximum}) {
            row.push_back(number_text(value));
        }
        table += csv_line(row);
    }
    return table;
}

std::string sweep_svg(const Sweep& sweep, const std::string& title) {
    const std::vector<std::string> keys = keys_of(sweep);
    const double height = plot_head + plot_step * static_cast<double>(std::max<std::size_t>(keys.size(), 1));
    const std::string size = detail::fixed(plot_left + plot_width + 30.0, 0);
    std::string svg =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + size + "\" height=\"" +
        detail::fixed(height, 0) + "\" viewBox=\"0 0 " + size + ' ' + detail::fixed(height, 0) +
        "\" font-family=\"'Noto Sans', 'Noto Sans CJK KR', 'DejaVu Sans', Arial, sans-serif\">\n<title>" +
        detail::escaped(title) +
        "</title>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n<g fill=\"#1d1d1d\">\n" +
        label(24.0, 36.0, 18.0, title, " font-weight=\"bold\"");
    svg +=
        label(24.0, 54.0, 10.5,
              "mean Jaccard index with the base run, of units and of areas; in grey how many areas there are",
              " fill=\"#555555\"");
    double x = 24.0;
    for (const Curve& curve : curves) {
        svg += std::string("<rect x=\"") + detail::tenths(x) +
               "\" y=\"62\" width=\"14\" height=\"4\" fill=\"" + curve.colour + "\"/>\n" +
               label(x + 18.0, 68.0, 10.0, curve.words);
        x += 36.0 + detail::text_width(curve.words, 9.0);
    }
    for (std::size_t k = 0; k < keys.size(); ++k) {
        svg += panel_svg(sweep, keys[k], plot_head + 26.0 + plot_step * static_cast<double>(k));
    }
    return svg + "</g>\n</svg>\n";
}

}  // namespace v0
}  // namespace conurb
