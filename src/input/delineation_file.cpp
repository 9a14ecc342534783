// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/input/delineation_file.hpp>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "input/text_file.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using Json = nlohmann::ordered_json;

/// The values of an enum up to its last, by their names.
template <class E>
std::map<std::string, E> words(E last) {
    using Number = std::underlying_type_t<E>;
    std::map<std::string, E> all;
    for (int k = 0; k <= static_cast<int>(last); ++k) {
        const auto value = static_cast<E>(static_cast<Number>(k));
        all.emplace(to_string(value), value);
    }
    return all;
}

class DelineationReader {
public:
    DelineationReader(std::string path, const Units& units) : path_(std::move(path)), units_(units) {}

    Delineation read(const Json& document) {
        if (document.value("format", "") != "conurb-delineation" ||
            document.value("format_version", 0) != 1) {
            refuse("is not a delineation of format_version 1");
        }
        read_provenance(document.at("provenance"));
        for (const Json& area : document.at("areas")) read_area(area);
        read_units(document.at("units"));
        read_history(document);
        return std::move(result_);
    }

private:
    [[noreturn]] void refuse(const std::string& reason, ErrorCode code = ErrorCode::malformed) const {
        throw InputError(code, reason, {.file = path_});
    }

    [[nodiscard]] UnitIndex unit(const Json& code) const {
        const auto text = code.get<std::string>();
        if (const auto found = units_.find(text)) return *found;
        throw InputError(ErrorCode::unknown_unit,
                         "the unit is not among the " + std::to_string(units_.size()) + " units",
                         {.file = path_, .unit = text});
    }
    [[nodiscard]] UnitIndex unit_or_none(const Json& code) const {
        return code.is_null() ? no_unit : unit(code);
    }

    template <class E>
    [[nodiscard]] E word(const Json& text, const std::map<std::string, E>& known) const {
        const auto found = known.find(text.get<std::string>());
        if (found == known.end()) refuse("'" + text.get<std::string>() + "' stands where no such word may");
        return found->second;
    }
    [[nodiscard]] Reason reason(const Json& text) const { return word(text, reasons_); }
    [[nodiscard]] Extent extent(const Json& text) const { return word(text, extents_); }

    static std::optional<double> number(const Json& value) {
        return value.is_null() ? std::nullopt : std::optional(value.get<double>());
    }
    static double number_or_nan(const Json& value) {
        return number(value).value_or(std::numeric_limits<double>::quiet_NaN());
    }
    static std::string text_or_none(const Json& value) {
        return value.is_null() ? std::string() : value.get<std::string>();
    }

    void read_provenance(const Json& from) {
        Provenance& p = result_.provenance;
        p.method = from.at("method").get<std::string>();
        for (const auto& [name, value] : from.at("parameters").items()) {
            p.parameters.emplace_back(name, value.get<std::string>());
        }
        const auto library = from.at("library").get<std::string>();
        p.library = library.substr(std::min(library.find(' '), library.size() - 1) + 1);
        p.seed = from.at("seed").get<std::uint64_t>();
        const Json& inputs = from.at("inputs");
        p.units = inputs.at("units").get<std::string>();
        p.flows = inputs.at("flows").get<std::string>();
        p.contiguity = text_or_none(inputs.at("contiguity"));
        p.cores = text_or_none(inputs.at("cores"));
        if (inputs.contains("urban_areas")) p.urban_areas = text_or_none(inputs.at("urban_areas"));
    }

    void read_area(const Json& from) {
        Area area;
        area.code = from.at("area").get<std::string>();
        area.name = from.at("name").get<std::string>();
        area.kind = word(from.at("kind"), kinds_);
        area.centre = unit_or_none(from.at("centre"));
        area.label = text_or_none(from.at("label"));
        for (const Json& m : from.at("members")) {
            area.members.push_back({unit(m.at("unit")), extent(m.at("extent")), number(m.at("dependence")),
                                    number(m.at("reciprocity")), reason(m.at("reason"))});
            if (m.contains("activity_share"))
                area.members.back().activity_share = number(m.at("activity_share"));
        }
        std::ranges::sort(area.members, {}, &Member::unit);
        if (!numbers_.try_emplace(area.code, static_cast<AreaIndex>(numbers_.size())).second) {
            refuse("area '" + area.code + "' stands twice", ErrorCode::inconsistent);
        }
        result_.areas.push_back(std::move(area));
    }

    void read_units(const Json& from) {
        std::vector<AreaIndex> labels(units_.size(), no_area);
        std::vector<bool> placed(units_.size(), false);
        result_.reasons.assign(units_.size(), Reason::outside);
        for (const Json& entry : from) {
            const UnitIndex u = unit(entry.at("unit"));
            placed[u] = true;
            result_.reasons[u] = reason(entry.at("reason"));
            if (entry.at("area").is_null()) continue;
            const auto area = numbers_.find(entry.at("area").get<std::string>());
            if (area == numbers_.end()) {
                refuse("unit " + units_[u].code + " is in an area that is none", ErrorCode::inconsistent);
            }
            labels[u] = area->second;
        }
        if (const auto gap = std::ranges::find(placed, false); gap != placed.end()) {
            const auto u = static_cast<UnitIndex>(gap - placed.begin());
            refuse("unit " + units_[u].code + " has no place", ErrorCode::inconsistent);
        }
        std::vector<Core> cores = cores_within(labels);
        result_.partition = cores.empty() ? Partition(labels, result_.reasons)
                                          : Partition(labels, std::move(cores), result_.reasons);
        if (result_.partition.labels() != labels) {
            refuse("the areas are not in the order of their units", ErrorCode::inconsistent);
        }
    }

    /// The cores of all areas, or none where one lacks a centre or reaches beyond its area.
    [[nodiscard]] std::vector<Core> cores_within(const std::vector<AreaIndex>& labels) const {
        std::vector<Core> cores;
        for (AreaIndex a = 0; a < result_.areas.size(); ++a) {
            const Area& area = result_.areas[a];
            Core core{area.centre, area.units(Extent::core), area.label};
            const bool inside = std::ranges::all_of(core.units, [&](UnitIndex u) { return labels[u] == a; });
            if (!inside || !std::ranges::binary_search(core.units, core.centre)) return {};
            cores.push_back(std::move(core));
        }
        return cores;
    }

    void read_history(const Json& document) {
        for (const Json& c : document.at("changes")) {
            const bool joined = c.at("change").get<std::string>() == "joined";
            result_.changes.push_back({unit(c.at("unit")), c.at("area").get<std::string>(),
                                       extent(c.at("extent")), joined, reason(c.at("reason")),
                                       c.value("of", "extent") == "partition"});
        }
        for (const Json& m : document.value("merges", Json::array())) {
            result_.merges.push_back(
                {unit(m.at("absorbed")), unit(m.at("into")), number_or_nan(m.at("value"))});
        }
        for (const Json& m : document.value("moves", Json::array())) {
            result_.moves.push_back({unit(m.at("unit")), unit_or_none(m.at("from")), unit_or_none(m.at("to")),
                                     reason(m.at("reason")), number_or_nan(m.at("value"))});
        }
    }

    std::string path_;
    const Units& units_;
    Delineation result_;
    std::map<std::string, AreaIndex> numbers_;
    std::map<std::string, Reason> reasons_ = words(Reason::nested);
    std::map<std::string, Extent> extents_ = words(Extent::maximum);
    std::map<std::string, AreaKind> kinds_ = words(AreaKind::unknown);
};

}  // namespace

Delineation read_delineation(const std::string& path, const Units& units, const Context& context) {
    namespace fs = std::filesystem;
    std::error_code ignored;
    const std::string file =
        fs::is_directory(path, ignored) ? (fs::path(path) / "delineation.json").string() : path;
    ValidationReport notes;
    const std::string text = detail::to_utf8(detail::read_bytes(file, context), "utf-8", file, notes);
    try {
        return DelineationReader(file, units).read(Json::parse(text));
    } catch (const Json::parse_error& error) {
        const auto place = detail::position_of(text, error.byte > 0 ? error.byte - 1 : 0);
        throw InputError(ErrorCode::malformed, "is not JSON",
                         {.file = file, .line = place.line, .column = place.column});
    } catch (const Json::exception& error) {  // a member that is not there, or of another kind
        throw InputError(ErrorCode::malformed, std::string("is no delineation: ") + error.what(),
                         {.file = file});
    } catch (const ParameterError& error) {  // a partition that breaks a law
        throw InputError(ErrorCode::inconsistent, error.what(), {.file = file});
    }
}

}  // namespace v0
}  // namespace conurb
