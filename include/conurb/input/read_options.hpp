// SPDX-License-Identifier: MIT
/// @file
/// How tables are read.
#pragma once

#include <conurb/core/validation.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// What an office writes in the place of a number: "x", "-", "..", "<5".
struct MissingMark {
    std::string text = {};                       ///< the whole cell, blanks at its ends apart
    std::optional<double> value = std::nullopt;  ///< what it stands for; nothing: a number nobody knows
};

/// Rows that are taken: those in which a column holds one of some texts.
struct RowCondition {
    std::string column = {};               ///< name in the header
    std::vector<std::string> values = {};  ///< the texts of which a row has to hold one
};

/// Conventions of a text table, and what to do with rows that cannot be used.
struct ReadOptions {
    Policy policy = Policy::strict;
    /// Any name that iconv knows: "windows-1252", "shift_jis", "euc-kr", "utf-16". Empty: UTF-8; where the
    /// bytes are none, but Korean text in CP949, that, with a note in the report. A mark of UTF-8 at the
    /// beginning is always understood and removed.
    std::string encoding = {};
    char delimiter = '\0';  ///< ',', ';', tab, ...; '\0': the one that is most frequent in the header
    /// Decimal mark of numbers: '.' or ','. '\0': '.', and columns of persons in which each mark could as
    /// well part thousands (50.000 beside 900) are a problem (`FindingKind::ambiguous`).
    char decimal = '\0';
    /// Lines above the header. Nothing: the header is the first line that is not blank, or where the columns
    /// that are needed are not there, the first of the next 50 lines that has them, with a note.
    std::optional<std::size_t> skip_rows = std::nullopt;
    std::vector<MissingMark> missing = {};  ///< cells that are no number and no problem
    std::vector<RowCondition> where = {};   ///< only rows that meet all of these are read
    /// A packed file that holds more is refused (too_large): a small one can fill any memory.
    std::size_t maximum_unpacked_bytes = 8'000'000'000;
    /// Whether empty fields at the beginning of a row take what stands above them, as the merged cells of a
    /// spreadsheet are saved.
    bool fill_down = false;
    ValidationReport* report = nullptr;  ///< findings are added to it; nullptr: they are not kept
};

}  // namespace v0
}  // namespace conurb
