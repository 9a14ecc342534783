// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <conurb/core/error.hpp>
#include <conurb/output/file_set.hpp>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

namespace conurb {
inline namespace v0 {
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

/// Where a file is written until all are whole: beside its place. What a writer makes keeps the end of its
/// name, since writers may go by it.
std::string aside_of(const fs::path& target, bool by_writer) {
    if (!by_writer) return target.string() + ".part";
    return (target.parent_path() / (target.stem().string() + ".part" + target.extension().string())).string();
}

/// Where a file goes: of a symbolic link the file it names is replaced, not the link.
fs::path target_of(const std::string& path) {
    std::error_code problem;
    const bool link = fs::is_symlink(path, problem) && fs::exists(path, problem);
    return link ? fs::canonical(path, problem) : fs::path(path);
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

/// Writes a file aside; returns where it stands and where it belongs.
std::pair<std::string, std::string> write_aside(const std::string& path, const std::string& text,
                                                const FileSet::Writer& writer, Undo& undo) {
    const fs::path target = target_of(path);
    make_folder(target.parent_path().empty() ? fs::path(".") : target.parent_path(), undo);
    std::string aside = aside_of(target, static_cast<bool>(writer));
    std::error_code problem;
    if (fs::is_directory(aside, problem)) cannot_write(aside, "is a directory");
    if (writer) {
        undo.files.push_back(aside);
        call(writer, aside, path);
    } else {
        write_whole(aside, text, O_CREAT | O_TRUNC, [&] { undo.files.push_back(aside); });
    }
    return {std::move(aside), target.string()};
}

/// Puts files that stand aside in their places. A file that cannot be replaced must not leave the others new:
/// until all are in, what stood there before is kept under a second name.
class Replacement {
public:
    explicit Replacement(Undo& undo) : undo_(undo) {}

    void replace(const std::string& aside, const std::string& place, bool last) {
        if (!last) keep(place);
        std::error_code problem;
        fs::rename(aside, place, problem);
        if (problem) cannot_write(place, problem.message());
    }
    /// All are in.
    void forget() {
        std::error_code ignored;
        for (const std::string& before : kept_) fs::remove(before, ignored);
    }

private:
    void keep(const std::string& place) {
        const std::string before = place + ".old.part";
        std::error_code problem;
        fs::remove(before, problem);
        fs::create_hard_link(place, before, problem);
        if (problem && problem != std::errc::no_such_file_or_directory) {  // not every file system has links
            fs::rename(place, before, problem);
            if (problem) cannot_write(place, problem.message());
        }
        if (problem) {
            undo_.files.push_back(place);
            return;
        }
        undo_.moves.emplace_back(before, place);
        undo_.files.push_back(before);
        kept_.push_back(before);
    }

    Undo& undo_;
    std::vector<std::string> kept_;
};

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

    Undo undo;
    std::vector<std::pair<std::string, std::string>> asides;  // and where each belongs
    std::vector<std::size_t> devices;                         // written to as they are, never replaced
    for (std::size_t k = 0; k < files_.size(); ++k) {
        const fs::file_status there = fs::status(paths[k], problem);
        if (fs::is_directory(there)) cannot_write(paths[k], "is a directory");
        if (fs::exists(there) && !fs::is_regular_file(there)) {
            devices.push_back(k);
            continue;
        }
        asides.push_back(write_aside(paths[k], files_[k].text, files_[k].writer, undo));
    }
    for (const std::size_t k : devices) {
        if (files_[k].writer) {
            files_[k].writer(paths[k]);
        } else {
            write_whole(paths[k], files_[k].text, 0, [] {});
        }
    }
    Replacement replacement(undo);
    for (const auto& [aside, place] : asides)
        replacement.replace(aside, place, &place == &asides.back().second);
    undo.keep();
    replacement.forget();
    for (const std::string& name : left_out_) {
        if (std::ranges::find(files_, name, &File::name) != files_.end()) continue;
        fs::remove(folder_ ? fs::path(*folder_) / name : fs::path(name), problem);
    }
}

}  // namespace v0
}  // namespace conurb
