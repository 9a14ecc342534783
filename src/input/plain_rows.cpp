// SPDX-License-Identifier: MIT
#include "input/plain_rows.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <functional>
#include <optional>

#include "detail/parallel.hpp"
#include "detail/text.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

CodeTable::Key key_of(std::string_view code) noexcept {
    CodeTable::Key key = {};
    std::memcpy(key.data(), code.data(), std::min<std::size_t>(code.size(), sizeof key));
    return key;
}

/// A well mixed number for a code.
std::size_t hash_of(std::string_view code, const CodeTable::Key& key) noexcept {
    std::uint64_t mixed = key[0] ^ std::rotl(key[1] * 0xC2B2AE3D27D4EB4FU, 31) ^ code.size();
    if (code.size() > sizeof key) mixed ^= std::hash<std::string_view>()(code.substr(sizeof key));
    mixed *= 0x9E3779B97F4A7C15U;
    return static_cast<std::size_t>(mixed ^ mixed >> 29U);
}

std::string_view without_blanks(std::string_view text) noexcept {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

/// Reads rows one after another.
class PlainRowReader {
public:
    PlainRowReader(std::string_view text, const FlowFields& fields, const CodeTable& codes, RowBlock& block)
        : text_(text), fields_(fields), codes_(codes), block_(block), row_(fields.count) {
        block_.settled.assign(std::max<std::size_t>(fields.purposes.size(), 1), false);
    }

    void read(std::size_t begin, std::size_t end) {
        for (std::size_t at = begin; at < end; ++block_.lines) {
            const std::size_t start = at;
            const std::size_t before = block_.cells.size();
            const Split split = next_row(at, end);
            if (split == Split::blank) continue;
            if (split == Split::row && (fields_.destinations.empty() ? long_row() : matrix_row())) {
                ++block_.rows;
                continue;
            }
            block_.cells.resize(before);
            block_.others.push_back({start, block_.lines, before});
        }
    }

private:
    enum class Split : std::uint8_t { row, blank, other };

    /// Parts the row at a place and moves on behind it.
    Split next_row(std::size_t& at, std::size_t end) {
        const char* const data = text_.data();
        std::size_t field = 0;
        std::size_t from = at;
        bool blank = true;
        for (;; ++at) {
            const bool line_ends = at == end || data[at] == '\n';
            if (!line_ends && data[at] != fields_.delimiter) {
                blank = blank && (data[at] == ' ' || data[at] == '\r');
                continue;
            }
            if (field < row_.size()) row_[field] = text_.substr(from, at - from);
            ++field;
            from = at + 1;
            if (line_ends) break;
        }
        if (at < end) ++at;
        if (blank) return Split::blank;
        if (field != row_.size()) return Split::other;
        if (row_.back().ends_with('\r')) row_.back().remove_suffix(1);
        return Split::row;
    }

    [[nodiscard]] UnitIndex origin() {
        const std::string_view code = without_blanks(row_[fields_.origin]);
        if (code != last_origin_ || code.empty()) {
            last_ = codes_.find(code);
            last_origin_ = code;
        }
        return last_;
    }

    bool long_row() {
        const UnitIndex from = origin();
        const UnitIndex to = codes_.find(without_blanks(row_[fields_.destination]));
        if (from == no_unit || to == no_unit) return false;
        double sum = 0.0;
        for (std::size_t k = 0; k < fields_.purposes.size(); ++k) {
            const std::optional<double> value = number(row_[fields_.purposes[k].field], k);
            if (!value) return false;
            sum += *value * fields_.purposes[k].weight * fields_.weight;
        }
        block_.cells.push_back({{from, to, sum}, block_.lines});
        return true;
    }

    bool matrix_row() {
        const UnitIndex from = origin();
        if (from == no_unit) return false;
        for (std::size_t k = 0; k < row_.size(); ++k) {
            if (k == fields_.origin || row_[k].empty()) continue;
            const std::optional<double> value = number(row_[k], 0);
            if (!value || fields_.destinations[k] == no_unit) return false;
            block_.cells.push_back({{from, fields_.destinations[k], *value * fields_.weight}, block_.lines});
        }
        return true;
    }

    /// A number of digits, with a decimal mark where that can be nothing else.
    [[nodiscard]] std::optional<double> number(std::string_view text, std::size_t purpose) {
        constexpr std::size_t most = 15;  // digits that a double holds exactly
        constexpr std::array<double, most + 1> power = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                        1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
        text = without_blanks(text);
        if (text.empty() || text.size() > most) return std::nullopt;
        std::uint64_t all = 0;
        std::size_t mark = text.size();
        for (std::size_t k = 0; k < text.size(); ++k) {
            if (is_digit(text[k])) {
                all = all * 10 + static_cast<std::uint64_t>(text[k] - '0');
            } else if (text[k] == '.' && mark == text.size() && k > 0 && k + 1 < text.size()) {
                mark = k;
            } else {
                return std::nullopt;
            }
        }
        const auto whole = static_cast<double>(all);
        if (mark == text.size()) return whole;
        const std::size_t behind = text.size() - mark - 1;
        const bool thousands = behind == 3 && mark <= 3 && text.front() != '0';
        if (!fields_.fractions || (thousands && !block_.settled[purpose])) return std::nullopt;
        if (!thousands) block_.settled[purpose] = true;
        return whole / power[behind];  // both are exact: rounded once, as by any reader
    }

    std::string_view text_;
    const FlowFields& fields_;
    const CodeTable& codes_;
    RowBlock& block_;
    std::vector<std::string_view> row_;
    std::string_view last_origin_ = {};
    UnitIndex last_ = no_unit;
};

}  // namespace

CodeTable::CodeTable(const Units& units)
    : units_(units), slots_(std::bit_ceil(std::max<std::size_t>(units.size() * 2, 8))) {
    const std::size_t mask = slots_.size() - 1;
    for (UnitIndex u = 0; u < units.size(); ++u) {
        const std::string_view code = units[u].code;
        const Key key = key_of(code);
        std::size_t at = hash_of(code, key) & mask;
        while (slots_[at].unit != no_unit) at = (at + 1) & mask;
        slots_[at] = {key, static_cast<std::uint32_t>(code.size()), u};
    }
}

UnitIndex CodeTable::find(std::string_view code) const noexcept {
    const std::size_t mask = slots_.size() - 1;
    const Key key = key_of(code);
    for (std::size_t at = hash_of(code, key) & mask; slots_[at].unit != no_unit; at = (at + 1) & mask) {
        const Slot& slot = slots_[at];
        if (slot.key[0] != key[0] || slot.key[1] != key[1] || slot.length != code.size()) continue;
        if (code.size() <= sizeof key || units_[slot.unit].code == code) return slot.unit;
    }
    return no_unit;
}

RowBlock read_plain_rows(std::string_view text, std::size_t begin, std::size_t end, const FlowFields& fields,
                         const CodeTable& codes) {
    RowBlock block{.bytes = end - begin, .bytes_behind = text.size() - end};
    PlainRowReader(text, fields, codes, block).read(begin, end);
    return block;
}

void read_blocks(std::string_view text, std::size_t begin, std::size_t line, const FlowFields& fields,
                 const CodeTable& codes, const std::string& phase, const Context& context,
                 const std::function<void(const RowBlock&, std::size_t line)>& take) {
    constexpr std::size_t size = std::size_t{1} << 20U;
    const std::size_t together = std::size_t{4} * context.thread_count();
    Progress progress(context, phase, text.size());
    Context quiet = context;
    quiet.progress = nullptr;
    for (std::size_t at = begin; at < text.size(); progress.step(at)) {
        std::vector<std::size_t> ends = {at};
        while (ends.size() <= together && ends.back() < text.size()) {
            const std::size_t newline = text.find('\n', std::min(ends.back() + size, text.size() - 1));
            ends.push_back(newline == std::string_view::npos ? text.size() : newline + 1);
        }
        std::vector<RowBlock> blocks(ends.size() - 1);
        parallel_blocks(blocks.size(), 1, quiet, phase, [&] {
            return [&](std::size_t k, std::size_t) {
                blocks[k] = read_plain_rows(text, ends[k], ends[k + 1], fields, codes);
            };
        });
        for (RowBlock& block : blocks) {
            take(block, line);
            line += block.lines;
            block = {};
        }
        at = ends.back();
    }
    progress.finish();
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
