// SPDX-License-Identifier: MIT
// The reentrant C interface of GEOS with owners for what it allocates. One `Geos` per thread and piece of
// work.
#pragma once

#include <geos_c.h>

#include <array>
#include <conurb/core/error.hpp>
#include <conurb/geometry/shape.hpp>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace conurb {
inline namespace v0 {
namespace detail {

/// A context of GEOS. Failures become `GeometryError` invalid_geometry with the message of GEOS; who knows
/// which unit is concerned sets `unit` before.
class Geos {
public:
    struct Destroy {
        GEOSContextHandle_t context = nullptr;
        void operator()(GEOSGeometry* geometry) const noexcept { GEOSGeom_destroy_r(context, geometry); }
    };
    using Geometry = std::unique_ptr<GEOSGeometry, Destroy>;

    struct DestroyPrepared {
        GEOSContextHandle_t context = nullptr;
        void operator()(const GEOSPreparedGeometry* geometry) const noexcept {
            GEOSPreparedGeom_destroy_r(context, geometry);
        }
    };
    using Prepared = std::unique_ptr<const GEOSPreparedGeometry, DestroyPrepared>;

    /// While it lives, operations of GEOS on this thread end with `Cancelled` soon after a stop request.
    explicit Geos(std::stop_token stop = {});
    Geos(const Geos&) = delete;
    Geos& operator=(const Geos&) = delete;
    ~Geos();

    [[nodiscard]] GEOSContextHandle_t context() const noexcept { return context_; }

    /// Owns what a function of GEOS returned; throws where it is null. `what` names the operation.
    [[nodiscard]] Geometry own(GEOSGeometry* geometry, const char* what);
    /// For functions that return 0 on failure, or 2 for predicates.
    void check(bool fine, const char* what);
    /// The answer of a predicate of GEOS.
    [[nodiscard]] bool yes(char answer, const char* what = "comparing shapes") {
        check(answer != 2, what);
        return answer == 1;
    }

    /// For many questions to one shape, which must outlive it.
    [[nodiscard]] Prepared prepared(const GEOSGeometry* geometry);

    /// A polygon of open rings.
    [[nodiscard]] Geometry polygon(const Polygon& polygon);
    /// A multipolygon, valid or not.
    [[nodiscard]] Geometry multipolygon(const Shape& shape);
    /// A collection (of a GEOS type number) that takes over its parts.
    [[nodiscard]] Geometry collection(int type, std::vector<Geometry> parts);
    /// Any line from points; closed on request.
    [[nodiscard]] Geometry line(const Ring& points, bool closed);
    /// The same area by the rules of OGC; of bow-ties both wings.
    [[nodiscard]] Geometry repaired(Geometry geometry);
    /// A polygon by these rules; holes take off what of them lies in it, wherever else they go.
    [[nodiscard]] Geometry repaired(const Polygon& polygon);
    [[nodiscard]] bool valid(const GEOSGeometry* geometry);
    /// All polygons in a geometry of any type, as open rings in GEOS's order; lines and points are passed
    /// over.
    [[nodiscard]] Shape shape(const GEOSGeometry* geometry);
    [[nodiscard]] Ring points(const GEOSGeometry* ring_or_line);
    [[nodiscard]] Point point(const GEOSGeometry* geometry);

    std::string unit;  ///< code of the unit that is worked on, for messages

private:
    GEOSContextHandle_t context_ = nullptr;
    std::stop_token stop_;
    const std::stop_token* heard_before_ = nullptr;  // of a `Geos` around this one
    std::array<char, 256> message_{};                // the last one of GEOS
};

}  // namespace detail
}  // namespace v0
}  // namespace conurb
