# SPDX-License-Identifier: MIT
# The component gdal is a library of its own: GDAL drags in so much that who does not ask for it must not load it.
find_package(GDAL 3.6 CONFIG REQUIRED)
add_library(conurb_gdal src/gdal/formats.cpp src/gdal/vectors.cpp)
add_library(conurb::gdal ALIAS conurb_gdal)
set_target_properties(conurb_gdal PROPERTIES
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR} EXPORT_NAME gdal
    CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON POSITION_INDEPENDENT_CODE ON
    INSTALL_RPATH "$ORIGIN" VERIFY_INTERFACE_HEADER_SETS ON)
conurb_own_symbols(conurb_gdal)
target_link_libraries(conurb_gdal PUBLIC conurb PRIVATE GDAL::GDAL Iconv::Iconv $<BUILD_INTERFACE:conurb_hardened>)
target_include_directories(conurb_gdal PRIVATE "${PROJECT_SOURCE_DIR}/src")
target_compile_options(conurb_gdal PRIVATE -ffp-contract=off)
generate_export_header(conurb_gdal EXPORT_MACRO_NAME CONURB_GDAL_EXPORT
                       EXPORT_FILE_NAME "${PROJECT_BINARY_DIR}/include/conurb/gdal/export.hpp")
target_sources(conurb_gdal PUBLIC FILE_SET HEADERS
    BASE_DIRS "${PROJECT_SOURCE_DIR}/include" "${PROJECT_BINARY_DIR}/include"
    FILES "${PROJECT_SOURCE_DIR}/include/conurb/gdal/formats.hpp" "${PROJECT_BINARY_DIR}/include/conurb/gdal/export.hpp")
