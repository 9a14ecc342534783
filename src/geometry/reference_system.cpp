// SPDX-License-Identifier: MIT
#ifdef CONURB_HAS_PROJ
#include <proj.h>
#endif

#include <algorithm>
#include <conurb/core/error.hpp>
#include <conurb/geometry/reference_system.hpp>
#include <cstddef>
#include <memory>

namespace conurb {
inline namespace v0 {

#ifdef CONURB_HAS_PROJ

namespace {

using Pj = std::unique_ptr<PJ, PJ* (*)(PJ*)>;

Pj owned(PJ* pj) { return {pj, proj_destroy}; }

/// PROJ of our own: silent, and offline, so that the same call gives the same numbers everywhere.
class Proj {
public:
    Proj() : context_(proj_context_create(), proj_context_destroy) {
        proj_log_level(context_.get(), PJ_LOG_NONE);
        proj_context_set_enable_network(context_.get(), 0);
    }

    [[nodiscard]] PJ_CONTEXT* get() const { return context_.get(); }

    [[nodiscard]] Pj system(const std::string& name) const {
        // a PROJ text says whether it means a system or a step of a calculation
        const bool bare =
            name.find("+proj=") != std::string::npos && name.find("+type=") == std::string::npos;
        Pj pj = owned(proj_create(get(), (bare ? name + " +type=crs" : name).c_str()));
        if (!pj || proj_is_crs(pj.get()) == 0) {
            throw ParameterError(ErrorCode::unknown_parameter,
                                 "'" + name.substr(0, 200) +
                                     "' is no reference system that PROJ knows; name it as EPSG:NUMBER, for "
                                     "example EPSG:5179");
        }
        return pj;
    }

private:
    std::unique_ptr<PJ_CONTEXT, PJ_CONTEXT* (*)(PJ_CONTEXT*)> context_;
};

/// The horizontal part of a system, without a shift that is bound to it.
Pj horizontal(const Proj& proj, Pj system) {
    for (;;) {
        const PJ_TYPE type = proj_get_type(system.get());
        if (type == PJ_TYPE_COMPOUND_CRS) {
            system = owned(proj_crs_get_sub_crs(proj.get(), system.get(), 0));
        } else if (type == PJ_TYPE_BOUND_CRS) {
            system = owned(proj_get_source_crs(proj.get(), system.get()));
        } else {
            return system;
        }
    }
}

}  // namespace

bool has_reference_systems() noexcept { return true; }

ReferenceSystem reference_system(const std::string& system) {
    const Proj proj;
    const Pj pj = horizontal(proj, proj.system(system));
    ReferenceSystem result;
    if (const char* const name = proj_get_name(pj.get()); name != nullptr) result.name = name;
    const PJ_TYPE type = proj_get_type(pj.get());
    if (type == PJ_TYPE_GEOGRAPHIC_2D_CRS || type == PJ_TYPE_GEOGRAPHIC_3D_CRS) {
        result.coordinates = Coordinates::geographic;
        result.metres = 0.0;
        return result;
    }
    const Pj axes = owned(proj_crs_get_coordinate_system(proj.get(), pj.get()));
    if (type != PJ_TYPE_PROJECTED_CRS || !axes ||
        proj_cs_get_axis_info(proj.get(), axes.get(), 0, nullptr, nullptr, nullptr, &result.metres, nullptr,
                              nullptr, nullptr) == 0) {
        throw ParameterError(ErrorCode::unknown_parameter, "the reference system '" + result.name +
                                                               "' is neither of degrees nor a projection");
    }
    return result;
}

bool same_reference_system(const std::string& a, const std::string& b) {
    if (a == b) return true;
    const Proj proj;
    const Pj first = horizontal(proj, proj.system(a));
    const Pj second = horizontal(proj, proj.system(b));
    return proj_is_equivalent_to_with_ctx(proj.get(), first.get(), second.get(),
                                          PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS) != 0;
}

std::vector<Point> transformed(std::span<const Point> points, const std::string& from, const std::string& to,
                               const Context& context) {
    std::vector<Point> result(points.begin(), points.end());
    if (from == to || points.empty()) return result;
    const Proj proj;
    const Pj source = proj.system(from);
    const Pj target = proj.system(to);
    Pj way = owned(proj_create_crs_to_crs_from_pj(proj.get(), source.get(), target.get(), nullptr, nullptr));
    if (way) way = owned(proj_normalize_for_visualization(proj.get(), way.get()));  // east comes first
    if (!way) {
        throw ParameterError(ErrorCode::unknown_parameter, "PROJ knows no way from the reference system '" +
                                                               from.substr(0, 200) + "' to '" +
                                                               to.substr(0, 200) + "'");
    }
    constexpr std::size_t block = 4096;
    for (std::size_t at = 0; at < result.size(); at += block) {
        context.check();
        const std::size_t count = std::min(block, result.size() - at);
        proj_trans_generic(way.get(), PJ_FWD, &result[at].x, sizeof(Point), count, &result[at].y,
                           sizeof(Point), count, nullptr, 0, 0, nullptr, 0, 0);
    }
    return result;
}

#else

namespace {

[[noreturn]] void needs_proj(const std::string& what) {
    throw ParameterError(ErrorCode::needs_data,
                         what +
                             " needs PROJ, and conurb was built without it: install libproj-dev and build "
                             "again, or bring all files into one system first (gdalwarp and ogr2ogr, both "
                             "with -t_srs)");
}

}  // namespace

bool has_reference_systems() noexcept { return false; }

ReferenceSystem reference_system(const std::string& system) {
    needs_proj("to look up the reference system '" + system.substr(0, 200) + "'");
}

bool same_reference_system(const std::string& a, const std::string& b) {
    if (a == b) return true;
    needs_proj("to compare the reference systems '" + a.substr(0, 200) + "' and '" + b.substr(0, 200) + "'");
}

std::vector<Point> transformed(std::span<const Point> points, const std::string& from, const std::string& to,
                               const Context&) {
    if (from == to) return {points.begin(), points.end()};
    needs_proj("to bring coordinates from '" + from.substr(0, 200) + "' to '" + to.substr(0, 200) + "'");
}

#endif

}  // namespace v0
}  // namespace conurb
