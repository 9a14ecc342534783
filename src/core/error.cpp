// SPDX-License-Identifier: MIT
#include <conurb/core/error.hpp>

namespace conurb {
inline namespace v0 {
namespace {

std::string sentence(ErrorCode code, const std::string& reason, const Location& where) {
    std::string text;
    if (!where.file.empty()) {
        text += where.file;
        if (where.line != 0) {
            text += ':' + std::to_string(where.line);
            if (where.column != 0) text += ':' + std::to_string(where.column);
        }
        text += ": ";
    }
    if (!where.unit.empty()) text += "unit " + where.unit + ": ";
    text += reason + " [" + to_string(code) + ']';
    // what() is one line, whatever stood in the data
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    }
    return text;
}

}  // namespace

const char* to_string(ErrorCode code) noexcept {
    switch (code) {
        case ErrorCode::cannot_read:
            return "cannot_read";
        case ErrorCode::encoding:
            return "encoding";
        case ErrorCode::malformed:
            return "malformed";
        case ErrorCode::missing_column:
            return "missing_column";
        case ErrorCode::row_length:
            return "row_length";
        case ErrorCode::not_a_number:
            return "not_a_number";
        case ErrorCode::negative:
            return "negative";
        case ErrorCode::empty_code:
            return "empty_code";
        case ErrorCode::unknown_unit:
            return "unknown_unit";
        case ErrorCode::duplicate:
            return "duplicate";
        case ErrorCode::too_large:
            return "too_large";
        case ErrorCode::no_units:
            return "no_units";
        case ErrorCode::inconsistent:
            return "inconsistent";
        case ErrorCode::no_flows:
            return "no_flows";
        case ErrorCode::ambiguous:
            return "ambiguous";
        case ErrorCode::total:
            return "total";
        case ErrorCode::unknown_parameter:
            return "unknown_parameter";
        case ErrorCode::parameter_range:
            return "parameter_range";
        case ErrorCode::needs_internal_flows:
            return "needs_internal_flows";
        case ErrorCode::needs_data:
            return "needs_data";
        case ErrorCode::bad_result:
            return "bad_result";
        case ErrorCode::invalid_geometry:
            return "invalid_geometry";
        case ErrorCode::cannot_write:
            return "cannot_write";
        case ErrorCode::cancelled:
            return "cancelled";
        case ErrorCode::not_settled:
            return "not_settled";
        case ErrorCode::user:
            return "user";
    }
    return "user";
}

Error::Error(ErrorCode code, const std::string& reason, Location where)
    : std::runtime_error(sentence(code, reason, where)), code_(code), where_(std::move(where)) {}

// Destructors stand here so that each type's vtable and type information live in the library once: an error
// thrown inside it is caught by type outside it.
Error::~Error() = default;
InputError::~InputError() = default;
ParameterError::~ParameterError() = default;
GeometryError::~GeometryError() = default;
OutputError::~OutputError() = default;
InternalError::~InternalError() = default;
Cancelled::Cancelled() : Error(ErrorCode::cancelled, "stopped on request") {}
Cancelled::~Cancelled() = default;

}  // namespace v0
}  // namespace conurb
