// SPDX-License-Identifier: MIT
#include <algorithm>
#include <charconv>
#include <conurb/core/error.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/core/text.hpp>
#include <conurb/study/study_file.hpp>
#include <conurb/version.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "detail/number.hpp"
#include "input/text_file.hpp"
#include "output/json_writer.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using Json = nlohmann::ordered_json;

/// A text, number, true, false or null; nothing else is let through by the reader.
std::string text_of(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_integer()) return value.dump();
    if (value.is_number()) return detail::number(value.get<double>());
    if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
    return "none";
}

/// Reads the tree and refuses what a configuration does not hold while the place of it is still known.
class Reader {
public:
    Reader(const std::string& text, const std::string& path) : text_(text), path_(path), stream_(text) {}

    Json read() {
        Json document;
        try {
            document = Json::parse(stream_, [this](int depth, Json::parse_event_t event, Json& part) {
                look(depth, event, part);
                return true;
            });
        } catch (const Json::parse_error& error) {
            refuse("is not JSON", error.byte > 0 ? error.byte - 1 : 0);
        } catch (const Json::out_of_range&) {
            refuse("a number is beyond the range of double", text_.find_last_of("+-.0123456789eE", here()));
        }
        if (!document.is_object()) refuse("is not a JSON object", 0);
        return document;
    }

private:
    using Event = Json::parse_event_t;

    void look(int depth, Event event, const Json& part) {
        const bool member = !inside_.empty() && inside_.back() == Event::object_start;
        switch (event) {
            case Event::key:
                name_ = part.get<std::string>();
                if (!keys_.back().insert(name_).second)
                    refuse("'" + name_ + "' stands twice in an object", here());
                break;
            case Event::object_start:
                if (depth > 1 || (depth == 1 && (!member || name_ != "parameters"))) refuse_value();
                inside_.push_back(event);
                keys_.emplace_back();
                break;
            case Event::array_start:
                if (depth == 0) refuse("is not a JSON object", here());
                if (!member || (depth == 1 && (name_ == "method" || name_ == "parameters"))) refuse_value();
                inside_.push_back(event);
                break;
            case Event::object_end:
                keys_.pop_back();
                [[fallthrough]];
            case Event::array_end:
                inside_.pop_back();
                break;
            case Event::value:
                if (depth == 1 && name_ == "parameters") refuse_value();
                break;
        }
    }

    /// The byte the parser has come to.
    std::size_t here() {
        const auto at = stream_.rdbuf()->pubseekoff(0, std::ios::cur, std::ios::in);
        return at > 0 ? static_cast<std::size_t>(at) - 1 : text_.size();
    }
    [[noreturn]] void refuse(const std::string& reason, std::size_t byte) const {
        const auto place = detail::position_of(text_, byte);
        throw InputError(ErrorCode::malformed, reason,
                         {.file = path_, .line = place.line, .column = place.column});
    }
    [[noreturn]] void refuse_value() {
        const bool whole = inside_.size() == 1 && name_ == "parameters";
        refuse("'" + name_ +
                   (whole ? "' is not an object"
                          : "' is neither text, number, true, false, null nor a list of these"),
               here());
    }

    const std::string& text_;
    const std::string& path_;
    std::istringstream stream_;  // knows how far the parser has come
    std::vector<Event> inside_;  // objects and lists that are open
    std::vector<std::set<std::string>> keys_;
    std::string name_;
};

namespace fs = std::filesystem;

/// NAME=FILE
bool is_named_file(const ParameterInfo& info) { return info.unit == "named file"; }
bool is_file(const ParameterInfo& info) { return info.unit == "file" || is_named_file(info); }
bool is_list(const ParameterInfo& info) { return info.type.starts_with("list"); }

/// The path as a file of `folder` names it. What names no place that stays (a pipe, a device) is kept whole.
std::string path_in(const std::string& folder, const std::string& path) {
    std::error_code problem;
    const fs::path whole = fs::absolute(path, problem);
    const auto kind = fs::status(whole, problem).type();
    if (kind != fs::file_type::regular && kind != fs::file_type::not_found) return whole.string();
    // the file itself may be a link that will point elsewhere tomorrow; folders are taken as they are
    const fs::path place = fs::weakly_canonical(whole.parent_path(), problem) / whole.filename();
    const fs::path from = fs::weakly_canonical(fs::absolute(folder, problem), problem);
    const fs::path relative = place.lexically_relative(from);
    return relative.empty() ? place.string() : relative.generic_string();
}

/// A text as the JSON value that reads back as this text: number, true, false or text.
void write_value(detail::JsonWriter& json, const std::string& text) {
    const Json parsed = Json::parse(text, nullptr, false);
    if ((parsed.is_number() || parsed.is_boolean()) && text_of(parsed) == text) {
        json.raw(parsed.dump());
    } else {
        json.value(text);
    }
}

/// The texts that a field holds.
std::vector<std::string> texts_of(const ParameterOf<Study>& field, const Study& study) {
    const ParameterValue value = field.value(study);
    const auto* const list = std::get_if<std::vector<std::string>>(&value.held());
    return list != nullptr ? *list : std::vector<std::string>{value.text()};
}

std::uint64_t seed_of(const std::string& text) {
    std::uint64_t seed = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seed);
    if (problem != std::errc() || end != text.data() + text.size()) {
        throw ParameterError(ErrorCode::parameter_range,
                             "seed is '" + text + "'; it takes a whole number from 0 on");
    }
    return seed;
}

/// Members of a study file that are no field of a study.
bool of_the_tool(const std::string& name) {
    return name == "conurb" || name == "out" || name == "threads" || name == "quiet";
}

}  // namespace

namespace {

/// The end of a name in quotes that begins at a byte; npos where it has no end.
std::size_t end_of_quotes(const std::string& text, std::size_t from) {
    for (std::size_t k = from + 1; k < text.size(); ++k) {
        if (text[k] != '"') continue;
        if (k + 1 == text.size() || text[k + 1] != '"') return k;
        ++k;  // two stand for one
    }
    return std::string::npos;
}

}  // namespace

std::vector<std::string> split_columns(const std::string& text) {
    std::vector<std::string> parts(1);
    for (std::size_t k = 0; k < text.size(); ++k) {
        const bool begins = parts.back().empty() || parts.back().back() == '=';
        if (text[k] == '\\' && k + 1 < text.size() && (text[k + 1] == ',' || text[k + 1] == '\\')) {
            parts.back() += text[++k];
        } else if (text[k] == '"' && begins && end_of_quotes(text, k) != std::string::npos) {
            const std::size_t end = end_of_quotes(text, k);
            for (++k; k < end; ++k) {
                parts.back() += text[k];
                if (text[k] == '"') ++k;
            }
        } else if (text[k] == ',') {
            const bool keyed =
                text.substr(k + 1, text.find(',', k + 1) - k - 1).find('=') < std::string::npos;
            const bool end = k + 1 == text.size();
            if (keyed || end) {
                parts.emplace_back();
            } else {
                parts.back() += ',';
            }
        } else {
            parts.back() += text[k];
        }
    }
    std::erase(parts, "");
    return parts;
}

Configuration read_configuration(const std::string& path, const Context& context) {
    ValidationReport notes;
    const std::string text = detail::to_utf8(detail::read_bytes(path, context), "utf-8", path, notes);
    const Json document = Reader(text, path).read();
    Configuration configuration;
    for (const auto& [name, value] : document.items()) {
        if (name == "method") {
            configuration.method = text_of(value);
        } else if (name == "parameters") {
            for (const auto& [parameter, setting] : value.items()) {
                std::string words = text_of(setting);
                if (setting.is_array()) {
                    std::vector<std::string> parts;
                    for (const Json& part : setting) parts.push_back(text_of(part));
                    words = ParameterValue(std::move(parts)).text();
                }
                configuration.parameters.emplace_back(parameter, std::move(words));
            }
        } else if (value.is_array()) {
            for (const Json& part : value) configuration.options.emplace_back(name, text_of(part));
        } else {
            configuration.options.emplace_back(name, text_of(value));
        }
    }
    return configuration;
}

void set_field(Study& study, const std::string& name, const std::vector<std::string>& values) {
    if (name == "seed" && values.size() == 1) {
        study.seed = seed_of(values.front());
        return;
    }
    const ParameterList<Study>& fields = detail::parameters_of<Study>();
    std::vector<std::string> known;
    for (const ParameterOf<Study>& field : fields) known.push_back(field.info.name);
    const ParameterOf<Study>& field = fields[detail::place_of(name, known)];
    if (is_list(field.info)) {
        const bool one = values.size() == 1;
        if (one && field.info.unit == "column") {
            field.set(study, split_columns(values.front()));
        } else if (one && !is_file(field.info) && field.info.unit != "layer") {  // a comma is part of these
            field.set(study, values.front());
        } else {
            field.set(study, values);
        }
    } else if (values.size() == 1) {
        field.set(study, values.front());
    } else {
        throw ParameterError(ErrorCode::parameter_range,
                             name + " takes one value, not " + std::to_string(values.size()));
    }
}

namespace {

/// The text of a field with the path in it changed: all of it, or what stands behind a name.
template <class Change>
std::string with_path(const ParameterInfo& info, const std::string& text, Change change) {
    const std::size_t equals = is_named_file(info) ? text.find('=') : std::string::npos;
    if (equals == std::string::npos) return change(text);
    return text.substr(0, equals + 1) + change(text.substr(equals + 1));
}

}  // namespace

std::string field_from(const std::string& folder, const std::string& name, const std::string& text) {
    for (const ParameterOf<Study>& field : detail::parameters_of<Study>()) {
        if (!is_file(field.info) || !same_name(field.info.name, name)) continue;
        return with_path(field.info, text, [&](const std::string& path) { return path_from(folder, path); });
    }
    return text;
}

std::string path_from(const std::string& folder, const std::string& path) {
    if (path.empty() || folder.empty()) return path;
    return (fs::path(folder) / path).lexically_normal().string();
}

Study to_study(const Configuration& configuration, const std::string& folder) {
    Study study{.method = configuration.method, .settings = configuration.parameters};
    std::vector<std::pair<std::string, std::vector<std::string>>> members;  // a list comes entry by entry
    for (const auto& [name, value] : configuration.options) {
        if (of_the_tool(name)) continue;
        if (members.empty() || members.back().first != name) members.emplace_back(name, 0);
        members.back().second.push_back(value);
    }
    for (auto& [name, values] : members) {
        for (std::string& value : values) value = field_from(folder, name, value);
        set_field(study, name, values);
    }
    return study;
}

Study read_study_file(const std::string& path, const Context& context) {
    return to_study(read_configuration(path, context), fs::path(path).parent_path().string());
}

std::string study_json(const Study& study, const std::string& folder) {
    std::string document;
    detail::JsonWriter json(document);
    json.begin_object().member("conurb", CONURB_VERSION_STRING);
    const Study usual;
    for (const ParameterOf<Study>& field : detail::parameters_of<Study>()) {
        if (field.value(study) == field.value(usual)) continue;
        std::vector<std::string> texts = texts_of(field, study);
        if (is_file(field.info)) {
            for (std::string& text : texts) {
                text = with_path(field.info, text,
                                 [&](const std::string& path) { return path_in(folder, path); });
            }
        }
        const bool text = field.info.type == "text" || field.info.type == "list of texts";
        const bool list = is_list(field.info);
        json.key(field.info.name);
        if (list) json.begin_array();
        for (const std::string& part : texts) {
            if (text) {
                json.value(part);
            } else {
                write_value(json, part);
            }
        }
        if (list) json.end();
    }
    if (!study.method.empty()) json.member("method", study.method);
    if (!study.settings.empty()) json.key("parameters").begin_object();
    for (auto at = study.settings.begin(); at != study.settings.end(); ++at) {
        const auto same = [&](const auto& later) { return later.first == at->first; };
        if (std::any_of(at + 1, study.settings.end(), same)) continue;  // the last one holds
        write_value(json.key(at->first), at->second);
    }
    if (!study.settings.empty()) json.end();
    json.member("seed", static_cast<std::size_t>(study.seed)).end();
    return document + '\n';
}

}  // namespace v0
}  // namespace conurb
