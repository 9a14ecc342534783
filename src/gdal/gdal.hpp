// SPDX-License-Identifier: MIT
// GDAL as the component uses it: silent, its first word on a failure kept.
#pragma once

#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

using Dataset = std::unique_ptr<void, void (*)(GDALDatasetH)>;

inline void close_dataset(GDALDatasetH dataset) {
    if (dataset != nullptr) GDALClose(dataset);
}

/// As long as it lives, GDAL prints nothing, and its first failure is kept: what follows that is mostly
/// noise.
class Listening {
public:
    Listening() {
        static std::once_flag once;
        std::call_once(once, GDALAllRegister);
        CPLPushErrorHandlerEx(&Listening::hear, this);
        CPLErrorReset();
    }
    Listening(const Listening&) = delete;
    Listening& operator=(const Listening&) = delete;
    ~Listening() { CPLPopErrorHandler(); }

    [[nodiscard]] bool failed() const { return !first_.empty(); }
    /// The first failure, without its line ends.
    [[nodiscard]] std::string reason(const std::string& otherwise) const {
        std::string text = first_.empty() ? otherwise : first_;
        std::ranges::replace(text, '\n', ' ');
        return text;
    }

private:
    static void CPL_STDCALL hear(CPLErr kind, CPLErrorNum, const char* words) {
        auto* const self = static_cast<Listening*>(CPLGetErrorHandlerUserData());
        if (kind >= CE_Failure && self->first_.empty()) self->first_ = words;
    }

    std::string first_ = {};
};

inline Dataset open_dataset(const std::string& path, unsigned flags,
                            const std::vector<std::string>& options = {}) {
    std::vector<const char*> list;
    for (const std::string& option : options) list.push_back(option.c_str());
    list.push_back(nullptr);
    return {GDALOpenEx(path.c_str(), flags | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, nullptr, list.data(),
                       nullptr),
            close_dataset};
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
