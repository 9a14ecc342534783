// SPDX-License-Identifier: MIT
#include "input/normal_form.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "detail/text.hpp"

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string mapped(std::string_view text, int options) {
    struct Free {
        void operator()(utf8proc_uint8_t* bytes) const noexcept { std::free(bytes); }  // NOLINT: C gave them
    };
    utf8proc_uint8_t* form = nullptr;
    const auto size = utf8proc_map(
        reinterpret_cast<const utf8proc_uint8_t*>(text.data()),  // NOLINT: bytes as C has them
        static_cast<utf8proc_ssize_t>(text.size()), &form, static_cast<utf8proc_option_t>(options));
    const std::unique_ptr<utf8proc_uint8_t, Free> owner(form);
    if (size < 0) return std::string(text);
    return {form, form + size};
}

}  // namespace

std::string composed(std::string_view text) {
    if (is_ascii(text)) return std::string(text);
    return mapped(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

std::string folded(std::string_view text) {
    return mapped(without_unseen(text),
                  UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD);
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
