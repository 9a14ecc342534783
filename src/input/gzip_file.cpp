// SPDX-License-Identifier: MIT
#include "input/gzip_file.hpp"

#include <zlib.h>

#include <cerrno>
#include <conurb/core/error.hpp>
#include <filesystem>
#include <new>
#include <system_error>
#include <utility>

namespace conurb {
inline namespace v0 {
namespace detail {

void GzipFile::Close::operator()(gzFile_s* file) const noexcept { gzclose_r(file); }

GzipFile::GzipFile(std::string path) : path_(std::move(path)) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path_, ignored)) cannot_read("is a directory");
    errno = 0;
    file_.reset(gzopen(path_.c_str(), "rb"));
    if (!file_ && (errno == ENOMEM || errno == 0)) throw std::bad_alloc();
    if (!file_) cannot_read(std::generic_category().message(errno));
    gzbuffer(file_.get(), 1U << 18U);
}

std::size_t GzipFile::read(char* to, std::size_t count) {
    errno = 0;
    const int got = gzread(file_.get(), to, static_cast<unsigned>(count));
    int state = Z_OK;
    const char* message = gzerror(file_.get(), &state);
    if (state == Z_MEM_ERROR) throw std::bad_alloc();
    if (got < 0 || state == Z_BUF_ERROR || state == Z_DATA_ERROR) {
        if (state == Z_ERRNO) cannot_read(std::generic_category().message(errno));
        cannot_read(state == Z_BUF_ERROR ? "truncated gzip data"
                                         : "damaged gzip data: " + std::string(message));
    }
    return static_cast<std::size_t>(got);
}

bool GzipFile::packed() const { return gzdirect(file_.get()) == 0; }

void GzipFile::cannot_read(const std::string& reason) const {
    throw InputError(ErrorCode::cannot_read, reason, {.file = path_});
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
