// SPDX-License-Identifier: MIT
#include <conurb/version.hpp>

namespace conurb {
inline namespace v0 {

const char* version() noexcept { return CONURB_VERSION_STRING; }

}  // namespace v0
}  // namespace conurb
