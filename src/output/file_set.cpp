// SPDX-License-Identifier: MIT
#include "output/file_set.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <conurb/core/error.hpp>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void cannot_write(const std::string& path, const std::string& reason) {
    throw OutputError(ErrorCode::cannot_write, "cannot be written: " + reason, {.file = path});
}

/// Opens, writes all, closes. `opened` is called as soon as there is a file to remove.
template <class Opened>
void write_whole(const std::string& path, const std::string& content, int flags, Opened opened) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC | flags, 0666);
    if (file < 0) cannot_write(path, std::strerror(errno));
    opened();
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
    // network file systems may tell of a full disk only here
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
        for (auto at = moves.rbegin(); at != moves.rend(); ++at) fs::rename(at->first, at->second, ignored);
        for (const std::string& file : files) fs::remove(file, ignored);
        for (auto at = directories.rbegin(); at != directories.rend(); ++at) fs::remove(*at, ignored);
    }
    void keep() { kept_ = true; }
    std::vector<std::string> files;
    std::vector<std::pair<std::string, std::string>> moves;  // from where to where a file goes back
    std::vector<fs::path> directories;                       // outermost first

private:
    bool kept_ = false;
};

/// A folder with its missing parents.
void make_folder(const fs::path& folder, Undo& undo) {
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
}

}  // namespace

void write_files(const std::vector<std::pair<std::string, std::string>>& files) {
    Undo undo;
    std::error_code problem;
    std::vector<std::pair<std::string, std::string>> moves;
    std::vector<const std::pair<std::string, std::string>*> direct;
    for (const auto& file : files) {
        const auto& [path, content] = file;
        const fs::file_status there = fs::status(path, problem);
        if (fs::is_directory(there)) cannot_write(path, "is a directory");
        if (fs::exists(there) && !fs::is_regular_file(there)) {
            direct.push_back(
                &file);  // a device or a pipe (/dev/stdout, /dev/full) is written to, never replaced
            continue;
        }
        // of a symbolic link the file it names is replaced, not the link
        const fs::path target = fs::is_symlink(path, problem) && fs::exists(there)
                                    ? fs::canonical(path, problem)
                                    : fs::path(path);
        make_folder(target.parent_path().empty() ? fs::path(".") : target.parent_path(), undo);
        const std::string aside = target.string() + ".part";
        write_whole(aside, content, O_CREAT | O_TRUNC, [&] { undo.files.push_back(aside); });
        moves.emplace_back(aside, target.string());
    }
    for (const auto* file : direct) write_whole(file->first, file->second, 0, [] {});
    // a file that cannot be replaced must not leave the others new: until all are in, what stood there before
    // is kept under a second name
    std::vector<std::string> kept;
    for (const auto& [aside, final_path] : moves) {
        if (&final_path != &moves.back().second) {
            const std::string before = final_path + ".old.part";
            fs::remove(before, problem);
            fs::create_hard_link(final_path, before, problem);
            if (problem &&
                problem != std::errc::no_such_file_or_directory) {  // not every file system has links
                fs::rename(final_path, before, problem);
                if (problem) cannot_write(final_path, problem.message());
            }
            if (problem) {
                undo.files.push_back(final_path);
            } else {
                undo.moves.emplace_back(before, final_path);
                undo.files.push_back(before);
                kept.push_back(before);
            }
        }
        fs::rename(aside, final_path, problem);
        if (problem) cannot_write(final_path, problem.message());
    }
    undo.keep();
    for (const std::string& before : kept) fs::remove(before, problem);
}

void write_files(const std::string& directory,
                 const std::vector<std::pair<std::string, std::string>>& files) {
    const fs::path folder = directory.empty() ? fs::path(".") : fs::path(directory);
    std::error_code problem;
    if (fs::exists(folder, problem) && !fs::is_directory(folder, problem)) {
        cannot_write(folder.string(), "is not a directory");
    }
    std::vector<std::pair<std::string, std::string>> all;
    all.reserve(files.size());
    for (const auto& [name, content] : files) {
        const fs::path path = folder / name;
        const fs::file_status there = fs::status(path, problem);
        if (fs::exists(there) && !fs::is_regular_file(there) && !fs::is_directory(there)) {
            cannot_write(path.string(), "is not a regular file");
        }
        if (fs::path(name).has_parent_path() && !fs::is_directory(path.parent_path(), problem)) {
            cannot_write(path.string(), "there is no such folder");
        }
        all.emplace_back(path.string(), content);
    }
    write_files(all);
}

void write_file(const std::string& path, const std::string& content) { write_files({{path, content}}); }

}  // namespace detail
}  // namespace v0
}  // namespace conurb
