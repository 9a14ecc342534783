// SPDX-License-Identifier: MIT
// A folder of its own for a test, gone when the test ends.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>
#include <zlib.h>

#include <conurb/core/error.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace conurb_test {

class Scratch {
public:
    Scratch() {
        std::string pattern = (std::filesystem::temp_directory_path() / "conurb-test-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
        folder_ = pattern;
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    ~Scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    [[nodiscard]] std::string path(const std::string& name = {}) const {
        return name.empty() ? folder_.string() : (folder_ / name).string();
    }
    /// Writes the bytes as they are and returns the full path.
    std::string file(const std::string& name, std::string_view bytes) const {
        std::ofstream out(path(name), std::ios::binary);
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        return path(name);
    }
    /// The same, packed as gzip.
    std::string gzip(const std::string& name, std::string_view bytes) const {
        const gzFile out = gzopen(path(name).c_str(), "wb");
        gzwrite(out, bytes.data(), static_cast<unsigned>(bytes.size()));
        gzclose(out);
        return path(name);
    }
    [[nodiscard]] std::string text(const std::string& name) const {
        std::ifstream in(path(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    /// Names of what stands in the folder.
    [[nodiscard]] std::set<std::string> names(const std::string& below = {}) const {
        std::set<std::string> all;
        for (const auto& entry : std::filesystem::directory_iterator(path(below)))
            all.insert(entry.path().filename());
        return all;
    }

private:
    std::filesystem::path folder_;
};

/// What a call throws: code, place and words; empty where it throws nothing.
struct Thrown {
    conurb::ErrorCode code;
    conurb::Location where;
    std::string what;
};
template <class Call>
std::optional<Thrown> thrown(Call call) {
    try {
        call();
    } catch (const conurb::Error& error) {
        return Thrown{error.code(), error.where(), error.what()};
    }
    return std::nullopt;
}

/// The code alone; `ErrorCode::user` where nothing is thrown.
template <class Call>
conurb::ErrorCode code_of(Call call) {
    const auto got = thrown(call);
    return got ? got->code : conurb::ErrorCode::user;
}

/// Damages a text at random: bytes changed, put in, taken out, pieces of it put in elsewhere; half of the
/// bytes come from `special`.
template <class Random>
void damage(std::string& text, Random& random, std::size_t edits, std::string_view special) {
    for (; edits > 0; --edits) {
        const std::size_t at = random() % text.size();
        const char byte =
            random() % 2 == 0 ? special[random() % special.size()] : static_cast<char>(random());
        switch (random() % 4) {
            case 0:
                text[at] = byte;
                break;
            case 1:
                text.insert(at, 1, byte);
                break;
            case 2:
                text.erase(at, 1 + random() % 4);
                break;
            default:
                text.insert(at, text.substr(random() % text.size(), random() % 30));
        }
        if (text.empty()) text = "x";
    }
}

}  // namespace conurb_test

/// The call throws a `conurb::Error` with this code, line and column (0: none).
#define CONURB_EXPECT_ERROR(call, wanted_code, wanted_line, wanted_column)                                \
    do {                                                                                                  \
        const auto conurb_got = conurb_test::thrown([&] { static_cast<void>(call); });                    \
        ASSERT_TRUE(conurb_got.has_value()) << "nothing was thrown by " #call;                            \
        EXPECT_STREQ(to_string(conurb_got->code), to_string(wanted_code)) << conurb_got->what;            \
        EXPECT_EQ(conurb_got->where.line, static_cast<std::size_t>(wanted_line)) << conurb_got->what;     \
        EXPECT_EQ(conurb_got->where.column, static_cast<std::size_t>(wanted_column)) << conurb_got->what; \
        EXPECT_EQ(conurb_got->what.find('\n'), std::string::npos) << conurb_got->what;                    \
    } while (false)
