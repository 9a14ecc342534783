// SPDX-License-Identifier: MIT
// Texts KEY=VALUE, and words that stand for values.
#pragma once

#include <conurb/core/error.hpp>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

/// A field as the option that it is.
[[nodiscard]] std::string option_name(std::string field);

/// KEY=VALUE. Throws `ParameterError` unknown_parameter; `value` says what the value is.
[[nodiscard]] std::pair<std::string, std::string> key_and_value(const std::string& field,
                                                                const std::string& text, const char* value);

/// The value that a word stands for. Throws `ParameterError` unknown_parameter with all there are.
template <class V>
[[nodiscard]] V pick(const std::string& field, const std::string& word, const std::map<std::string, V>& all) {
    if (const auto found = all.find(word); found != all.end()) return found->second;
    std::string known;
    for (const auto& entry : all) known += (known.empty() ? "" : ", ") + entry.first;
    throw ParameterError(ErrorCode::unknown_parameter,
                         option_name(field) + " is '" + word + "'; it takes one of " + known);
}

/// Texts KEY=COLUMN, each column put where its key says.
void map_columns(const std::string& field, const std::vector<std::string>& texts,
                 const std::map<std::string, std::string*>& columns);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
