# targets_test: every fuzz target on its seeds, in one program and without an engine.

file(GLOB fuzz_targets CONFIGURE_DEPENDS fuzz/targets/*.cpp)
list(FILTER fuzz_targets EXCLUDE REGEX "_test\\.cpp$")
set(declarations "")
foreach(source ${fuzz_targets})
  get_filename_component(name ${source} NAME_WE)
  string(APPEND declarations "FUZZ_TARGET(${name})\n")
  # In one program, the functions that an engine looks for need names of their own.
  set_property(SOURCE ${source} PROPERTY COMPILE_DEFINITIONS
               LLVMFuzzerTestOneInput=try_${name} LLVMFuzzerCustomMutator=mutate_${name}
               LLVMFuzzerCustomCrossOver=cross_over_${name})
endforeach()
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/targets/fuzz_targets.inc CONTENT "${declarations}")

conform_tests(fuzz/targets MODULES campaign gate options reports transport)
target_sources(targets_test PRIVATE ${fuzz_targets})
target_include_directories(targets_test PRIVATE ${PROJECT_BINARY_DIR}/targets)
