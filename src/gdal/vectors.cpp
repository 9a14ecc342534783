// SPDX-License-Identifier: MIT
#include <cpl_conv.h>
#include <iconv.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include <algorithm>
#include <array>
#include <conurb/core/error.hpp>
#include <conurb/gdal/formats.hpp>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "detail/progress.hpp"
#include "detail/text.hpp"
#include "gdal/gdal.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using detail::Dataset;
using detail::Listening;

using System = std::unique_ptr<std::remove_pointer_t<OGRSpatialReferenceH>, void (*)(OGRSpatialReferenceH)>;
using Transformation = std::unique_ptr<std::remove_pointer_t<OGRCoordinateTransformationH>,
                                       void (*)(OGRCoordinateTransformationH)>;
using FeatureHandle = std::unique_ptr<std::remove_pointer_t<OGRFeatureH>, void (*)(OGRFeatureH)>;

[[noreturn]] void refuse(const std::string& path, const std::string& why,
                         ErrorCode code = ErrorCode::cannot_read) {
    throw InputError(code, why, {.file = path});
}

FeatureHandle next_feature(OGRLayerH layer) { return {OGR_L_GetNextFeature(layer), OGR_F_Destroy}; }

/// The type of geometry of a layer; where it says none, that of its first shape.
OGRwkbGeometryType type_of(OGRLayerH layer) {
    const OGRwkbGeometryType type = OGR_GT_Flatten(OGR_L_GetGeomType(layer));
    if (type != wkbUnknown) return type;
    OGR_L_ResetReading(layer);
    for (FeatureHandle feature = next_feature(layer); feature; feature = next_feature(layer)) {
        OGRGeometryH const shape = OGR_F_GetGeometryRef(feature.get());
        if (shape != nullptr) return OGR_GT_Flatten(OGR_G_GetGeometryType(shape));
    }
    return wkbUnknown;
}

bool of_polygons(OGRLayerH layer) {
    const OGRwkbGeometryType type = type_of(layer);
    return OGR_GT_IsSubClassOf(type, wkbSurface) != 0 || OGR_GT_IsSubClassOf(type, wkbMultiSurface) != 0 ||
           type == wkbGeometryCollection;
}

/// The layers that there are, in words.
std::string all_layers(GDALDatasetH dataset) {
    std::string text;
    for (int k = 0; k < GDALDatasetGetLayerCount(dataset); ++k) {
        OGRLayerH const layer = GDALDatasetGetLayer(dataset, k);
        if (k == 20) return text + ", ...";
        text += std::string(k == 0 ? "" : ", ") + '\'' + OGR_L_GetName(layer) + "' (" +
                OGRGeometryTypeToName(type_of(layer)) + ", " +
                std::to_string(OGR_L_GetFeatureCount(layer, TRUE)) + " features)";
    }
    return text.empty() ? "none" : text;
}

OGRLayerH choose_layer(GDALDatasetH dataset, const std::string& name, const std::string& path) {
    if (!name.empty()) {
        for (int k = 0; k < GDALDatasetGetLayerCount(dataset); ++k) {
            OGRLayerH const layer = GDALDatasetGetLayer(dataset, k);
            if (name == OGR_L_GetName(layer)) return layer;
        }
        refuse(path, "has no layer '" + name + "'; there are: " + all_layers(dataset));
    }
    OGRLayerH chosen = nullptr;
    for (int k = 0; k < GDALDatasetGetLayerCount(dataset); ++k) {
        OGRLayerH const layer = GDALDatasetGetLayer(dataset, k);
        if (!of_polygons(layer)) continue;
        if (chosen != nullptr) {
            refuse(path,
                   "has several layers of polygons; name one by --borders-layer: " + all_layers(dataset),
                   ErrorCode::ambiguous);
        }
        chosen = layer;
    }
    if (chosen == nullptr) refuse(path, "has no layer of polygons; its layers: " + all_layers(dataset));
    return chosen;
}

/// Whether a system says where on the earth: those of layers that cannot say nothing do not.
bool says_something(OGRSpatialReferenceH system) {
    if (system == nullptr) return false;
    const char* const name = OSRGetName(system);
    const std::string lower = name == nullptr ? std::string() : detail::lower(name);
    if (lower.starts_with("undefined") || lower.starts_with("unknown engineering")) return false;
    return OSRIsGeographic(system) != 0 || OSRIsProjected(system) != 0;
}

/// To longitude and latitude; nothing where nobody knows from where.
std::optional<Transformation> to_degrees(OGRLayerH layer, const std::string& named, const std::string& path,
                                         const Listening& gdal) {
    const System given(OSRNewSpatialReference(nullptr), OSRDestroySpatialReference);
    OGRSpatialReferenceH from = OGR_L_GetSpatialRef(layer);
    if (!named.empty()) {
        if (OSRSetFromUserInput(given.get(), named.c_str()) != OGRERR_NONE) {
            throw ParameterError(ErrorCode::unknown_parameter,
                                 "'" + named + "' is no reference system; name it as EPSG:NUMBER",
                                 {.file = path});
        }
        from = given.get();
    } else if (!says_something(from)) {
        return std::nullopt;
    }
    const System source(OSRClone(from), OSRDestroySpatialReference);
    const System target(OSRNewSpatialReference(nullptr), OSRDestroySpatialReference);
    OSRSetFromUserInput(target.get(), "OGC:CRS84");
    OSRSetAxisMappingStrategy(source.get(), OAMS_TRADITIONAL_GIS_ORDER);
    OSRSetAxisMappingStrategy(target.get(), OAMS_TRADITIONAL_GIS_ORDER);
    Transformation way(OCTNewCoordinateTransformation(source.get(), target.get()),
                       OCTDestroyCoordinateTransformation);
    if (!way) refuse(path, gdal.reason("cannot be brought to longitude and latitude"));
    return way;
}

/// A text from another encoding as UTF-8; nothing where it is not in that.
std::optional<std::string> recoded(const std::string& text, const char* encoding) {
    iconv_t const converter = iconv_open("UTF-8", encoding);
    // NOLINTNEXTLINE(performance-no-int-to-ptr): iconv says so in this way
    if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
    std::string result(text.size() * 4, '\0');
    std::string source = text;
    char* in = source.data();
    char* out = result.data();
    std::size_t in_left = source.size();
    std::size_t out_left = result.size();
    const std::size_t done = iconv(converter, &in, &in_left, &out, &out_left);
    iconv_close(converter);
    if (done == static_cast<std::size_t>(-1) || in_left != 0) return std::nullopt;
    result.resize(result.size() - out_left);
    return result;
}

bool is_utf8(const std::string& text) { return recoded(text, "UTF-8").has_value(); }

std::string json_text(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            constexpr std::string_view digits = "0123456789abcdef";
            out += "\\u00";
            out += digits[static_cast<unsigned char>(c) >> 4U];
            out += digits[static_cast<unsigned char>(c) & 15U];
        } else {
            out += c;
        }
    }
    return out + '"';
}

/// A layer as GeoJSON, which our own reader knows how to judge.
class LayerText {
public:
    LayerText(OGRLayerH layer, const std::string& path, const VectorInput& how, const Listening& gdal,
              const Context& context)
        : layer_(layer), path_(path), how_(how), gdal_(gdal), context_(context) {}

    /// Whether all texts of the layer are UTF-8, or, where `encoding` is given, of that.
    [[nodiscard]] bool texts_are(const char* encoding) const {
        OGR_L_ResetReading(layer_);
        const int fields = OGR_FD_GetFieldCount(OGR_L_GetLayerDefn(layer_));
        for (FeatureHandle feature = next_feature(layer_); feature; feature = next_feature(layer_)) {
            context_.check();
            for (int k = 0; k < fields; ++k) {
                if (!is_text(k)) continue;
                const std::string text = OGR_F_GetFieldAsString(feature.get(), k);
                if (encoding == nullptr ? !is_utf8(text) : !recoded(text, encoding)) return false;
            }
        }
        return true;
    }

    [[nodiscard]] std::string text(OGRCoordinateTransformationH way, const char* encoding) const {
        std::string all = R"({"type":"FeatureCollection","features":[)";
        OGR_L_ResetReading(layer_);
        const GIntBig count = std::max<GIntBig>(OGR_L_GetFeatureCount(layer_, FALSE), 1);
        detail::Progress progress(context_, "reading borders with GDAL", static_cast<std::size_t>(count));
        std::size_t done = 0;
        for (FeatureHandle feature = next_feature(layer_); feature; feature = next_feature(layer_)) {
            progress.step(done);
            all += done++ == 0 ? "\n" : ",\n";
            all += R"({"type":"Feature","properties":{)" + properties(feature.get(), encoding) +
                   R"(},"geometry":)" + geometry(feature.get(), way) + '}';
        }
        if (gdal_.failed()) refuse(path_, gdal_.reason("cannot be read"));
        progress.finish();
        return all + "]}";
    }

private:
    [[nodiscard]] bool is_text(int field) const {
        return OGR_Fld_GetType(OGR_FD_GetFieldDefn(OGR_L_GetLayerDefn(layer_), field)) == OFTString;
    }
    [[nodiscard]] std::string name(int field) const {
        std::string given = OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(OGR_L_GetLayerDefn(layer_), field));
        if (is_utf8(given)) return given;
        return recoded(given, "CP949").value_or("field " + std::to_string(field + 1));
    }
    [[nodiscard]] std::string properties(OGRFeatureH feature, const char* encoding) const {
        std::string all;
        const int fields = OGR_FD_GetFieldCount(OGR_L_GetLayerDefn(layer_));
        for (int k = 0; k < fields; ++k) {
            if (OGR_F_IsFieldSetAndNotNull(feature, k) == 0) continue;
            std::string value = OGR_F_GetFieldAsString(feature, k);
            if (encoding != nullptr && is_text(k)) value = recoded(value, encoding).value_or(value);
            if (!is_utf8(value)) {
                if (name(k) == how_.borders.code) {
                    throw InputError(ErrorCode::encoding,
                                     "feature " + std::to_string(OGR_F_GetFID(feature)) + ", field '" +
                                         name(k) + "': neither UTF-8 nor CP949; --encoding names what it is",
                                     {.file = path_});
                }
                continue;  // no code then, which the reader of borders tells
            }
            all += (all.empty() ? "" : ",") + json_text(name(k)) + ':' + json_text(value);
        }
        return all;
    }
    [[nodiscard]] std::string geometry(OGRFeatureH feature, OGRCoordinateTransformationH way) const {
        OGRGeometryH const held = OGR_F_GetGeometryRef(feature);
        if (held == nullptr || OGR_G_IsEmpty(held) != 0) return "null";
        const std::unique_ptr<std::remove_pointer_t<OGRGeometryH>, void (*)(OGRGeometryH)> shape(
            OGR_G_GetLinearGeometry(held, 0.0, nullptr), OGR_G_DestroyGeometry);
        OGR_G_FlattenTo2D(shape.get());
        if (way != nullptr && OGR_G_Transform(shape.get(), way) != OGRERR_NONE) {
            refuse(path_, "feature " + std::to_string(OGR_F_GetFID(feature)) + ": " +
                              gdal_.reason("cannot be brought to longitude and latitude"));
        }
        std::array<char, 24> precision = {"COORDINATE_PRECISION=15"};
        std::array<char*, 2> options = {precision.data(), nullptr};
        const std::unique_ptr<char, void (*)(void*)> text(OGR_G_ExportToJsonEx(shape.get(), options.data()),
                                                          CPLFree);
        return text ? std::string(text.get()) : "null";
    }

    OGRLayerH layer_;
    const std::string& path_;
    const VectorInput& how_;
    const Listening& gdal_;
    const Context& context_;
};

/// What GDAL is asked to open: zipped files by their own name.
std::string name_for_gdal(const std::string& path) {
    return detail::lower(path).ends_with(".zip") && !path.starts_with("/vsi") ? "/vsizip/" + path : path;
}

}  // namespace

Borders read_vector_borders(const std::string& path, const Units& units, const VectorInput& how,
                            ValidationReport* report, const Context& context) {
    const Listening gdal;
    context.check();
    std::vector<std::string> options;
    if (!how.encoding.empty()) options.push_back("ENCODING=" + how.encoding);
    Dataset dataset = detail::open_dataset(name_for_gdal(path), GDAL_OF_VECTOR, options);
    if (!dataset) refuse(path, gdal.reason("cannot be opened"));
    OGRLayerH layer = choose_layer(dataset.get(), how.borders.layer, path);
    const char* encoding = nullptr;
    if (!LayerText(layer, path, how, gdal, context).texts_are(nullptr)) {
        // what the file says of its encoding is wrong or nothing: its bytes as they are
        const std::string chosen = OGR_L_GetName(layer);
        dataset = detail::open_dataset(name_for_gdal(path), GDAL_OF_VECTOR, {"ENCODING="});
        if (!dataset) refuse(path, gdal.reason("cannot be opened"));
        layer = choose_layer(dataset.get(), chosen, path);
        if (LayerText(layer, path, how, gdal, context).texts_are("CP949")) {
            encoding = "CP949";
            if (report != nullptr) {
                report->note(FindingKind::encoding,
                             "texts are not UTF-8 and are read as CP949 (--encoding names another)",
                             {.file = path});
            }
        }
    }
    BordersInput borders = how.borders;
    const std::optional<Transformation> way = to_degrees(layer, borders.system, path, gdal);
    if (way) borders.coordinates = Coordinates::geographic;
    std::string text = LayerText(layer, path, how, gdal, context).text(way ? way->get() : nullptr, encoding);
    context.check();
    return parse_borders(std::move(text), path, units, borders, report, context);
}

}  // namespace v0
}  // namespace conurb
