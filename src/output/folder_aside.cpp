// SPDX-License-Identifier: MIT
#include "output/folder_aside.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <conurb/core/error.hpp>
#include <cstdlib>
#include <memory>
#include <new>
#include <string_view>
#include <system_error>
#include <thread>

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

namespace fs = std::filesystem;

constexpr const char* prefix = ".conurb-";

[[noreturn]] void cannot_write(const std::string& path, const std::string& reason) {
    throw OutputError(ErrorCode::cannot_write, "cannot be written: " + reason, {.file = path});
}

int open_folder(const char* folder) noexcept {
    return ::open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

/// Names of what stands in a folder; none where it cannot be read. The iterators and `remove_all` of the
/// standard library end the program where memory runs out.
std::vector<std::string> names_in(const std::string& folder) {
    std::vector<std::string> names;
    const std::unique_ptr<DIR, int (*)(DIR*)> list(::opendir(folder.c_str()), ::closedir);
    if (!list && errno == ENOMEM) throw std::bad_alloc();
    // NOLINTNEXTLINE(concurrency-mt-unsafe): no other thread has this list
    while (const dirent* entry = list ? ::readdir(list.get()) : nullptr) {
        const std::string_view name(entry->d_name);
        if (name != "." && name != "..") names.emplace_back(name);
    }
    return names;
}

/// Removes a folder with all that is in it; of links the links.
void clear(const std::string& folder) {
    for (const std::string& name : names_in(folder)) {
        const std::string path = folder + '/' + name;
        if (::unlink(path.c_str()) != 0 && (errno == EISDIR || errno == EPERM)) clear(path);
    }
    ::rmdir(folder.c_str());
}

/// What the set has changed at a place comes back; false where that fails.
bool put_back(const char* place, const char* after, const char* before) noexcept {
    struct stat was = {};
    struct stat now = {};
    if (::lstat(before, &was) != 0) return errno == ENOENT;
    const bool changed = *after == '\0' || ::lstat(after, &now) != 0;
    if (S_ISDIR(was.st_mode)) {
        if (changed && ::unlink(place) != 0 && errno != ENOENT) return false;
        ::rmdir(before);
        return true;
    }
    if ((changed || ::lstat(place, &now) != 0) && ::rename(before, place) != 0) return false;
    ::unlink(before);  // a second name of a file that never left its place
    return true;
}

/// Whether a folder is what a run of the same user left that has ended. Others' are not ours to judge, and
/// who may write into the folder must not make us move files.
bool left_by_a_killed_run(const Descriptor& held) {
    struct stat what = {};
    return held.is_open() && ::fstat(held.number(), &what) == 0 && what.st_uid == ::geteuid() &&
           (what.st_mode & 077U) == 0 && ::flock(held.number(), LOCK_EX | LOCK_NB) == 0;
}

void put_back_all_of(const std::string& aside, const std::string& folder, const std::string& path) {
    for (const std::string& name : names_in(aside + "/before")) {
        const std::string before = aside + "/before/" + name;
        if (put_back((folder + '/' + name).c_str(), (aside + "/after/" + name).c_str(), before.c_str()))
            continue;
        const int error = errno;
        cannot_write(path, "a run that was killed left " + before +
                               ", which cannot be put back: " + std::generic_category().message(error));
    }
}

}  // namespace

int Descriptor::close() noexcept {
    const int number = number_;
    number_ = -1;
    return number >= 0 && ::close(number) != 0 ? errno : 0;
}

int sync(int file) noexcept {
    while (::fsync(file) != 0) {
        if (errno == EINVAL || errno == ENOTSUP || errno == ENOSYS || errno == EROFS || errno == EBADF) break;
        if (errno != EINTR) return errno;
    }
    return 0;
}

FolderLock::FolderLock(const fs::path& folder, const std::string& path)
    : folder_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    using namespace std::chrono_literals;
    const auto end = std::chrono::steady_clock::now() + 30s;
    while (folder_.is_open() && ::flock(folder_.number(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR) break;
        if (std::chrono::steady_clock::now() > end) cannot_write(path, "another run is writing here");
        std::this_thread::sleep_for(2ms);
    }
}

FolderLock::~FolderLock() {
    if (folder_.is_open()) ::flock(folder_.number(), LOCK_UN);  // a child process may have it open too
}

FolderAside::FolderAside(const fs::path& folder, const std::string& path) : folder_(folder) {
    const FolderLock lock(folder, path);
    recover(folder, path);
    aside_ = (folder / prefix).string() + "XXXXXX";
    before_ = aside_ + "/before";
    done_ = aside_ + "/done";
    if (::mkdtemp(aside_.data()) == nullptr) cannot_write(path, std::generic_category().message(errno));
    aside_.copy(before_.data(), aside_.size());
    aside_.copy(done_.data(), aside_.size());
    held_ = Descriptor(open_folder(aside_.c_str()));
    if (held_.is_open()) ::flock(held_.number(), LOCK_EX | LOCK_NB);
    if (::mkdir((aside_ + "/after").c_str(), 0700) != 0) {
        const int error = errno;
        ::rmdir(aside_.c_str());
        cannot_write(path, std::generic_category().message(error));
    }
}

FolderAside::~FolderAside() {
    struct stat there = {};
    if (::lstat(before_.c_str(), &there) == 0 && ::rmdir(before_.c_str()) != 0) return;
    try {
        clear(aside_);
    } catch (...) {  // no memory: the next run clears it
    }
}

std::string FolderAside::add(const fs::path& place, const std::string& path) {
    const std::string name = place.filename().string();
    steps_.push_back({path, (folder_ / name).string(), aside_ + "/after/" + name, before_ + '/' + name});
    return steps_.back().after;
}

void FolderAside::take_away(const fs::path& place, const std::string& path) {
    const std::string name = place.filename().string();
    steps_.push_back({path, (folder_ / name).string(), {}, before_ + '/' + name});
}

FolderAside::Problem FolderAside::keep_before() noexcept {
    if (::mkdir(before_.c_str(), 0700) != 0) return {&steps_.front().path, errno};
    for (const Step& step : steps_) {
        if (step.after.empty()) continue;
        if (::link(step.place.c_str(), step.before.c_str()) == 0) continue;
        // not every file system has second names
        const bool there = errno != ENOENT;
        if ((there ? ::rename(step.place.c_str(), step.before.c_str())
                   : ::mkdir(step.before.c_str(), 0700)) != 0)
            return {&step.path, errno};
    }
    const Descriptor before(open_folder(before_.c_str()));
    return {&steps_.front().path, before.is_open() ? sync(before.number()) : 0};
}

FolderAside::Problem FolderAside::put_in_place() noexcept {
    for (const Step& step : steps_) {
        if (!step.after.empty()) {
            if (::rename(step.after.c_str(), step.place.c_str()) != 0) return {&step.path, errno};
            continue;
        }
        struct stat there = {};
        if (::lstat(step.place.c_str(), &there) != 0 || S_ISDIR(there.st_mode)) continue;
        if (::rename(step.place.c_str(), step.before.c_str()) != 0) return {&step.path, errno};
    }
    const Descriptor folder(open_folder(folder_.c_str()));
    return {&steps_.front().path, folder.is_open() ? sync(folder.number()) : 0};
}

FolderAside::Problem FolderAside::seal() noexcept {
    return {&steps_.front().path, ::rename(before_.c_str(), done_.c_str()) != 0 ? errno : 0};
}

void FolderAside::put_back() noexcept {
    ::rename(done_.c_str(), before_.c_str());
    for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
        detail::put_back(step->place.c_str(), step->after.c_str(), step->before.c_str());
    }
}

std::vector<std::string> FolderAside::copies_left() const {
    std::vector<std::string> copies;
    struct stat there = {};
    for (const Step& step : steps_) {
        if (::lstat(step.before.c_str(), &there) == 0 && !S_ISDIR(there.st_mode))
            copies.push_back(step.before);
    }
    return copies;
}

void FolderAside::recover(const fs::path& folder, const std::string& path) {
    for (const std::string& name : names_in(folder.string())) {
        if (!name.starts_with(prefix)) continue;
        const std::string aside = (folder / name).string();
        const Descriptor held(open_folder(aside.c_str()));
        if (!left_by_a_killed_run(held)) continue;
        put_back_all_of(aside, folder.string(), path);
        clear(aside);
    }
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
