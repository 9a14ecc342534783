// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <conurb/core/error.hpp>
#include <conurb/output/write.hpp>
#include <csignal>
#include <filesystem>
#include <new>
#include <vector>

#include "scratch.hpp"

namespace {

namespace fs = std::filesystem;
using conurb::ErrorCode;
using conurb::FileSet;
using conurb::write_text;
using conurb::write_texts;
using conurb_test::Scratch;
using Names = std::set<std::string>;

/// Runs in a process of its own, whose limits and rights may be changed; the status it exits with.
template <class Call>
int in_child(Call call) {
    const pid_t child = fork();
    if (child == 0) _exit(call());
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/// 0: cannot_write was thrown; 1: another error; 2: none.
template <class Call>
int refused(Call call) {
    const auto error = conurb_test::thrown(call);
    if (!error) return 2;
    return error->code == ErrorCode::cannot_write ? 0 : 1;
}

TEST(FileSet, WritesAllFilesAndMakesTheFolder) {
    const Scratch scratch;
    write_texts(scratch.path("a/b/c"), {{"x.csv", "1\n"}, {"y.csv", ""}, {"z", std::string("\0\xFF", 2)}});
    EXPECT_EQ(scratch.names("a/b/c"), (Names{"x.csv", "y.csv", "z"}));
    EXPECT_EQ(scratch.text("a/b/c/x.csv"), "1\n");
    EXPECT_EQ(scratch.text("a/b/c/z"), std::string("\0\xFF", 2));
    write_texts(scratch.path("d/"), {{"x", "2"}});
    EXPECT_EQ(scratch.text("d/x"), "2");
}

TEST(FileSet, ReplacesEarlierFilesAndLeavesOthersAlone) {
    const Scratch scratch;
    scratch.file("x", "old");
    scratch.file("y", "old");
    scratch.file("other", "mine");
    write_texts(scratch.path(), {{"x", "new"}, {"y", "new"}, {"z", "new"}});
    EXPECT_EQ(scratch.names(), (Names{"other", "x", "y", "z"}));
    EXPECT_EQ(scratch.text("x") + scratch.text("y") + scratch.text("z") + scratch.text("other"),
              "newnewnewmine");
}

TEST(FileSet, LeavesNothingWhereOneFileCannotBe) {
    const Scratch scratch;
    CONURB_EXPECT_ERROR(write_texts(scratch.path("new/folder"), {{"x", "1"}, {"no/such/place", "2"}}),
                        ErrorCode::cannot_write, 0, 0);
    EXPECT_TRUE(scratch.names().empty());
    scratch.file("x", "old");
    fs::create_directory(scratch.path("y"));
    CONURB_EXPECT_ERROR(write_texts(scratch.path(), {{"x", "new"}, {"y", "new"}}), ErrorCode::cannot_write, 0,
                        0);
    EXPECT_EQ(scratch.text("x"), "old");
    EXPECT_EQ(scratch.names(), (Names{"x", "y"}));
}

TEST(FileSet, AFileIsNoFolder) {
    const Scratch scratch;
    scratch.file("x", "old");
    CONURB_EXPECT_ERROR(write_texts(scratch.path("x"), {{"y", "1"}}), ErrorCode::cannot_write, 0, 0);
    CONURB_EXPECT_ERROR(write_texts(scratch.path("x/y"), {{"z", "1"}}), ErrorCode::cannot_write, 0, 0);
    EXPECT_EQ(scratch.text("x"), "old");
    EXPECT_EQ(scratch.names(), Names{"x"});
}

TEST(FileSet, AFullDiskLeavesNothingAndSparesEarlierFiles) {
    const Scratch scratch;
    scratch.file("x", "old");
    const std::string large(200'000, 'a');
    const int status = in_child([&] {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{100'000, 100'000};
        setrlimit(RLIMIT_FSIZE, &limit);
        return refused([&] {
                   write_texts(scratch.path(), {{"x", "new"}, {"y", large}});
               }) +
               refused([&] {
                   write_texts(scratch.path("new"), {{"x", large}});
               }) +
               refused([&] { write_text(scratch.path("x"), large); });
    });
    EXPECT_EQ(status, 0);
    EXPECT_EQ(scratch.text("x"), "old");
    EXPECT_EQ(scratch.names(), Names{"x"});
}

TEST(FileSet, WithoutPermissionNothingChanges) {
    const Scratch scratch;
    fs::create_directory(scratch.path("closed"));
    scratch.file("closed/x", "old");
    fs::permissions(scratch.path("closed"), fs::perms(0555));
    fs::permissions(scratch.path(), fs::perms(0755));
    const int status = in_child([&] {
        if (geteuid() == 0 && setuid(65'534) != 0) return 9;
        return refused([&] {
                   write_texts(scratch.path("closed"), {{"x", "new"}, {"y", "new"}});
               }) +
               refused([&] {
                   write_texts(scratch.path("closed/below"), {{"x", "new"}});
               });
    });
    fs::permissions(scratch.path("closed"), fs::perms(0755));
    EXPECT_EQ(status, 0);
    EXPECT_EQ(scratch.text("closed/x"), "old");
    EXPECT_EQ(scratch.names("closed"), Names{"x"});
}

TEST(FileSet, AFileThatCannotBeReplacedBringsBackTheOthers) {
    if (geteuid() != 0) GTEST_SKIP() << "needs a file of another user, which only root can make";
    const Scratch scratch;
    fs::permissions(scratch.path(), fs::perms(0755));
    fs::create_directory(scratch.path("shared"));
    // anybody may make files here, but replace only their own
    ASSERT_EQ(chmod(scratch.path("shared").c_str(), 01777), 0);
    scratch.file("shared/b", "theirs");
    scratch.file("shared/a", "mine");
    ASSERT_EQ(chown(scratch.path("shared/a").c_str(), 65'534, 65'534), 0);
    const int status = in_child([&] {
        if (setuid(65'534) != 0) return 9;
        return refused([&] {
            write_texts(scratch.path("shared"), {{"0", "new"}, {"a", "new"}, {"b", "new"}, {"c", "new"}});
        });
    });
    EXPECT_EQ(status, 0);
    EXPECT_EQ(scratch.text("shared/a"), "mine");
    EXPECT_EQ(scratch.text("shared/b"), "theirs");
    EXPECT_EQ(scratch.names("shared"), (Names{"a", "b"}));
}

TEST(FileSet, ADeviceOrPipeIsWrittenToAndNeverReplaced) {
    const Scratch scratch;
    const std::string pipe = scratch.path("pipe");
    ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
    CONURB_EXPECT_ERROR(write_texts(scratch.path(), {{"pipe", "1"}}), ErrorCode::cannot_write, 0, 0);
    const int reader = open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
    ASSERT_GE(reader, 0);
    write_text(pipe, "through");
    std::array<char, 16> got{};
    EXPECT_EQ(read(reader, got.data(), got.size()), 7);
    EXPECT_STREQ(got.data(), "through");
    close(reader);
    EXPECT_EQ(scratch.names(), Names{"pipe"});
    EXPECT_TRUE(fs::is_fifo(pipe));
    if (fs::is_character_file("/dev/full")) {
        // by a link of our own: if this ever broke, the link would be replaced and not the device
        fs::create_symlink("/dev/full", scratch.path("full"));
        CONURB_EXPECT_ERROR(write_text(scratch.path("full"), "1"), ErrorCode::cannot_write, 0, 0);
        EXPECT_TRUE(fs::is_symlink(scratch.path("full")));
        EXPECT_TRUE(fs::is_character_file("/dev/full"));
    }
}

TEST(FileSet, OfALinkTheFileItNamesIsReplaced) {
    const Scratch scratch;
    fs::create_directory(scratch.path("real"));
    scratch.file("real/x", "old");
    fs::create_symlink(scratch.path("real/x"), scratch.path("link"));
    write_text(scratch.path("link"), "new");
    EXPECT_TRUE(fs::is_symlink(scratch.path("link")));
    EXPECT_EQ(scratch.text("real/x"), "new");
    EXPECT_EQ(scratch.names("real"), Names{"x"});
    fs::create_directory_symlink(scratch.path("real"), scratch.path("folder"));
    write_texts(scratch.path("folder"), {{"y", "1"}});
    EXPECT_EQ(scratch.names("real"), (Names{"x", "y"}));
}

TEST(FileSet, WritesAFileByItsNameAlone) {
    const Scratch scratch;
    const int status = in_child([&] {
        if (chdir(scratch.path().c_str()) != 0) return 9;
        write_text("alone.csv", "1");
        write_text("./below/too.csv", "2");
        return 0;
    });
    EXPECT_EQ(status, 0);
    EXPECT_EQ(scratch.text("alone.csv"), "1");
    EXPECT_EQ(scratch.text("below/too.csv"), "2");
    CONURB_EXPECT_ERROR(write_text(scratch.path("below"), "3"), ErrorCode::cannot_write, 0, 0);
    CONURB_EXPECT_ERROR(write_text(scratch.path() + "/", "3"), ErrorCode::cannot_write, 0, 0);
}

TEST(FileSet, WritersAndTextsAppearTogether) {
    const Scratch scratch;
    FileSet files(scratch.path("new"));
    files.add("a.csv", "text");
    std::string seen;
    files.add("b.asc.gz", [&](const std::string& path) {
        seen = path;
        write_text(path, "written");
    });
    files.write();
    EXPECT_EQ(scratch.names("new"), (Names{"a.csv", "b.asc.gz"}));
    EXPECT_EQ(scratch.text("new/b.asc.gz"), "written");
    EXPECT_NE(seen, scratch.path("new/b.asc.gz"));
    EXPECT_TRUE(seen.ends_with(".gz"));
}

TEST(FileSet, AWriterThatFailsLeavesNothing) {
    const Scratch scratch;
    scratch.file("a.csv", "old");
    FileSet files(scratch.path());
    files.add("a.csv", "new");
    files.add("b.bin", [&](const std::string& path) {
        write_text(path, "half");
        throw conurb::OutputError(ErrorCode::cannot_write, "cannot be written: no more", {.file = path});
    });
    const auto error = conurb_test::thrown([&] { files.write(); });
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->code, ErrorCode::cannot_write);
    try {
        files.write();
    } catch (const conurb::OutputError& e) {
        EXPECT_EQ(std::string(e.what()),
                  scratch.path("b.bin") + ": cannot be written: no more [cannot_write]");
    }
    EXPECT_EQ(scratch.text("a.csv"), "old");
    EXPECT_EQ(scratch.names(), Names{"a.csv"});
    FileSet other(scratch.path("new"));
    other.add("c", [](const std::string&) { throw std::bad_alloc(); });
    EXPECT_THROW(other.write(), std::bad_alloc);
    EXPECT_EQ(scratch.names(), Names{"a.csv"});
}

TEST(FileSet, WhatAnEarlierRunLeftGoesUnlessItIsInTheSet) {
    const Scratch scratch;
    scratch.file("a", "old");
    scratch.file("b", "old");
    scratch.file("mine", "old");
    FileSet files(scratch.path());
    files.leave_out("a");
    files.leave_out("b");
    files.add("b", "new");
    files.write();
    EXPECT_EQ(scratch.names(), (Names{"b", "mine"}));
    EXPECT_EQ(scratch.text("b"), "new");
}

TEST(FileSet, FilesOfOthersBesideAreNeverTouched) {
    // names that were once used for files aside, as files, links and folders
    const Scratch scratch;
    fs::create_directory(scratch.path("elsewhere"));
    scratch.file("elsewhere/file", "precious");
    fs::create_directory(scratch.path("out"));
    for (const char* name : {"out/a.csv.part", "out/a.part.csv", "out/a.csv.old.part", "out/.conurb-link"})
        fs::create_symlink("../elsewhere/file", scratch.path(name));
    fs::create_directory_symlink(scratch.path("elsewhere"), scratch.path("out/.conurb-abcdef"));
    scratch.file("out/b.csv.part", "mine");
    scratch.file("out/b.csv.old.part", "mine");
    scratch.file("out/.conurb-notes", "mine");
    fs::create_directory(scratch.path("out/c.csv.part"));
    scratch.file("out/b.csv", "old");
    auto names = scratch.names("out");
    write_texts(scratch.path("out"), {{"a.csv", "new"}, {"b.csv", "new"}, {"c.csv", "new"}});
    names.insert({"a.csv", "c.csv"});
    EXPECT_EQ(scratch.names("out"), names);
    EXPECT_EQ(scratch.text("elsewhere/file"), "precious");
    EXPECT_EQ(scratch.names("elsewhere"), Names{"file"});
    EXPECT_EQ(scratch.text("out/b.csv.part") + scratch.text("out/b.csv.old.part"), "minemine");
    EXPECT_EQ(scratch.text("out/.conurb-notes"), "mine");
    EXPECT_FALSE(fs::is_symlink(scratch.path("out/a.csv")));
    EXPECT_EQ(scratch.text("out/a.csv") + scratch.text("out/b.csv") + scratch.text("out/c.csv"), "newnewnew");
}

TEST(FileSet, AFileThatIsReplacedHandsOnItsMode) {
    const Scratch scratch;
    const auto mode = [&](const char* name) {
        return static_cast<unsigned>(fs::status(scratch.path(name)).permissions());
    };
    const mode_t before = umask(022);
    for (const unsigned wanted : {0600U, 0640U, 0444U, 0666U, 0755U}) {
        scratch.file("text", "old");
        scratch.file("made", "old");
        fs::permissions(scratch.path("text"), fs::perms(wanted));
        fs::permissions(scratch.path("made"), fs::perms(wanted));
        FileSet files(scratch.path());
        files.add("text", "new");
        files.add("made", [](const std::string& path) { write_text(path, "new"); });
        files.add("fresh", "new");
        files.write();
        EXPECT_EQ(mode("text"), wanted);
        EXPECT_EQ(mode("made"), wanted);
        EXPECT_EQ(mode("fresh"), 0644U);
        EXPECT_EQ(scratch.text("text"), "new");
        for (const char* name : {"text", "made", "fresh"}) fs::remove(scratch.path(name));
    }
    umask(before);
}

TEST(FileSet, AFileStandsOnceInASet) {
    const Scratch scratch;
    scratch.file("a", "old");
    CONURB_EXPECT_ERROR(write_texts(scratch.path(), {{"a", "1"}, {"b", "2"}, {"a", "3"}}),
                        ErrorCode::cannot_write, 0, 0);
    fs::create_symlink(scratch.path("a"), scratch.path("link"));
    CONURB_EXPECT_ERROR(write_texts(scratch.path(), {{"a", "1"}, {"link", "2"}}), ErrorCode::cannot_write, 0,
                        0);
    EXPECT_EQ(scratch.text("a"), "old");
    EXPECT_EQ(scratch.names(), (Names{"a", "link"}));
}

/// A folder aside as a run leaves it that was killed while it put files in their places.
std::string killed(const Scratch& scratch) {
    fs::create_directories(scratch.path(".conurb-Ab12Cd/after"));
    fs::create_directory(scratch.path(".conurb-Ab12Cd/before"));
    fs::permissions(scratch.path(".conurb-Ab12Cd"), fs::perms(0700));
    // in its place, and there was an earlier one
    scratch.file("a", "of the killed run");
    scratch.file(".conurb-Ab12Cd/before/a", "earlier");
    // in its place where nothing was
    scratch.file("b", "of the killed run");
    fs::create_directory(scratch.path(".conurb-Ab12Cd/before/b"));
    // taken away
    scratch.file(".conurb-Ab12Cd/before/c", "earlier");
    // not yet in its place
    scratch.file("d", "earlier");
    fs::create_hard_link(scratch.path("d"), scratch.path(".conurb-Ab12Cd/before/d"));
    scratch.file(".conurb-Ab12Cd/after/d", "of the killed run");
    // the same where nothing was
    fs::create_directory(scratch.path(".conurb-Ab12Cd/before/e"));
    scratch.file(".conurb-Ab12Cd/after/e", "of the killed run");
    return scratch.path(".conurb-Ab12Cd");
}

TEST(FileSet, WhatAKilledRunChangedIsPutBackByTheNext) {
    const Scratch scratch;
    killed(scratch);
    write_text(scratch.path("other"), "new");
    EXPECT_EQ(scratch.names(), (Names{"a", "c", "d", "other"}));
    EXPECT_EQ(scratch.text("a") + scratch.text("c") + scratch.text("d"), "earlierearlierearlier");
    // also where the next one fails
    fs::remove(scratch.path("c"));
    killed(scratch);
    CONURB_EXPECT_ERROR(write_texts(scratch.path(), {{"a", "new"}, {"a", "new"}}), ErrorCode::cannot_write, 0,
                        0);
    EXPECT_EQ(scratch.names(), (Names{"a", "c", "d", "other"}));
    EXPECT_EQ(scratch.text("a") + scratch.text("c") + scratch.text("d"), "earlierearlierearlier");
}

TEST(FileSet, AFolderAsideThatIsInUseOrOfSomebodyElseStays) {
    const Scratch scratch;
    const std::string aside = killed(scratch);
    const int held = open(aside.c_str(), O_RDONLY | O_DIRECTORY);
    ASSERT_EQ(flock(held, LOCK_EX), 0);
    write_text(scratch.path("other"), "new");
    EXPECT_EQ(scratch.text("a"), "of the killed run");
    close(held);
    fs::permissions(aside, fs::perms(0777));  // as no run makes them
    write_text(scratch.path("other"), "new");
    EXPECT_EQ(scratch.text("a"), "of the killed run");
    if (geteuid() == 0) {
        fs::permissions(aside, fs::perms(0700));
        ASSERT_EQ(chown(aside.c_str(), 65'534, 65'534), 0);
        write_text(scratch.path("other"), "new");
        EXPECT_EQ(scratch.text("a"), "of the killed run");
    }
}

TEST(FileSet, AnyNumberOfWritersLeavesTheSetOfOne) {
    const Scratch scratch;
    const std::array<const char*, 4> names = {"a", "b", "c", "d"};
    for (int round = 0; round < 20; ++round) {
        std::vector<pid_t> children;
        for (int writer = 0; writer < 6; ++writer) {
            const pid_t child = fork();
            if (child == 0) {
                FileSet files(scratch.path("deep/out"));
                // not all write the same files
                for (std::size_t k = 0; k < names.size(); ++k) {
                    if (k == static_cast<std::size_t>(writer))
                        files.leave_out(names[k]);
                    else
                        files.add(names[k], std::string(1000, static_cast<char>('0' + writer)));
                }
                _exit(refused([&] { files.write(); }) == 2 ? 0 : 1);
            }
            children.push_back(child);
        }
        for (const pid_t child : children) {
            int status = 0;
            waitpid(child, &status, 0);
            EXPECT_EQ(status, 0);
        }
        const std::string first =
            scratch.text(scratch.names("deep/out").contains("a") ? "deep/out/a" : "deep/out/b");
        ASSERT_EQ(first.size(), 1000U);
        const auto writer = static_cast<std::size_t>(first[0] - '0');
        Names wanted;
        for (std::size_t k = 0; k < names.size(); ++k) {
            if (k == writer) continue;
            wanted.insert(names[k]);
            EXPECT_EQ(scratch.text("deep/out/" + std::string(names[k])), first);
        }
        EXPECT_EQ(scratch.names("deep/out"), wanted);
        if (round % 2 == 0) fs::remove_all(scratch.path("deep"));
    }
}

}  // namespace
