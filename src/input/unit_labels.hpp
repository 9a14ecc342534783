// SPDX-License-Identifier: MIT
// Tables that put each unit under a label: cores, areas.
#pragma once

#include <conurb/core/context.hpp>
#include <conurb/core/units.hpp>
#include <conurb/input/read_options.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

/// What such a table is called and which columns hold it.
struct LabelColumns {
    const char* what;   ///< "core", "area": for messages
    std::string unit;   ///< empty: by its usual names
    std::string label;  ///< empty: one of `usual`
    std::vector<std::string_view> usual;
};

/// The units (ascending) under each label, by the bytes of the labels. Rows without a label are passed over.
/// A unit in two rows is a finding (`duplicate`); afterwards it stands nowhere, but under `Policy::report`
/// where all its rows agree.
[[nodiscard]] std::map<std::string, std::vector<UnitIndex>> read_unit_labels(const std::string& path,
                                                                             const Units& units,
                                                                             const LabelColumns& columns,
                                                                             const ReadOptions& options,
                                                                             const Context& context);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
