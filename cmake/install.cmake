# SPDX-License-Identifier: MIT
include(CMakePackageConfigHelpers)

set(CONURB_TARGETS conurb)
foreach(_component IN LISTS CONURB_COMPONENTS)
    if(_component STREQUAL "tool")
        list(APPEND CONURB_TARGETS conurb_command_line)
    else()
        list(APPEND CONURB_TARGETS conurb_${_component})
    endif()
endforeach()
install(TARGETS ${CONURB_TARGETS} EXPORT conurb-targets
        RUNTIME COMPONENT runtime
        LIBRARY COMPONENT runtime NAMELINK_COMPONENT development
        ARCHIVE COMPONENT development
        FILE_SET HEADERS COMPONENT development)
set(CONURB_CONFIG_DIR "${CMAKE_INSTALL_LIBDIR}/cmake/conurb")
install(EXPORT conurb-targets NAMESPACE conurb:: DESTINATION "${CONURB_CONFIG_DIR}" COMPONENT development)

set(CONURB_IS_STATIC OFF)
if(NOT BUILD_SHARED_LIBS)
    set(CONURB_IS_STATIC ON)
endif()
configure_package_config_file(cmake/conurb-config.cmake.in "${PROJECT_BINARY_DIR}/conurb-config.cmake"
                              INSTALL_DESTINATION "${CONURB_CONFIG_DIR}")
# 0.x: a minor version may change the API; from 1.0 on only a major one
write_basic_package_version_file("${PROJECT_BINARY_DIR}/conurb-config-version.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/conurb-config.cmake" "${PROJECT_BINARY_DIR}/conurb-config-version.cmake"
        DESTINATION "${CONURB_CONFIG_DIR}" COMPONENT development)

# the file finds its prefix from where it lies, so that the tree can be moved
string(REGEX REPLACE "[^/]+" ".." CONURB_PC_UP "${CMAKE_INSTALL_LIBDIR}")
set(CONURB_PC_DEFINE "")
set(CONURB_PC_PROJ "")
if(PROJ_FOUND)
    set(CONURB_PC_PROJ " proj")
endif()
if(CONURB_IS_STATIC)
    set(CONURB_PC_DEFINE " -DCONURB_STATIC_DEFINE")
endif()
configure_file(cmake/conurb.pc.in "${PROJECT_BINARY_DIR}/conurb.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/conurb.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT development)

if(CONURB_BUILD_TOOL)
    include(cmake/rpath.cmake)
    install(TARGETS conurb_tool RUNTIME COMPONENT tool)
    install(DIRECTORY examples/data/korea DESTINATION "${CMAKE_INSTALL_DATADIR}/conurb" COMPONENT tool)
endif()
install(FILES LICENSE README.md CHANGELOG.md DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT development)
install(FILES schemas/delineation.schema.json schemas/layers.schema.json DESTINATION "${CMAKE_INSTALL_DATADIR}/conurb/schemas" COMPONENT development)
