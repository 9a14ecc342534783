// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <conurb/core/error.hpp>
#include <conurb/output/file_set.hpp>
#include <filesystem>
#include <list>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

#include "output/folder_aside.hpp"

namespace conurb {
inline namespace v0 {
namespace {

namespace fs = std::filesystem;
using detail::Descriptor;
using detail::FolderAside;
using detail::FolderLock;

[[noreturn]] void cannot_write(const std::string& path, const std::string& reason) {
    throw OutputError(ErrorCode::cannot_write, "cannot be written: " + reason, {.file = path});
}

/// Writes all; 0, or what went wrong.
int write_all(int file, const std::string& content) noexcept {
    std::size_t done = 0;
    while (done < content.size()) {
        const ssize_t wrote = ::write(file, content.data() + done, content.size() - done);
        if (wrote > 0) {
            done += static_cast<std::size_t>(wrote);
        } else if (wrote == 0 || errno != EINTR) {
            return wrote == 0 ? ENOSPC : errno;
        }
    }
    return 0;
}

/// A text to a device or pipe, as it is.
void write_through(const std::string& path, const std::string& text) {
    Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file.is_open()) cannot_write(path, std::generic_category().message(errno));
    int problem = write_all(file.number(), text);
    if (const int closing = file.close(); problem == 0) problem = closing;
    if (problem != 0) cannot_write(path, std::generic_category().message(problem));
}

/// Folders that were made, outermost first: removed again unless told that all went well.
class MadeFolders {
public:
    MadeFolders() = default;
    MadeFolders(const MadeFolders&) = delete;
    MadeFolders& operator=(const MadeFolders&) = delete;
    ~MadeFolders() {
        std::error_code ignored;
        for (auto at = made_.rbegin(); at != made_.rend(); ++at) fs::remove(*at, ignored);
    }
    void keep() { made_.clear(); }

    /// A folder with its missing parents.
    void make(const fs::path& folder) {
        std::error_code problem;
        std::vector<fs::path> missing;
        for (fs::path at = folder; !at.empty() && !fs::exists(at, problem); at = at.parent_path()) {
            missing.push_back(at);
            if (at == at.parent_path()) break;
        }
        made_.reserve(made_.size() + missing.size());
        for (auto at = missing.rbegin(); at != missing.rend(); ++at) {
            problem.clear();
            if (fs::create_directory(*at, problem)) made_.push_back(std::move(*at));
            if (problem) cannot_write(at->string(), problem.message());
        }
        if (!fs::is_directory(folder, problem)) {
            cannot_write(folder.string(), problem ? problem.message() : "is not a directory");
        }
    }

private:
    std::vector<fs::path> made_;
};

/// Where a file goes: of a symbolic link the file it names is replaced, not the link.
fs::path target_of(const std::string& path) {
    std::error_code problem;
    const bool link = fs::is_symlink(path, problem) && fs::exists(path, problem);
    return link ? fs::canonical(path, problem) : fs::path(path);
}

fs::path folder_of(const fs::path& target) {
    return target.parent_path().empty() ? fs::path(".") : target.parent_path();
}

/// Has a writer write a file, and names the file as it was asked for where that fails.
void call(const FileSet::Writer& writer, const std::string& aside, const std::string& path) {
    try {
        writer(aside);
    } catch (const OutputError& error) {
        std::string reason = error.what();
        const std::string before = aside + ": ";
        const std::string after = std::string(" [") + to_string(error.code()) + ']';
        if (reason.starts_with(before) && reason.ends_with(after))
            reason = reason.substr(before.size(), reason.size() - before.size() - after.size());
        throw OutputError(error.code(), reason, {.file = path});
    }
}

/// Whole and on the disk, with the rights of the file that it will replace.
int finish(Descriptor& file, const fs::path& target) noexcept {
    struct stat old = {};
    int problem = 0;
    if (::stat(target.c_str(), &old) == 0 && ::fchmod(file.number(), old.st_mode & 0777U) != 0)
        problem = errno;
    if (problem == 0) problem = detail::sync(file.number());
    const int closing = file.close();
    return problem != 0 ? problem : closing;
}

void write_aside(const std::string& aside, const fs::path& target, const std::string& path,
                 const std::string& text, const FileSet::Writer& writer) {
    if (writer) call(writer, aside, path);
    Descriptor file(::open(
        aside.c_str(),
        writer ? O_RDONLY | O_NOFOLLOW | O_CLOEXEC : O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
        0666));
    if (!file.is_open())
        cannot_write(path,
                     errno == EEXIST ? "stands twice in the set" : std::generic_category().message(errno));
    int problem = writer ? 0 : write_all(file.number(), text);
    if (problem == 0) problem = finish(file, target);
    if (problem != 0) cannot_write(path, std::generic_category().message(problem));
}

/// What waits for its place, by folder.
using Waiting = std::map<fs::path, FolderAside>;

FolderAside& aside_in(Waiting& waiting, const fs::path& folder, const std::string& path) {
    std::error_code problem;
    const fs::path whole = fs::canonical(folder, problem);
    if (problem) cannot_write(path, problem.message());
    return waiting.try_emplace(whole, whole, path).first->second;
}

/// Every file in its place, or none.
void put_in_place(Waiting& waiting) {
    if (waiting.empty()) return;
    std::list<FolderLock> locks;
    for (auto& [folder, aside] : waiting) {  // in the order of names, so that no two runs wait for each other
        locks.emplace_back(folder, aside.path());
        FolderAside::recover(folder, aside.path());
    }
    FolderAside::Problem problem;
    for (const auto step : {&FolderAside::keep_before, &FolderAside::put_in_place, &FolderAside::seal}) {
        for (auto at = waiting.begin(); at != waiting.end() && problem.error == 0; ++at)
            problem = (at->second.*step)();
    }
    if (problem.error == 0) return;
    for (auto& [folder, aside] : waiting) aside.put_back();
    std::string reason = std::generic_category().message(problem.error);
    for (const auto& [folder, aside] : waiting) {
        for (const std::string& copy : aside.copies_left())
            reason += "; what stood there before could not be put back and is kept as " + copy;
    }
    cannot_write(*problem.path, reason);
}

}  // namespace

FileSet::FileSet(const std::string& folder) : folder_(folder.empty() ? "." : folder) {}
FileSet::FileSet() = default;
FileSet::FileSet(const FileSet&) = default;
FileSet::FileSet(FileSet&&) noexcept = default;
FileSet& FileSet::operator=(const FileSet&) = default;
FileSet& FileSet::operator=(FileSet&&) noexcept = default;
FileSet::~FileSet() = default;

void FileSet::add(std::string name, std::string text) {
    files_.push_back({std::move(name), std::move(text), {}});
}

void FileSet::add(std::string name, Writer writer) {
    files_.push_back({std::move(name), {}, std::move(writer)});
}

void FileSet::leave_out(std::string name) { left_out_.push_back(std::move(name)); }

/// The path of a file; of a set in a folder no device, and no folder below that is not there.
std::string FileSet::path_of(const std::string& name) const {
    if (!folder_) return name;
    std::error_code problem;
    const fs::path path = fs::path(*folder_) / name;
    const fs::file_status there = fs::status(path, problem);
    if (fs::exists(there) && !fs::is_regular_file(there) && !fs::is_directory(there)) {
        cannot_write(path.string(), "is not a regular file");
    }
    if (fs::path(name).has_parent_path() && !fs::is_directory(path.parent_path(), problem)) {
        cannot_write(path.string(), "there is no such folder");
    }
    return path.string();
}

void FileSet::write() const {
    std::error_code problem;
    if (folder_ && fs::exists(*folder_, problem) && !fs::is_directory(*folder_, problem)) {
        cannot_write(*folder_, "is not a directory");
    }
    std::vector<std::string> paths;
    paths.reserve(files_.size());
    for (const File& file : files_) paths.push_back(path_of(file.name));

    MadeFolders made;
    Waiting waiting;
    std::vector<std::size_t> devices;  // written to as they are, never replaced
    for (std::size_t k = 0; k < files_.size(); ++k) {
        const fs::file_status there = fs::status(paths[k], problem);
        if (fs::is_directory(there)) cannot_write(paths[k], "is a directory");
        if (fs::exists(there) && !fs::is_regular_file(there)) {
            devices.push_back(k);
            continue;
        }
        const fs::path target = target_of(paths[k]);
        made.make(folder_of(target));
        const std::string aside = aside_in(waiting, folder_of(target), paths[k]).add(target, paths[k]);
        write_aside(aside, target, paths[k], files_[k].text, files_[k].writer);
    }
    for (const std::size_t k : devices) {
        if (files_[k].writer) {
            files_[k].writer(paths[k]);
        } else {
            write_through(paths[k], files_[k].text);
        }
    }
    for (const std::string& name : left_out_) {
        if (std::ranges::find(files_, name, &File::name) != files_.end()) continue;
        const fs::path path = folder_ ? fs::path(*folder_) / name : fs::path(name);
        if (!fs::is_directory(folder_of(path), problem)) continue;
        aside_in(waiting, folder_of(path), path.string()).take_away(path, path.string());
    }
    put_in_place(waiting);
    made.keep();
}

}  // namespace v0
}  // namespace conurb
