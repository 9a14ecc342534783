// SPDX-License-Identifier: MIT
#include <cpl_conv.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <gdal_utils.h>
#include <ogr_srs_api.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <conurb/core/error.hpp>
#include <conurb/gdal/formats.hpp>
#include <conurb/output/file_set.hpp>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "detail/progress.hpp"
#include "gdal/gdal.hpp"

namespace conurb {
inline namespace v0 {
namespace {

using detail::close_dataset;
using detail::Dataset;
using detail::Listening;
using detail::open_dataset;

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
        close_dataset);
    if (problem != 0) result.reset();
    return result;
}

}  // namespace

void write_vector_areas(const std::string& path, const Region& region, const Delineation& delineation,
                        const std::vector<AreaShapes>& shapes, Coordinates coordinates,
                        const Context& context, const std::string& system) {
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
    const Listening gdal;
    context.check();
    std::string text = areas_geojson(region, delineation, shapes, coordinates);
    const MemoryFile source(".geojson");
    VSIFCloseL(VSIFileFromMemBuffer(source.name().c_str(), reinterpret_cast<GByte*>(text.data()), text.size(),
                                    FALSE));
    const auto refuse = [&](const std::string& why) {
        throw OutputError(ErrorCode::cannot_write, "cannot be written: " + why, {.file = path});
    };
    const Dataset dataset = open_dataset(source.name(), GDAL_OF_VECTOR);
    if (!dataset) refuse(gdal.reason("no areas"));

    std::vector<std::string> arguments = {"-f",   format,  "-mapFieldType", "StringList=String",
                                          "-nln", "areas", "-nlt",          "MULTIPOLYGON",
                                          "-dim", "XY"};
    // GeoJSON is taken for longitude and latitude by GDAL; projected numbers are nothing of the kind
    const std::string projected =
        system.empty() ? R"(LOCAL_CS["Undefined Cartesian SRS",UNIT["metre",1]])" : system;
    arguments.insert(arguments.end(),
                     {"-a_srs", coordinates == Coordinates::geographic ? "EPSG:4326" : projected});
    FileSet files;
    files.add(path, [&](const std::string& aside) {
        Dataset written = translate(dataset.get(), aside, arguments);
        if (!written) refuse(gdal.reason("cannot be translated"));
        written.reset();  // the file is complete only now
        if (gdal.failed()) refuse(gdal.reason("cannot be closed"));
    });
    files.write();
}

namespace {

/// The bands that hold data, from 1.
std::vector<int> data_bands(GDALDatasetH dataset) {
    std::vector<int> bands;
    for (int k = 1; k <= GDALGetRasterCount(dataset); ++k) {
        if (GDALGetRasterColorInterpretation(GDALGetRasterBand(dataset, k)) != GCI_AlphaBand)
            bands.push_back(k);
    }
    return bands;
}

GDALRasterBandH choose_band(GDALDatasetH dataset, std::optional<std::size_t> wanted,
                            const std::string& path) {
    const std::vector<int> bands = data_bands(dataset);
    if (bands.empty()) throw InputError(ErrorCode::malformed, "has no band", {.file = path});
    if (wanted) {
        if (*wanted < 1 || *wanted > static_cast<std::size_t>(GDALGetRasterCount(dataset))) {
            throw ParameterError(ErrorCode::parameter_range,
                                 "band " + std::to_string(*wanted) + " is none of the " +
                                     std::to_string(GDALGetRasterCount(dataset)),
                                 {.file = path});
        }
        return GDALGetRasterBand(dataset, static_cast<int>(*wanted));
    }
    if (bands.size() > 1) {
        std::string names;
        for (const int k : bands) {
            const std::string name = GDALGetDescription(GDALGetRasterBand(dataset, k));
            names +=
                (names.empty() ? "" : ", ") + std::to_string(k) + (name.empty() ? "" : " '" + name + '\'');
        }
        throw InputError(ErrorCode::ambiguous,
                         "has " + std::to_string(bands.size()) + " bands; name one by --grid-band: " + names,
                         {.file = path});
    }
    return GDALGetRasterBand(dataset, bands.front());
}

GridFrame frame_of(GDALDatasetH dataset, GDALRasterBandH band, const std::string& path) {
    const auto refuse = [&](const std::string& why) {
        throw InputError(ErrorCode::malformed, why, {.file = path});
    };
    std::array<double, 6> t{};
    if (GDALGetGeoTransform(dataset, t.data()) != CE_None) refuse("has no position");
    if (t[2] != 0.0 || t[4] != 0.0 || !(t[1] > 0.0) || std::abs(t[1] + t[5]) > 1e-6 * t[1]) {
        refuse("has cells that are not square with north up: " + std::to_string(t[1]) + " by " +
               std::to_string(-t[5]));
    }
    GridFrame frame;
    frame.rows = static_cast<std::uint32_t>(GDALGetRasterBandYSize(band));
    frame.columns = static_cast<std::uint32_t>(GDALGetRasterBandXSize(band));
    frame.cell_size = t[1];
    frame.west = t[0];
    frame.south = t[3] - t[1] * frame.rows;
    OGRSpatialReferenceH const system = GDALGetSpatialRef(dataset);
    if (system != nullptr && (OSRIsGeographic(system) != 0 || OSRIsProjected(system) != 0)) {
        char* text = nullptr;
        if (OSRExportToWkt(system, &text) == OGRERR_NONE) frame.system = text;
        CPLFree(text);
    }
    return frame;
}

/// What the raw values of a band stand for.
struct Values {
    double scale = 1.0;
    double offset = 0.0;
    std::optional<double> nodata = std::nullopt;
    bool masked = false;  ///< a mask of its own, beside the nodata value

    explicit Values(GDALRasterBandH band) {
        int given = 0;
        const double s = GDALGetRasterScale(band, &given);
        if (given != 0) scale = s;
        const double o = GDALGetRasterOffset(band, &given);
        if (given != 0) offset = o;
        const double n = GDALGetRasterNoDataValue(band, &given);
        if (given != 0) nodata = n;
        const int flags = GDALGetMaskFlags(band);
        masked = (flags & (GMF_ALL_VALID | GMF_NODATA)) == 0;
    }
    [[nodiscard]] bool plain() const { return scale == 1.0 && offset == 0.0; }
};

}  // namespace

Grid<double> read_raster(const std::string& path, const RasterInput& how, const Context& context) {
    const Listening gdal;
    context.check();
    const auto read = [&](GDALRasterBandH band, std::uint32_t row, std::uint32_t columns, void* to,
                          GDALDataType type) {
        if (GDALRasterIO(band, GF_Read, 0, static_cast<int>(row), static_cast<int>(columns), 1, to,
                         static_cast<int>(columns), 1, type, 0, 0) != CE_None) {
            throw InputError(ErrorCode::cannot_read,
                             gdal.reason("cannot be read") + " (row " + std::to_string(row) + ')',
                             {.file = path});
        }
    };
    const Dataset dataset = open_dataset(path, GDAL_OF_RASTER);
    if (!dataset) throw InputError(ErrorCode::cannot_read, gdal.reason("cannot be opened"), {.file = path});
    GDALRasterBandH const band = choose_band(dataset.get(), how.band, path);
    const GridFrame frame = frame_of(dataset.get(), band, path);
    const Values values(band);
    // scaled values may equal the mark of a raw one: missing cells are then NaN
    Grid<double> grid(frame, 0.0, values.plain() ? values.nodata : std::nullopt);
    std::vector<std::uint8_t> mask(values.masked ? frame.columns : 0);
    detail::Progress progress(context, "reading raster", frame.rows);
    for (std::uint32_t row = 0; row < frame.rows; ++row) {
        progress.step(row);
        read(band, row, frame.columns, &grid(row, 0), GDT_Float64);
        if (values.masked) read(GDALGetMaskBand(band), row, frame.columns, mask.data(), GDT_Byte);
        for (std::uint32_t column = 0; column < frame.columns; ++column) {
            double& value = grid(row, column);
            const bool missing =
                (values.nodata && value == *values.nodata) || (values.masked && mask[column] == 0);
            if (!missing) {
                value = value * values.scale + values.offset;
            } else if (!values.plain() || !values.nodata) {
                value = std::numeric_limits<double>::quiet_NaN();
            } else {
                value = *values.nodata;
            }
        }
    }
    progress.finish();
    return grid;
}

}  // namespace v0
}  // namespace conurb
