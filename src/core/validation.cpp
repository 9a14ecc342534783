// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/core/validation.hpp>

namespace conurb {
inline namespace v0 {
namespace {

ErrorCode error_code(FindingKind kind) {
    switch (kind) {
        case FindingKind::row_length:
            return ErrorCode::row_length;
        case FindingKind::negative:
            return ErrorCode::negative;
        case FindingKind::empty_code:
            return ErrorCode::empty_code;
        case FindingKind::unknown_unit:
            return ErrorCode::unknown_unit;
        case FindingKind::duplicate:
            return ErrorCode::duplicate;
        case FindingKind::ambiguous:
            return ErrorCode::ambiguous;
        case FindingKind::total:
            return ErrorCode::total;
        case FindingKind::invalid_geometry:
            return ErrorCode::invalid_geometry;
        default:
            return ErrorCode::not_a_number;
    }
}

}  // namespace

const char* to_string(FindingKind kind) noexcept {
    switch (kind) {
        case FindingKind::row_length:
            return "row_length";
        case FindingKind::not_a_number:
            return "not_a_number";
        case FindingKind::negative:
            return "negative";
        case FindingKind::missing_number:
            return "missing_number";
        case FindingKind::empty_code:
            return "empty_code";
        case FindingKind::unknown_unit:
            return "unknown_unit";
        case FindingKind::duplicate:
            return "duplicate";
        case FindingKind::ambiguous:
            return "ambiguous";
        case FindingKind::total:
            return "total";
        case FindingKind::invalid_geometry:
            return "invalid_geometry";
        case FindingKind::isolated_unit:
            return "isolated_unit";
        case FindingKind::no_borders:
            return "no_borders";
        case FindingKind::island:
            return "island";
        case FindingKind::encoding:
            return "encoding";
        case FindingKind::column:
            return "column";
        case FindingKind::internal_flows:
            return "internal_flows";
        case FindingKind::overlap:
            return "overlap";
        case FindingKind::contradiction:
            return "contradiction";
        case FindingKind::header:
            return "header";
        case FindingKind::left_out:
            return "left_out";
        case FindingKind::undecided:
            return "undecided";
        case FindingKind::reference_system:
            return "reference_system";
        case FindingKind::activity:
            return "activity";
    }
    return "column";
}

bool is_problem(FindingKind kind) noexcept { return kind <= FindingKind::invalid_geometry; }

void ValidationReport::add(Policy policy, Finding finding) {
    if (policy == Policy::strict && is_problem(finding.kind)) {
        throw InputError(error_code(finding.kind), finding.detail, finding.where);
    }
    findings_.push_back(std::move(finding));
}

void ValidationReport::note(FindingKind kind, std::string detail, Location where) {
    findings_.push_back({kind, std::move(where), std::move(detail)});
}

void ValidationReport::append(const ValidationReport& other) {
    findings_.insert(findings_.end(), other.findings_.begin(), other.findings_.end());
}

std::map<FindingKind, std::size_t> ValidationReport::counts() const {
    std::map<FindingKind, std::size_t> all;
    for (const Finding& finding : findings_) ++all[finding.kind];
    return all;
}

std::size_t ValidationReport::count(FindingKind kind) const noexcept {
    return static_cast<std::size_t>(
        std::ranges::count_if(findings_, [kind](const Finding& f) { return f.kind == kind; }));
}

}  // namespace v0
}  // namespace conurb
