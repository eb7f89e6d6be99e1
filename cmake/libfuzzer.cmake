# libFuzzer as a library without a main function, from Debian's libclang-rt-19-dev. It needs no clang to
# link with, but the threads library. The fuzz targets do without: they come with an engine that has one.

file(GLOB libfuzzer_folders /usr/lib/llvm-*/lib/clang/*/lib/linux)
list(SORT libfuzzer_folders COMPARE NATURAL ORDER DESCENDING)
add_library(libfuzzer INTERFACE)
if(NOT CONFORM_FUZZ_TARGETS)
  find_library(LIBFUZZER clang_rt.fuzzer_no_main-${CMAKE_SYSTEM_PROCESSOR} PATHS ${libfuzzer_folders} REQUIRED)
  target_link_libraries(libfuzzer INTERFACE ${LIBFUZZER} Threads::Threads)
endif()
