// SPDX-License-Identifier: MIT
#include <algorithm>
#include <conurb/areas/partition.hpp>
#include <conurb/core/error.hpp>
#include <map>
#include <numeric>
#include <string>

namespace conurb {
inline namespace v0 {
namespace {

[[noreturn]] void bad(const std::string& reason) { throw ParameterError(ErrorCode::bad_result, reason); }

}  // namespace

const char* to_string(Reason reason) noexcept {
    switch (reason) {
        case Reason::outside:
            return "outside";
        case Reason::assigned:
            return "assigned";
        case Reason::given:
            return "given";
        case Reason::centre:
            return "centre";
        case Reason::core:
            return "core";
        case Reason::attached:
            return "attached";
        case Reason::reciprocal:
            return "reciprocal";
        case Reason::dependent:
            return "dependent";
        case Reason::exclave:
            return "exclave";
        case Reason::enclave:
            return "enclave";
        case Reason::island:
            return "island";
        case Reason::absorbed:
            return "absorbed";
        case Reason::reserve:
            return "reserve";
        case Reason::oversize:
            return "oversize";
        case Reason::merged:
            return "merged";
        case Reason::isolated:
            return "isolated";
        case Reason::balance:
            return "balance";
        case Reason::leads_urban_centre:
            return "leads_urban_centre";
        case Reason::twin:
            return "twin";
        case Reason::nested:
            return "nested";
    }
    return "assigned";
}

Partition::Partition(std::vector<AreaIndex> labels) : area_of_(std::move(labels)) {
    std::map<AreaIndex, AreaIndex> numbers;  // in the order of first units
    for (AreaIndex& label : area_of_) {
        if (label == no_area) continue;
        label = numbers.try_emplace(label, static_cast<AreaIndex>(numbers.size())).first->second;
    }
    area_count_ = numbers.size();
}

Partition::Partition(std::vector<AreaIndex> labels, std::vector<Reason> reasons)
    : Partition(std::move(labels)) {
    reasons_ = std::move(reasons);
    check_reasons();
}

Partition::Partition(std::vector<AreaIndex> labels, std::vector<Core> cores, std::vector<Reason> reasons)
    : area_of_(std::move(labels)),
      cores_(std::move(cores)),
      reasons_(std::move(reasons)),
      area_count_(cores_.size()) {
    check_reasons();
    std::vector<AreaIndex> order(cores_.size());
    std::iota(order.begin(), order.end(), AreaIndex{0});
    std::ranges::stable_sort(order, {}, [this](AreaIndex a) { return cores_[a].centre; });
    std::vector<AreaIndex> number(order.size());
    for (std::size_t k = 0; k < order.size(); ++k) number[order[k]] = static_cast<AreaIndex>(k);
    for (std::size_t u = 0; u < size(); ++u) {
        if (area_of_[u] == no_area) continue;
        if (area_of_[u] >= number.size()) {
            bad("unit number " + std::to_string(u) + " is in area " + std::to_string(area_of_[u]) +
                ", but there are " + std::to_string(number.size()) + " cores");
        }
        area_of_[u] = number[area_of_[u]];
    }
    std::vector<Core> sorted;
    sorted.reserve(cores_.size());
    for (const AreaIndex old : order) sorted.push_back(std::move(cores_[old]));
    cores_ = std::move(sorted);
    for (AreaIndex area = 0; area < cores_.size(); ++area) {
        Core& core = cores_[area];
        std::ranges::sort(core.units);
        if (!std::ranges::binary_search(core.units, core.centre)) {
            bad("the core of area " + std::to_string(area) + " does not hold its centre, unit number " +
                std::to_string(core.centre));
        }
        for (const UnitIndex unit : core.units) {
            if (unit >= size() || area_of_[unit] != area) {
                bad("unit number " + std::to_string(unit) + " is in the core of area " +
                    std::to_string(area) + " but not in the area");
            }
        }
    }
}

void Partition::check_reasons() const {
    if (reasons_.empty() || reasons_.size() == size()) return;
    bad(std::to_string(reasons_.size()) + " reasons for " + std::to_string(size()) + " units");
}

std::vector<UnitIndex> Partition::units(AreaIndex area) const {
    std::vector<UnitIndex> members;
    for (UnitIndex u = 0; u < size(); ++u) {
        if (area_of_[u] == area) members.push_back(u);
    }
    return members;
}

NamedPartition named_partition(const std::vector<AreaIndex>& labels, const std::vector<std::string>& names) {
    NamedPartition result{Partition(labels), {}};
    result.names.resize(result.partition.area_count());
    for (UnitIndex u = 0; u < labels.size(); ++u) {
        if (labels[u] == no_area) continue;
        if (labels[u] >= names.size()) {
            bad("unit number " + std::to_string(u) + " is in area " + std::to_string(labels[u]) +
                ", but there are " + std::to_string(names.size()) + " names");
        }
        result.names[result.partition[u]] = names[labels[u]];
    }
    return result;
}

}  // namespace v0
}  // namespace conurb
