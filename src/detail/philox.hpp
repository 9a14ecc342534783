// SPDX-License-Identifier: MIT
// Random numbers by counter: what is drawn for a place depends on the key and the place alone, not on what
// was drawn before, so that any part of the draws can be made anywhere, in any order.
#pragma once

#include <array>
#include <cstdint>

namespace conurb {
inline namespace v0 {
namespace detail {

/// Philox4x32-10. Salmon, Moraes, Dror, Shaw 2011, doi 10.1145/2063384.2063405.
class Philox {
public:
    using Counter = std::array<std::uint32_t, 4>;
    using Key = std::array<std::uint32_t, 2>;

    [[nodiscard]] static constexpr Counter block(Counter counter, Key key) noexcept {
        for (int round = 0; round < 10; ++round) {
            const std::uint64_t a = std::uint64_t{0xD2511F53} * counter[0];
            const std::uint64_t b = std::uint64_t{0xCD9E8D57} * counter[2];
            counter = {
                static_cast<std::uint32_t>(b >> 32U) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(b),
                static_cast<std::uint32_t>(a >> 32U) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(a)};
            key[0] += 0x9E3779B9;
            key[1] += 0xBB67AE85;
        }
        return counter;
    }
};

/// The numbers of one place: origin, destination and draw. The fourth word of the counter counts blocks.
class Stream {
public:
    Stream(std::uint64_t seed, std::uint32_t origin, std::uint32_t destination, std::uint32_t draw) noexcept
        : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32U)},
          counter_{origin, destination, draw, 0} {}

    /// In (0, 1), 53 bits, never an end.
    [[nodiscard]] double uniform() noexcept {
        if (left_ == 0) {
            block_ = Philox::block(counter_, key_);
            ++counter_[3];
            left_ = 4;
        }
        const std::uint64_t high = block_[4 - left_];
        const std::uint64_t low = block_[5 - left_];
        left_ -= 2;
        return (static_cast<double>(((high << 32U) | low) >> 11U) + 0.5) * 0x1p-53;
    }

private:
    Philox::Key key_;
    Philox::Counter counter_;
    Philox::Counter block_{};
    unsigned left_ = 0;
};

}  // namespace detail
}  // namespace v0
}  // namespace conurb
