// SPDX-License-Identifier: MIT
#include "input/file_kind.hpp"

#include <array>

#include "detail/text.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

constexpr const char* save_as_csv = "; save the sheet as CSV";

std::string zip_kind(std::string_view beginning) {
    const auto holds = [&](std::string_view name) { return beginning.find(name) != std::string_view::npos; };
    if (holds("[Content_Types].xml") || holds("xl/"))
        return std::string("is an Excel workbook (xlsx)") + save_as_csv;
    if (holds("opendocument.spreadsheet"))
        return std::string("is an OpenDocument spreadsheet (ods)") + save_as_csv;
    return "is a ZIP archive; unpack it (only gzip is unpacked here)";
}

}  // namespace

std::string other_format(std::string_view beginning) {
    using namespace std::string_view_literals;
    struct Kind {
        std::string_view first;
        std::string_view words;
    };
    if (beginning.starts_with("PK\x03\x04"sv)) return zip_kind(beginning);
    constexpr std::array kinds = {
        Kind{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, "is an old Excel workbook (xls); save the sheet as CSV"sv},
        Kind{"%PDF-"sv, "is a PDF; the table in it has to be copied into a CSV file"sv},
        Kind{"SQLite format 3"sv, "is a database (SQLite, GeoPackage), no text"sv},
        Kind{"PAR1"sv, "is a Parquet file; write it as CSV"sv},
        Kind{"BZh"sv, "is packed with bzip2; unpack it (only gzip is unpacked here)"sv},
        Kind{"\xFD"
             "7zXZ"sv,
             "is packed with xz; unpack it (only gzip is unpacked here)"sv},
        Kind{"\x28\xB5\x2F\xFD"sv, "is packed with zstd; unpack it (only gzip is unpacked here)"sv},
        Kind{"7z\xBC\xAF\x27\x1C"sv, "is a 7z archive; unpack it (only gzip is unpacked here)"sv},
        Kind{"Rar!\x1A"sv, "is a RAR archive; unpack it (only gzip is unpacked here)"sv},
        Kind{"{\\rtf"sv, "is a text document (RTF), no table"sv},
    };
    for (const Kind& kind : kinds) {
        if (beginning.starts_with(kind.first)) return std::string(kind.words);
    }
    std::string_view text = beginning.substr(0, 512);
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    while (!text.empty() && (text.front() == ' ' || text.front() == '\n' || text.front() == '\r'))
        text.remove_prefix(1);
    const std::string words = lower(text);
    if (words.starts_with("<!doctype html") || words.starts_with("<html") || words.starts_with("<table"))
        return "is a web page (HTML), whatever its name; save the table in it as CSV";
    if (words.starts_with("<?xml")) return "is XML; save the table in it as CSV";
    return {};
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
