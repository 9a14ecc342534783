// SPDX-License-Identifier: MIT
#include <conurb/core/error.hpp>
#include <conurb/core/parameter.hpp>
#include <conurb/input/configuration.hpp>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "detail/number.hpp"
#include "input/text_file.hpp"

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

}  // namespace

Configuration read_configuration(const std::string& path, const Context& context) {
    ValidationReport notes;
    const std::string text = detail::to_utf8(detail::read_bytes(path, context), Encoding::utf8, path, notes);
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

}  // namespace v0
}  // namespace conurb
