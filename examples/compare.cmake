# SPDX-License-Identifier: MIT
# Runs PROGRAM with ARGUMENTS and compares what it prints with the file EXPECTED.
execute_process(COMMAND "${PROGRAM}" ${ARGUMENTS} OUTPUT_VARIABLE got RESULT_VARIABLE status)
if(NOT status EQUAL 0)
    message(FATAL_ERROR "${PROGRAM} ended with ${status}")
endif()
file(READ "${EXPECTED}" wanted)
if(NOT got STREQUAL wanted)
    message(FATAL_ERROR "expected:\n${wanted}\ngot:\n${got}")
endif()
