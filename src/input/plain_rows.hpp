// SPDX-License-Identifier: MIT
// The rows of a table of flows that can be read in one way only: units by their very codes, numbers in plain
// digits. They are read by blocks on any number of threads; every other row is left to the reader of fields,
// in the order of the file, so that values and messages are the same as if it had read them all.
#pragma once

#include <array>
#include <conurb/core/context.hpp>
#include <conurb/core/flows.hpp>
#include <conurb/core/units.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

/// Units by code: a flat table of hashes with open addressing, codes of up to sixteen bytes in it.
class CodeTable {
public:
    /// The units must live as long.
    explicit CodeTable(const Units& units);
    /// The unit of a code; `no_unit` where there is none.
    [[nodiscard]] UnitIndex find(std::string_view code) const noexcept;

    /// The first bytes of a code.
    using Key = std::array<std::uint64_t, 2>;

private:
    struct Slot {
        Key key = {};
        std::uint32_t length = 0;
        UnitIndex unit = no_unit;
    };
    const Units& units_;
    std::vector<Slot> slots_;
};

/// A flow with the line of its row.
struct FlowCell {
    Flow flow;
    std::size_t line;
};

/// A column of flows with its weight.
struct PurposeField {
    std::size_t field;
    double weight;
};

/// What the columns of a table of flows are.
struct FlowFields {
    char delimiter = ',';
    bool fractions = true;  ///< whether a point between digits is a decimal mark
    std::size_t count = 0;  ///< fields of a row
    std::size_t origin = 0;
    std::size_t destination = 0;               ///< of a long table
    std::vector<PurposeField> purposes = {};   ///< of a long table
    std::vector<UnitIndex> destinations = {};  ///< of a matrix, by field; `no_unit` where none is known
    double weight = 1.0;                       ///< of the whole table
};

/// Rows that follow one another, read.
struct RowBlock {
    /// A row that is left to the reader of fields.
    struct Other {
        std::size_t offset;  ///< in the text
        std::size_t line;    ///< behind the first of the block
        std::size_t cells;   ///< that come before it
    };
    std::vector<FlowCell> cells = {};  ///< lines as in `Other`
    std::vector<Other> others = {};
    std::size_t rows = 0;  ///< without those of `others`
    std::size_t lines = 0;
    std::size_t bytes = 0;
    std::size_t bytes_behind = 0;    ///< of the text, after the block
    std::vector<bool> settled = {};  ///< by purpose: a decimal mark was seen that cannot part thousands
};

/// Reads the rows of a text from `begin` to `end`, both at the beginning of a line or the end of the text. No
/// quote and no line end but \n and \r\n may stand there. Linear.
[[nodiscard]] RowBlock read_plain_rows(std::string_view text, std::size_t begin, std::size_t end,
                                       const FlowFields& fields, const CodeTable& codes);

/// Reads such a text from `begin` to its end by blocks, on the threads of the context, and hands these on in
/// their order, each with the line of its first row; that of the first is `line`. A few blocks are held at a
/// time.
void read_blocks(std::string_view text, std::size_t begin, std::size_t line, const FlowFields& fields,
                 const CodeTable& codes, const std::string& phase, const Context& context,
                 const std::function<void(const RowBlock&, std::size_t line)>& take);

}  // namespace detail
}  // namespace v0
}  // namespace conurb
