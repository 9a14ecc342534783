# SPDX-License-Identifier: MIT
# igraph (GPL) as a peer for tests and benchmarks, never for the library; sets igraph_FOUND.
find_package(igraph CONFIG QUIET)
if(igraph_FOUND)
    get_target_property(_type igraph::igraph TYPE)
    if(_type STREQUAL "SHARED_LIBRARY")
        # Debian's package asks its users to link what only igraph itself needs (arpack, plfit, ...), by the names of
        # development packages it does not depend on
        set_target_properties(igraph::igraph PROPERTIES INTERFACE_LINK_LIBRARIES "")
    endif()
endif()
