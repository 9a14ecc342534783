// SPDX-License-Identifier: MIT
#include "detail/file_set.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <conurb/core/error.hpp>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace conurb::detail {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void cannot_write(const std::string& path, const std::string& reason) {
    throw OutputError(ErrorCode::cannot_write, "cannot be written: " + reason, {.file = path});
}

void write_aside(const std::string& path, const std::string& content) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0) cannot_write(path, std::strerror(errno));
    int problem = 0;
    std::size_t done = 0;
    while (done < content.size() && problem == 0) {
        const ssize_t wrote = ::write(file, content.data() + done, content.size() - done);
        if (wrote > 0) {
            done += static_cast<std::size_t>(wrote);
        } else if (wrote == 0 || errno != EINTR) {
            problem = wrote == 0 ? ENOSPC : errno;
        }
    }
    // a full disk may show itself only when the data is flushed; EINVAL: the target cannot be flushed
    if (problem == 0 && ::fsync(file) != 0 && errno != EINVAL && errno != EROFS) problem = errno;
    if (::close(file) != 0 && problem == 0) problem = errno;
    if (problem != 0) cannot_write(path, std::strerror(problem));
}

/// Removes what was made unless told that all went well.
class Undo {
public:
    Undo() = default;
    Undo(const Undo&) = delete;
    Undo& operator=(const Undo&) = delete;
    ~Undo() {
        if (kept_) return;
        std::error_code ignored;
        for (const std::string& file : files) fs::remove(file, ignored);
        for (auto at = directories.rbegin(); at != directories.rend(); ++at) fs::remove(*at, ignored);
    }
    void keep() { kept_ = true; }
    std::vector<std::string> files;
    std::vector<fs::path> directories;  // outermost first

private:
    bool kept_ = false;
};

}  // namespace

void write_files(const std::string& directory, const std::vector<std::pair<std::string, std::string>>& files) {
    Undo undo;
    const fs::path folder = directory.empty() ? fs::path(".") : fs::path(directory);
    std::error_code problem;
    std::vector<fs::path> missing;
    for (fs::path at = folder; !at.empty() && !fs::exists(at, problem); at = at.parent_path()) {
        missing.push_back(at);
        if (at == at.parent_path()) break;
    }
    for (auto at = missing.rbegin(); at != missing.rend(); ++at) {
        problem.clear();
        if (fs::create_directory(*at, problem)) undo.directories.push_back(*at);
        if (problem) cannot_write(at->string(), problem.message());
    }
    if (!fs::is_directory(folder, problem)) {
        cannot_write(folder.string(), problem ? problem.message() : "is not a directory");
    }
    std::vector<std::pair<std::string, std::string>> moves;
    for (const auto& [name, content] : files) {
        const std::string final_path = (folder / name).string();
        const std::string aside = final_path + ".part";
        if (fs::is_directory(final_path, problem)) cannot_write(final_path, "is a directory");
        undo.files.push_back(aside);
        write_aside(aside, content);
        moves.emplace_back(aside, final_path);
    }
    for (const auto& [aside, final_path] : moves) {
        problem.clear();
        fs::rename(aside, final_path, problem);
        if (problem) cannot_write(final_path, problem.message());
    }
    undo.keep();
}

void write_file(const std::string& path, const std::string& content) {
    const fs::path target(path);
    write_files(target.parent_path().string(), {{target.filename().string(), content}});
}

}  // namespace conurb::detail
