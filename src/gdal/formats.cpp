// SPDX-License-Identifier: MIT
#include <cpl_conv.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <gdal_utils.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/gdal/formats.hpp>
#include <conurb/output/file_set.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace conurb {
inline namespace v0 {
namespace {

using Dataset = std::unique_ptr<void, void (*)(GDALDatasetH)>;

/// GDAL's last word on what went wrong, without its line ends.
std::string reason(const std::string& otherwise) {
    std::string text = CPLGetLastErrorMsg();
    std::ranges::replace(text, '\n', ' ');
    return text.empty() ? otherwise : text;
}

/// Errors are thrown by us, so GDAL need not print them.
class Quiet {
public:
    Quiet() {
        static std::once_flag once;
        std::call_once(once, GDALAllRegister);
        CPLPushErrorHandler(CPLQuietErrorHandler);
        CPLErrorReset();
    }
    Quiet(const Quiet&) = delete;
    Quiet& operator=(const Quiet&) = delete;
    ~Quiet() { CPLPopErrorHandler(); }
};

/// A file in memory with a name of its own.
class MemoryFile {
public:
    explicit MemoryFile(const std::string& ending)
        : name_("/vsimem/conurb-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)) + ending) {}
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    ~MemoryFile() { VSIUnlink(name_.c_str()); }
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] std::string content() const {
        vsi_l_offset size = 0;
        const GByte* const bytes = VSIGetMemFileBuffer(name_.c_str(), &size, FALSE);
        if (bytes == nullptr) return {};
        return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
    }

private:
    std::string name_;
};

Dataset open(const std::string& path, unsigned flags, const std::vector<std::string>& options = {}) {
    std::vector<const char*> list;
    for (const std::string& option : options) list.push_back(option.c_str());
    list.push_back(nullptr);
    return {GDALOpenEx(path.c_str(), flags | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, nullptr, list.data(),
                       nullptr),
            [](GDALDatasetH dataset) {
                if (dataset != nullptr) GDALClose(dataset);
            }};
}

/// A dataset translated to another file. Nothing where it failed.
Dataset translate(GDALDatasetH from, const std::string& to, const std::vector<std::string>& arguments) {
    std::vector<char*> list;
    std::vector<std::string> words = arguments;
    for (std::string& word : words) list.push_back(word.data());
    list.push_back(nullptr);
    const std::unique_ptr<GDALVectorTranslateOptions, void (*)(GDALVectorTranslateOptions*)> options(
        GDALVectorTranslateOptionsNew(list.data(), nullptr), GDALVectorTranslateOptionsFree);
    int problem = 0;
    Dataset result(
        options ? GDALVectorTranslate(to.c_str(), nullptr, 1, &from, options.get(), &problem) : nullptr,
        [](GDALDatasetH dataset) {
            if (dataset != nullptr) GDALClose(dataset);
        });
    if (problem != 0) result.reset();
    return result;
}

}  // namespace

Borders read_vector_borders(const std::string& path, const Units& units, const VectorInput& options,
                            ValidationReport* report, const Context& context) {
    const Quiet quiet;
    context.check();
    const auto refuse = [&](const std::string& why) {
        throw InputError(ErrorCode::cannot_read, why, {.file = path});
    };
    std::vector<std::string> opening;
    if (!options.encoding.empty()) opening.push_back("ENCODING=" + options.encoding);
    const Dataset dataset = open(path, GDAL_OF_VECTOR, opening);
    if (!dataset) refuse(reason("cannot be opened"));
    OGRLayerH const layer = options.layer.empty()
                                ? GDALDatasetGetLayer(dataset.get(), 0)
                                : GDALDatasetGetLayerByName(dataset.get(), options.layer.c_str());
    if (layer == nullptr)
        refuse(options.layer.empty() ? "has no layer" : "has no layer '" + options.layer + "'");
    std::vector<std::string> arguments = {
        "-f", "GeoJSON", "-lco", "RFC7946=NO", "-lco", "COORDINATE_PRECISION=15", "-dim", "XY"};
    BordersInput borders = options.borders;
    OGRSpatialReferenceH const system = OGR_L_GetSpatialRef(layer);
    if (system != nullptr) {
        arguments.insert(arguments.end(), {"-t_srs", "EPSG:4326"});
        borders.coordinates = Coordinates::geographic;
    }
    arguments.emplace_back(OGR_L_GetName(layer));
    const MemoryFile geojson(".geojson");
    if (!translate(dataset.get(), geojson.name(), arguments)) refuse(reason("cannot be translated"));
    context.check();
    return parse_borders(geojson.content(), path, units, borders, report, context);
}

void write_vector_areas(const std::string& path, const Region& region, const Delineation& delineation,
                        const std::vector<AreaShapes>& shapes, Coordinates coordinates,
                        const Context& context) {
    namespace fs = std::filesystem;
    const std::string ending = fs::path(path).extension().string();
    std::string format;
    for (const auto& [known, name] :
         {std::pair(".gpkg", "GPKG"), std::pair(".fgb", "FlatGeobuf"), std::pair(".geojson", "GeoJSON")}) {
        if (ending == known) format = name;
    }
    if (format.empty()) {
        throw ParameterError(
            ErrorCode::unknown_parameter,
            "'" + path + "' ends in neither .gpkg, .fgb nor .geojson, so its format is unknown");
    }
    const Quiet quiet;
    context.check();
    std::string text = areas_geojson(region, delineation, shapes, coordinates);
    const MemoryFile source(".geojson");
    VSIFCloseL(VSIFileFromMemBuffer(source.name().c_str(), reinterpret_cast<GByte*>(text.data()), text.size(),
                                    FALSE));
    const auto refuse = [&](const std::string& why) {
        throw OutputError(ErrorCode::cannot_write, "cannot be written: " + why, {.file = path});
    };
    const Dataset dataset = open(source.name(), GDAL_OF_VECTOR);
    if (!dataset) refuse(reason("no areas"));

    std::vector<std::string> arguments = {"-f",   format,  "-mapFieldType", "StringList=String",
                                          "-nln", "areas", "-nlt",          "MULTIPOLYGON",
                                          "-dim", "XY"};
    // GeoJSON is taken for longitude and latitude by GDAL; projected numbers are nothing of the kind
    arguments.insert(arguments.end(), {"-a_srs", coordinates == Coordinates::geographic ? "EPSG:4326" : ""});
    FileSet files;
    files.add(path, [&](const std::string& aside) {
        Dataset written = translate(dataset.get(), aside, arguments);
        if (!written) refuse(reason("cannot be translated"));
        CPLErrorReset();
        written.reset();  // the file is complete only now
        if (CPLGetLastErrorType() >= CE_Failure) refuse(reason("cannot be closed"));
    });
    files.write();
}

Grid<double> read_raster(const std::string& path, const Context& context) {
    const Quiet quiet;
    context.check();
    const auto refuse = [&](ErrorCode code, const std::string& why) {
        throw InputError(code, why, {.file = path});
    };
    const Dataset dataset = open(path, GDAL_OF_RASTER);
    if (!dataset) refuse(ErrorCode::cannot_read, reason("cannot be opened"));
    GDALRasterBandH const band = GDALGetRasterBand(dataset.get(), 1);
    if (band == nullptr) refuse(ErrorCode::malformed, "has no band");
    std::array<double, 6> t{};
    if (GDALGetGeoTransform(dataset.get(), t.data()) != CE_None)
        refuse(ErrorCode::malformed, "has no position");
    if (t[2] != 0.0 || t[4] != 0.0 || !(t[1] > 0.0) || std::abs(t[1] + t[5]) > 1e-6 * t[1]) {
        refuse(ErrorCode::malformed, "has cells that are not square with north up: " + std::to_string(t[1]) +
                                         " by " + std::to_string(-t[5]));
    }
    GridFrame frame;
    frame.rows = static_cast<std::uint32_t>(GDALGetRasterBandYSize(band));
    frame.columns = static_cast<std::uint32_t>(GDALGetRasterBandXSize(band));
    frame.cell_size = t[1];
    frame.west = t[0];
    frame.south = t[3] - t[1] * frame.rows;
    int has_nodata = 0;
    const double nodata = GDALGetRasterNoDataValue(band, &has_nodata);
    Grid<double> grid(frame, 0.0, has_nodata != 0 ? std::optional(nodata) : std::nullopt);
    for (std::uint32_t row = 0; row < frame.rows; ++row) {
        if (row % 256 == 0) {
            context.check();
            context.report("reading raster", static_cast<double>(row) / frame.rows);
        }
        if (GDALRasterIO(band, GF_Read, 0, static_cast<int>(row), static_cast<int>(frame.columns), 1,
                         &grid(row, 0), static_cast<int>(frame.columns), 1, GDT_Float64, 0, 0) != CE_None) {
            refuse(ErrorCode::cannot_read, reason("cannot be read") + " (row " + std::to_string(row) + ')');
        }
    }
    context.report("reading raster", 1.0);
    return grid;
}

}  // namespace v0
}  // namespace conurb
