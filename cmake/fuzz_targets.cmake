# Functions that a fuzzing engine calls with bytes of its choice. Clang's own engine is libFuzzer; a
# fuzzing service brings another one.

set(CONFORM_FUZZING_ENGINE "-fsanitize=fuzzer" CACHE STRING "What links the engine of the fuzz targets")
separate_arguments(fuzzing_engine UNIX_COMMAND "${CONFORM_FUZZING_ENGINE}")
add_custom_target(fuzz_targets)

# conform_fuzz_target(name [MODULES module…]): fuzz/targets/<name>.cpp as the executable
# targets/<name> of the build folder.
function(conform_fuzz_target name)
  cmake_parse_arguments(ARG "" "" "MODULES" ${ARGN})
  list(TRANSFORM ARG_MODULES PREPEND module_)
  add_executable(fuzz_${name} fuzz/targets/${name}.cpp)
  conform_target(fuzz_${name} headers)
  set_target_properties(fuzz_${name} PROPERTIES OUTPUT_NAME ${name} EXCLUDE_FROM_ALL ON
                        RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/targets)
  # A module links what any of its files needs; a target takes what it needs itself.
  target_link_options(fuzz_${name} PRIVATE LINKER:--as-needed)
  target_link_libraries(fuzz_${name} PRIVATE ${ARG_MODULES} ${fuzzing_engine})
  add_dependencies(fuzz_targets fuzz_${name})
endfunction()
