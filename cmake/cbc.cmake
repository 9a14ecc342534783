# SPDX-License-Identifier: MIT
# The component cbc is a library of its own: COIN-OR Cbc (EPL) is linked dynamically, and only by who asks for it.
# Found by itself (Debian: coinor-libcbc-dev); nothing is said where it is not there.
find_path(CBC_INCLUDE_DIR CbcSolver.hpp PATH_SUFFIXES coin coin-or)
set(CBC_LIBRARIES "")
set(CBC_FOUND ${CONURB_WITH_CBC})
foreach(_library CbcSolver Cbc Cgl OsiClp ClpSolver Clp Osi CoinUtils)
    find_library(CBC_${_library}_LIBRARY ${_library})
    mark_as_advanced(CBC_${_library}_LIBRARY)
    if(CBC_${_library}_LIBRARY)
        list(APPEND CBC_LIBRARIES "${CBC_${_library}_LIBRARY}")
    else()
        set(CBC_FOUND OFF)
    endif()
endforeach()
if(NOT CBC_INCLUDE_DIR OR NOT CBC_FOUND)
    set(CBC_FOUND OFF)
    return()
endif()
add_library(conurb_cbc src/cbc/solver.cpp)
add_library(conurb::cbc ALIAS conurb_cbc)
set_target_properties(conurb_cbc PROPERTIES
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR} EXPORT_NAME cbc
    CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON POSITION_INDEPENDENT_CODE ON
    INSTALL_RPATH "$ORIGIN" VERIFY_INTERFACE_HEADER_SETS ON)
conurb_own_symbols(conurb_cbc)
target_link_libraries(conurb_cbc PUBLIC conurb PRIVATE ${CBC_LIBRARIES} $<BUILD_INTERFACE:conurb_hardened>)
target_include_directories(conurb_cbc PRIVATE "${PROJECT_SOURCE_DIR}/src")
target_include_directories(conurb_cbc SYSTEM PRIVATE "${CBC_INCLUDE_DIR}")
target_compile_options(conurb_cbc PRIVATE -ffp-contract=off)
generate_export_header(conurb_cbc EXPORT_MACRO_NAME CONURB_CBC_EXPORT
                       EXPORT_FILE_NAME "${PROJECT_BINARY_DIR}/include/conurb/cbc/export.hpp")
target_sources(conurb_cbc PUBLIC FILE_SET HEADERS
    BASE_DIRS "${PROJECT_SOURCE_DIR}/include" "${PROJECT_BINARY_DIR}/include"
    FILES "${PROJECT_SOURCE_DIR}/include/conurb/cbc/solver.hpp" "${PROJECT_BINARY_DIR}/include/conurb/cbc/export.hpp")
