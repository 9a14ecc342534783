// SPDX-License-Identifier: MIT
#include "geometry/geos.hpp"

#include <cstring>
#include <mutex>
#include <new>

namespace conurb {
inline namespace v0 {
namespace detail {
namespace {

void remember(const char* message, void* target) {
    // called where GEOS handles a failure, perhaps of memory: no place to ask for more
    if (message == nullptr) return;
    auto& kept = *static_cast<std::array<char, 256>*>(target);
    kept.back() = '\0';
    std::strncpy(kept.data(), message, kept.size() - 1);
}

thread_local const std::stop_token* heard = nullptr;
GEOSInterruptCallback* set_by_host = nullptr;

/// GEOS calls this in the midst of its work, on the thread that works. The request of GEOS itself is one flag
/// for all threads, which any of them may take: an exception ends the right one, and the interface in C turns
/// it into a failure.
void on_interruption() {
    if (set_by_host != nullptr) set_by_host();
    if (heard != nullptr && heard->stop_requested()) throw Cancelled();
}

}  // namespace

Geos::Geos(std::stop_token stop) : context_(GEOS_init_r()), stop_(std::move(stop)), heard_before_(heard) {
    static std::once_flag registered;
    std::call_once(registered, [] { set_by_host = GEOS_interruptRegisterCallback(on_interruption); });
    if (context_ == nullptr) throw std::bad_alloc();
    heard = &stop_;
    GEOSContext_setErrorMessageHandler_r(context_, remember, &message_);
    GEOSContext_setNoticeMessageHandler_r(context_, remember, &message_);
}

Geos::~Geos() {
    heard = heard_before_;
    GEOS_finish_r(context_);
}

void Geos::check(bool fine, const char* what) {
    if (fine) return;
    const std::string message(message_.data());
    message_.front() = '\0';
    if (stop_.stop_requested()) throw Cancelled();
    if (message.find("bad_alloc") != std::string::npos) throw std::bad_alloc();
    std::string reason = std::string(what) + " failed";
    if (!message.empty()) reason += ": " + message;
    throw GeometryError(ErrorCode::invalid_geometry, reason, {.unit = unit});
}

Geos::Geometry Geos::own(GEOSGeometry* geometry, const char* what) {
    check(geometry != nullptr, what);
    return {geometry, Destroy{context_}};
}

Geos::Prepared Geos::prepared(const GEOSGeometry* geometry) {
    const GEOSPreparedGeometry* result = GEOSPrepare_r(context_, geometry);
    check(result != nullptr, "preparing a shape");
    return {result, DestroyPrepared{context_}};
}

Geos::Geometry Geos::line(const Ring& points, bool closed) {
    const auto n = static_cast<unsigned>(points.size());
    GEOSCoordSequence* sequence = GEOSCoordSeq_create_r(context_, n + (closed ? 1U : 0U), 2);
    check(sequence != nullptr, "making a line");
    for (unsigned i = 0; i < n; ++i) GEOSCoordSeq_setXY_r(context_, sequence, i, points[i].x, points[i].y);
    if (closed && n > 0) GEOSCoordSeq_setXY_r(context_, sequence, n, points[0].x, points[0].y);
    return own(GEOSGeom_createLineString_r(context_, sequence), "making a line");
}

Geos::Geometry Geos::polygon(const Polygon& polygon) {
    const auto ring = [&](const Ring& points) {
        const auto n = static_cast<unsigned>(points.size());
        if (n < 3) check(false, "making a ring of fewer than three points");
        GEOSCoordSequence* sequence = GEOSCoordSeq_create_r(context_, n + 1, 2);
        check(sequence != nullptr, "making a ring");
        for (unsigned i = 0; i <= n; ++i) {
            GEOSCoordSeq_setXY_r(context_, sequence, i, points[i % n].x, points[i % n].y);
        }
        return own(GEOSGeom_createLinearRing_r(context_, sequence), "making a ring");
    };
    Geometry outer = ring(polygon.outer);
    std::vector<Geometry> holes;
    for (const Ring& hole : polygon.holes) holes.push_back(ring(hole));
    std::vector<GEOSGeometry*> raw;
    for (Geometry& hole : holes) raw.push_back(hole.release());
    return own(
        GEOSGeom_createPolygon_r(context_, outer.release(), raw.data(), static_cast<unsigned>(raw.size())),
        "making a polygon");
}

Geos::Geometry Geos::collection(int type, std::vector<Geometry> parts) {
    std::vector<GEOSGeometry*> raw;
    raw.reserve(parts.size());
    for (Geometry& part : parts) raw.push_back(part.release());
    return own(GEOSGeom_createCollection_r(context_, type, raw.data(), static_cast<unsigned>(raw.size())),
               "making a collection");
}

Geos::Geometry Geos::multipolygon(const Shape& shape) {
    std::vector<Geometry> parts;
    parts.reserve(shape.size());
    for (const Polygon& p : shape) parts.push_back(polygon(p));
    return collection(GEOS_MULTIPOLYGON, std::move(parts));
}

bool Geos::valid(const GEOSGeometry* geometry) {
    const char answer = GEOSisValid_r(context_, geometry);
    check(answer != 2, "looking whether a shape is valid");
    return answer == 1;
}

Geos::Geometry Geos::repaired(Geometry geometry) {
    if (valid(geometry.get())) return geometry;
    GEOSMakeValidParams* how = GEOSMakeValidParams_create_r(context_);
    check(how != nullptr, "repairing a shape");
    GEOSMakeValidParams_setMethod_r(context_, how, GEOS_MAKE_VALID_STRUCTURE);
    GEOSMakeValidParams_setKeepCollapsed_r(context_, how, 0);
    GEOSGeometry* result = GEOSMakeValidWithParams_r(context_, geometry.get(), how);
    GEOSMakeValidParams_destroy_r(context_, how);
    return own(result, "repairing a shape");
}

Geos::Geometry Geos::repaired(const Polygon& given) {
    Geometry whole = polygon(given);
    if (valid(whole.get())) return whole;
    Geometry shell = repaired(polygon({given.outer, {}}));
    for (const Ring& ring : given.holes) {
        const Geometry hole = repaired(polygon({ring, {}}));
        shell = own(GEOSDifference_r(context_, shell.get(), hole.get()), "taking off a hole");
    }
    return shell;
}

Ring Geos::points(const GEOSGeometry* line) {
    const GEOSCoordSequence* sequence = GEOSGeom_getCoordSeq_r(context_, line);
    check(sequence != nullptr, "reading a ring");
    unsigned n = 0;
    check(GEOSCoordSeq_getSize_r(context_, sequence, &n) != 0, "reading a ring");
    Ring ring(n);
    for (unsigned i = 0; i < n; ++i) GEOSCoordSeq_getXY_r(context_, sequence, i, &ring[i].x, &ring[i].y);
    return ring;
}

Point Geos::point(const GEOSGeometry* geometry) {
    Point p;
    check(GEOSGeomGetX_r(context_, geometry, &p.x) == 1 && GEOSGeomGetY_r(context_, geometry, &p.y) == 1,
          "reading a point");
    return p;
}

Shape Geos::shape(const GEOSGeometry* geometry) {
    const int type = GEOSGeomTypeId_r(context_, geometry);
    Shape result;
    if (type == GEOS_POLYGON) {
        if (GEOSisEmpty_r(context_, geometry) == 1) return result;
        const auto open = [&](const GEOSGeometry* ring) {
            Ring r = points(ring);
            if (r.size() > 1 && r.front() == r.back()) r.pop_back();
            return r;
        };
        Polygon polygon;
        polygon.outer = open(GEOSGetExteriorRing_r(context_, geometry));
        const int holes = GEOSGetNumInteriorRings_r(context_, geometry);
        for (int i = 0; i < holes; ++i)
            polygon.holes.push_back(open(GEOSGetInteriorRingN_r(context_, geometry, i)));
        result.push_back(std::move(polygon));
    } else if (type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION) {
        const int parts = GEOSGetNumGeometries_r(context_, geometry);
        for (int i = 0; i < parts; ++i) {
            Shape part = shape(GEOSGetGeometryN_r(context_, geometry, i));
            for (Polygon& polygon : part) result.push_back(std::move(polygon));
        }
    }
    return result;
}

}  // namespace detail
}  // namespace v0
}  // namespace conurb
