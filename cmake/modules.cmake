# One noun for the build: a module is a folder whose sources make a library, with its tests beside them.

set(CONFORM_WARNINGS -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Several sources are compiled as one: a name of one file may then shadow one of another file, and a
  # source is taken for a header.
  list(APPEND CONFORM_WARNINGS -Wshadow=local -Wno-subobject-linkage)
  # What g++ 12 takes for overflows in std::string when it optimises is none (GCC bugs 105329, 105651).
  list(APPEND CONFORM_WARNINGS -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds)
endif()

# toml++ without multi-line inline tables would refuse readable suites, and Debian's shared library
# ignores the switch, so one unit of ours holds its implementation.
add_library(tomlplusplus INTERFACE)
target_compile_definitions(tomlplusplus INTERFACE TOML_HEADER_ONLY=0 TOML_ENABLE_UNRELEASED_FEATURES=1
                                                  TOML_EXCEPTIONS=0)
set_source_files_properties(harness/scenario/toml_implementation.cpp PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)

# A fuzzing service builds with a C++ library of its own, to which Debian's build of fmt does not fit.
set(CONFORM_FMT fmt::fmt)
if(CONFORM_FUZZ_TARGETS)
  set(CONFORM_FMT fmt::fmt-header-only)
endif()

# Most of a compilation is the same few headers: they are compiled once for all modules, and once with
# those of the tests.
set(CONFORM_HEADERS <algorithm> <chrono> <functional> <map> <memory> <optional> <string> <string_view> <variant>
    <vector> <fmt/format.h> <fmt/ranges.h> <nlohmann/json.hpp> <tl/expected.hpp>)
# conform_headers(name header…): the common headers and these, compiled once.
function(conform_headers name)
  file(WRITE ${PROJECT_BINARY_DIR}/${name}.cpp "")
  add_library(${name} OBJECT ${PROJECT_BINARY_DIR}/${name}.cpp)
  target_link_libraries(${name} PUBLIC ${CONFORM_FMT} nlohmann_json::nlohmann_json tl::expected)
  target_compile_options(${name} PRIVATE ${CONFORM_WARNINGS})
  target_precompile_headers(${name} PRIVATE ${CONFORM_HEADERS} ${ARGN})
endfunction()
conform_headers(headers)
if(CONFORM_TESTS)
  conform_headers(test_headers <gmock/gmock.h> <gtest/gtest.h>)
  target_link_libraries(test_headers PUBLIC GTest::gmock)
endif()

# conform_target(target headers): what every target of ours has, with these headers compiled before.
function(conform_target target headers)
  target_compile_options(${target} PRIVATE ${CONFORM_WARNINGS})
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${target} PUBLIC ${CONFORM_FMT} nlohmann_json::nlohmann_json tl::expected)
  target_precompile_headers(${target} REUSE_FROM ${headers})
endfunction()

# conform_files(variable path pattern [folder…]): what fits the pattern in `path` and in these folders of it.
function(conform_files variable path pattern)
  set(patterns ${path}/${pattern})
  foreach(folder ${ARGN})
    list(APPEND patterns ${path}/${folder}/${pattern})
  endforeach()
  file(GLOB files CONFIGURE_DEPENDS ${patterns})
  set(${variable} ${files} PARENT_SCOPE)
endfunction()

# conform_tests(path [LABEL label] [FOLDERS folder…] [MODULES module…]): the tests in a folder, `<name>_test`.
function(conform_tests path)
  cmake_parse_arguments(ARG "" "LABEL" "FOLDERS;MODULES" ${ARGN})
  get_filename_component(name ${path} NAME)
  conform_files(tests ${path} *_test.cpp ${ARG_FOLDERS})
  if(NOT CONFORM_TESTS OR NOT tests)
    return()
  endif()
  list(TRANSFORM ARG_MODULES PREPEND module_)
  add_executable(${name}_test ${tests})
  conform_target(${name}_test test_headers)
  target_link_libraries(${name}_test PRIVATE ${ARG_MODULES} GTest::gmock_main)
  # Only where it is used: a compiler cache then serves every other test in any checkout.
  foreach(test ${tests})
    file(STRINGS ${test} uses REGEX CONFORM_SOURCE_DIR LIMIT_COUNT 1)
    if(uses)
      set_property(SOURCE ${test} APPEND PROPERTY COMPILE_DEFINITIONS CONFORM_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    endif()
  endforeach()
  set_target_properties(${name}_test PROPERTIES CXX_CLANG_TIDY "" UNITY_BUILD OFF)
  set(properties "")
  if(ARG_LABEL)
    set(properties PROPERTIES LABELS ${ARG_LABEL})
  endif()
  gtest_discover_tests(${name}_test TEST_PREFIX ${name}. DISCOVERY_TIMEOUT 60 ${properties})
endfunction()

# What is measured is one program for all modules.
if(CONFORM_TESTS AND benchmark_FOUND)
  add_executable(conform_benchmarks)
  conform_target(conform_benchmarks headers)
  set_target_properties(conform_benchmarks PROPERTIES UNITY_BUILD OFF)
  target_link_libraries(conform_benchmarks PRIVATE benchmark::benchmark_main)
endif()

# conform_module(path [FOLDERS folder…] [MODULES module…] [LINKS library…] [TEST_MODULES module…] [TEST_LABEL
# label]): library `module_<name>` of the sources in `path` and in these folders of it, its tests (*_test.cpp,
# which may use the TEST_MODULES too) and what it adds to `conform_benchmarks` (*_benchmark.cpp).
function(conform_module path)
  cmake_parse_arguments(ARG "" "TEST_LABEL" "FOLDERS;MODULES;LINKS;TEST_MODULES" ${ARGN})
  get_filename_component(name ${path} NAME)
  conform_files(sources ${path} *.cpp ${ARG_FOLDERS})
  set(benchmarks ${sources})
  list(FILTER sources EXCLUDE REGEX "_(test|benchmark)\\.cpp$")
  list(FILTER benchmarks INCLUDE REGEX "_benchmark\\.cpp$")
  list(TRANSFORM ARG_MODULES PREPEND module_)
  add_library(module_${name} STATIC ${sources})
  conform_target(module_${name} headers)
  target_link_libraries(module_${name} PUBLIC ${ARG_MODULES} ${ARG_LINKS})
  conform_tests(${path} LABEL ${ARG_TEST_LABEL} FOLDERS ${ARG_FOLDERS} MODULES ${name} ${ARG_TEST_MODULES})
  if(TARGET conform_benchmarks AND benchmarks)
    target_sources(conform_benchmarks PRIVATE ${benchmarks})
    target_link_libraries(conform_benchmarks PRIVATE module_${name})
  endif()
endfunction()

# conform_program(name path [FOLDERS folder…] [MODULES module…] [LINKS library…]): the executable of a
# folder and of these folders in it.
function(conform_program name path)
  cmake_parse_arguments(ARG "" "" "FOLDERS;MODULES;LINKS" ${ARGN})
  conform_files(sources ${path} *.cpp ${ARG_FOLDERS})
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  list(TRANSFORM ARG_MODULES PREPEND module_)
  add_executable(${name} ${sources})
  conform_target(${name} headers)
  target_link_libraries(${name} PRIVATE ${ARG_MODULES} ${ARG_LINKS})
  target_compile_definitions(${name} PRIVATE CONFORM_VERSION="${PROJECT_VERSION}")
endfunction()
