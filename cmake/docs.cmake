# SPDX-License-Identifier: MIT
# Target `docs`: the reference site in build/<preset>/docs/index.html, where Doxygen and doxygen-awesome-css (Debian:
# packages of these names) are installed. scripts/make_pages.py makes what is not written by hand: parameters and a map
# of each method, examples with what they print. Warnings are errors.
find_package(Doxygen 1.9 QUIET)
find_package(Python3 COMPONENTS Interpreter QUIET)
find_path(CONURB_AWESOME_CSS doxygen-awesome.css PATHS /usr/share PATH_SUFFIXES doxygen-awesome-css)
if(NOT DOXYGEN_FOUND OR NOT Python3_FOUND OR NOT CONURB_AWESOME_CSS OR NOT CONURB_BUILD_TOOL)
    return()
endif()
set(CONURB_SITE "${PROJECT_BINARY_DIR}/docs")
set(CONURB_PAGES "${PROJECT_BINARY_DIR}/pages")
configure_file(cmake/Doxyfile.in "${PROJECT_BINARY_DIR}/Doxyfile" @ONLY)
add_custom_target(docs
    COMMAND "${Python3_EXECUTABLE}" "${PROJECT_SOURCE_DIR}/scripts/make_pages.py"
            "$<TARGET_FILE:conurb_tool>" "${CONURB_PAGES}"
    COMMAND "${CMAKE_COMMAND}" -E make_directory "${CONURB_SITE}"
    COMMAND Doxygen::doxygen "${PROJECT_BINARY_DIR}/Doxyfile"
    COMMAND "${Python3_EXECUTABLE}" "${PROJECT_SOURCE_DIR}/scripts/check_links.py" "${CONURB_SITE}"
    COMMENT "Reference site in ${CONURB_SITE}/index.html"
    VERBATIM)
