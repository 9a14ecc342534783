// SPDX-License-Identifier: MIT
#include "study/keys.hpp"

#include <algorithm>

namespace conurb {
inline namespace v0 {
namespace detail {

std::string option_name(std::string field) {
    std::ranges::replace(field, '_', '-');
    return "--" + field;
}

std::pair<std::string, std::string> key_and_value(const std::string& field, const std::string& text,
                                                  const char* value) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
        throw ParameterError(ErrorCode::unknown_parameter,
                             option_name(field) + ": '" + text + "' is not of the form KEY=" + value);
    }
    return {text.substr(0, equals), text.substr(equals + 1)};
}

void map_columns(const std::string& field, const std::vector<std::string>& texts,
                 const std::map<std::string, std::string*>& columns) {
    for (const std::string& text : texts) {
        const auto [key, column] = key_and_value(field, text, "COLUMN");
        *pick(field, key, columns) = column;
    }
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
