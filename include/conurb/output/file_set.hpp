// SPDX-License-Identifier: MIT
/// @file
/// Files that appear together and whole, or not at all.
#pragma once

#include <conurb/export.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace conurb {
inline namespace v0 {

/// A set of files to be written together: texts, and whatever writers make.
///
///     FileSet files("result");
///     files.add("centres.csv", text);
///     files.add("classes.asc", [&](const std::string& path) { write_ascii_grid(path, classes); });
///     files.write();
class CONURB_EXPORT FileSet {
public:
    /// Writes one whole file of the given path, which ends like the name of the file in the set. What it
    /// throws ends the writing of the set.
    using Writer = std::function<void(const std::string& path)>;

    /// Names are paths, in any folders; a device or a pipe is written to as it is.
    FileSet();
    /// Names are those of files in a folder (made if missing; empty: the present one), none of which may be a
    /// device or a pipe.
    explicit FileSet(const std::string& folder);
    FileSet(const FileSet&);
    FileSet(FileSet&&) noexcept;
    FileSet& operator=(const FileSet&);
    FileSet& operator=(FileSet&&) noexcept;
    ~FileSet();

    /// A file with this text.
    void add(std::string name, std::string text);
    /// A file that the writer makes, where it is told.
    void add(std::string name, Writer writer);
    /// A file that an earlier run may have left and that would pass for part of this one: where it is not in
    /// the set it is removed once all others are in their places.
    void leave_out(std::string name);

    /// Writes all files into a folder aside, `.conurb-XXXXXX` in the folder they belong to, then puts them in
    /// their places. A file that is replaced hands on its mode. On failure everything begun is removed, a
    /// folder made for it too, files that stood there before are put back, and `OutputError` cannot_write
    /// names the file and the reason, and where a file could not be put back its copy; what else a writer
    /// throws goes on to the caller.
    ///
    /// Several runs may write into one folder at once: they put their files in place one after another, and
    /// the set of the last stays whole.
    ///
    /// A run that is killed leaves its folder aside behind. While that folder holds a folder `before`, files
    /// may stand in their places that belong to two runs; `before` has the earlier ones. The next write into
    /// the folder by the same user puts these back first, and clears the folder aside. Of files in several
    /// folders this holds for each folder alone.
    void write() const;

private:
    struct File {
        std::string name;
        std::string text;
        Writer writer;
    };
    [[nodiscard]] std::string path_of(const std::string& name) const;

    std::optional<std::string> folder_;
    std::vector<File> files_;
    std::vector<std::string> left_out_;
};

}  // namespace v0
}  // namespace conurb
