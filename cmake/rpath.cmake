# SPDX-License-Identifier: MIT
# The installed tool finds the installed library beside it, wherever the tree was installed or moved.
file(RELATIVE_PATH _to_lib "${CMAKE_INSTALL_FULL_BINDIR}" "${CMAKE_INSTALL_FULL_LIBDIR}")
set_target_properties(conurb_tool PROPERTIES INSTALL_RPATH "$ORIGIN/${_to_lib}")
