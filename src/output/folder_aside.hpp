// SPDX-License-Identifier: MIT
// A folder in which the files of a set wait until all are whole, and how they come from there to their
// places.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

/// An open file or folder.
class Descriptor {
public:
    explicit Descriptor(int number) noexcept : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor(Descriptor&& other) noexcept : number_(other.number_) { other.number_ = -1; }
    Descriptor& operator=(const Descriptor&) = delete;
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor() { close(); }
    /// 0, or what went wrong: network file systems may tell of a full disk only here.
    int close() noexcept;
    [[nodiscard]] int number() const noexcept { return number_; }
    [[nodiscard]] bool is_open() const noexcept { return number_ >= 0; }

private:
    int number_;
};

/// What is written stands on the disk: 0, or what went wrong. Where files cannot be synced, nothing did.
[[nodiscard]] int sync(int file) noexcept;

/// The right to change a folder, which one run has at a time; waits for it. Where the file system has no
/// locks for folders, all have it.
class FolderLock {
public:
    /// Throws `OutputError` cannot_write, which names `path`, where another run keeps it for half a minute.
    FolderLock(const std::filesystem::path& folder, const std::string& path);
    FolderLock(const FolderLock&) = delete;
    FolderLock(FolderLock&&) noexcept = default;
    FolderLock& operator=(const FolderLock&) = delete;
    FolderLock& operator=(FolderLock&&) = delete;
    ~FolderLock();

private:
    Descriptor folder_;
};

/// A folder `.conurb-XXXXXX` of this run alone, in the folder where the files of a set belong:
///
///     after/NAME    a file that waits for its place
///     before/NAME   what stood at that place: a second name of it, or a folder where nothing stood
///
/// While there is a `before`, the files in their places may be of two runs; who has the lock of the folder
/// and finds one of a run that has ended brings everything in it back. All is in: `before` has become `done`.
class FolderAside {
public:
    /// Puts right what runs that were killed left in `folder`, then makes one's own folder there. Throws
    /// `OutputError` cannot_write, which names `path`.
    FolderAside(const std::filesystem::path& folder, const std::string& path);
    FolderAside(const FolderAside&) = delete;
    FolderAside& operator=(const FolderAside&) = delete;
    /// Removes it, unless it holds what could not be put back.
    ~FolderAside();

    /// Where a file waits that belongs at `place`; `path` is how it was asked for. Only once per name.
    std::string add(const std::filesystem::path& place, const std::string& path);
    /// A file that will be taken away where it is there.
    void take_away(const std::filesystem::path& place, const std::string& path);

    /// The first file, as it was asked for.
    [[nodiscard]] const std::string& path() const { return steps_.front().path; }

    /// Why, and at which file, it went no further.
    struct Problem {
        const std::string* path = nullptr;
        int error = 0;
    };
    // The three steps of a set, and the way back; none needs memory. The lock must be held.
    [[nodiscard]] Problem keep_before() noexcept;
    [[nodiscard]] Problem put_in_place() noexcept;
    [[nodiscard]] Problem seal() noexcept;
    void put_back() noexcept;

    /// Copies that could not be put back.
    [[nodiscard]] std::vector<std::string> copies_left() const;
    /// Brings back what runs that were killed had changed in the folder, and clears what they left.
    static void recover(const std::filesystem::path& folder, const std::string& path);

private:
    struct Step {
        std::string path;
        std::string place;
        std::string after;  // empty: the file is taken away
        std::string before;
    };

    std::filesystem::path folder_;
    std::string aside_;
    std::string before_;
    std::string done_;
    Descriptor held_{-1};  // locked, so that others see that the run goes on
    std::vector<Step> steps_;
};

}  // namespace detail
}  // namespace v0
}  // namespace conurb
