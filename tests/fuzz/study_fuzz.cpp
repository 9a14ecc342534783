// SPDX-License-Identifier: MIT
#include <conurb/study/study.hpp>
#include <conurb/study/study_file.hpp>

#include "input.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const conurb_fuzz::File file({reinterpret_cast<const char*>(data), size});
    conurb_fuzz::may_refuse([&] {
        const conurb::Study study = conurb::to_study(conurb::read_configuration(file.path()), "/data");
        // what is written down is read again as the same
        const std::string written = conurb::study_json(study, "/data");
        const conurb_fuzz::File again(written);
        const conurb::Study same = conurb::to_study(conurb::read_configuration(again.path()), "/data");
        conurb_fuzz::require(conurb::study_json(same, "/data") == written);
    });
    return 0;
}
