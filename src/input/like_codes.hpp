// SPDX-License-Identifier: MIT
// Codes that look like those of units and are others by their bytes.
#pragma once

#include <conurb/core/units.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace conurb {
inline namespace v0 {
namespace detail {

/// Compares codes that are not among the units with those that are.
class LikeCodes {
public:
    explicit LikeCodes(const Units& units) : units_(units) {}

    /// The unit whose code is the same in Unicode's normal form C; nothing where none is, or several are.
    [[nodiscard]] std::optional<UnitIndex> find(std::string_view code);
    /// Where a known code differs in what spreadsheets and typing do to codes: which, in what, and what
    /// helps. Begins with a mark of punctuation; empty where there is none.
    [[nodiscard]] std::string hint(std::string_view code);
    /// Why the first codes a hint was wanted for are unknown, and what to do; empty before.
    [[nodiscard]] std::string likely_cause() const;

private:
    const Units& units_;
    // made when needed
    std::unordered_map<std::string, UnitIndex> composed_;  // no_unit: several
    std::unordered_map<std::string, UnitIndex> bare_;
    std::string cause_;   // of the first that is like a known one
    std::string unlike_;  // the first that is like none
};

/// What is said once of a file in which codes were found by their normal form.
inline constexpr const char* composed_words =
    "letters of codes are written in other pieces than those of the units (decomposed, as macOS writes them, "
    "against composed): codes are compared in Unicode's normal form C";

}  // namespace detail
}  // namespace v0
}  // namespace conurb
