# Files in the program: the assembler copies them in, which is quick however large they are and
# needs no tool but the compiler.

set(CONFORM_EMBED_SOURCE [[
#include <array>
#include <cstdint>

#include "harness/scenario/embedded.hpp"

#define CONFORM_BLOB(name, path)   \
  asm(".pushsection .rodata\n"     \
      ".global " #name "\n"        \
      #name ":\n"                  \
      ".incbin \"" path "\"\n"     \
      "1:\n"                       \
      ".balign 8\n"                \
      ".global " #name "_size\n"   \
      #name "_size:\n"             \
      ".8byte 1b - " #name "\n"    \
      ".popsection\n")

@blobs@
extern "C" {
@declarations@}

namespace conform {

std::span<const EmbeddedFile> @function@() {
  static const std::array<EmbeddedFile, @count@> files{{
@entries@  }};
  return files;
}

}  // namespace conform
]])

# conform_embed(target folder function): library `target` with all files below the folder but *.md
# and *.schema.json, which conform::function() gives back as harness/scenario/embedded.hpp describes
# them. The build notices when one changes, comes or goes.
function(conform_embed target folder function)
  set(root ${PROJECT_SOURCE_DIR}/${folder})
  file(GLOB_RECURSE paths CONFIGURE_DEPENDS RELATIVE ${root} ${root}/*)
  list(FILTER paths EXCLUDE REGEX "\\.md$|\\.schema\\.json$|(^|/)\\.")
  list(SORT paths)

  set(count 0)
  set(blobs "")
  set(declarations "")
  set(entries "")
  foreach(path IN LISTS paths)
    set(name ${target}_${count})
    string(APPEND blobs "CONFORM_BLOB(${name}, \"${root}/${path}\");\n")
    string(APPEND declarations "extern const char ${name}[];\n"
                               "extern const std::uint64_t ${name}_size;\n")
    string(APPEND entries "      {\"${path}\", {${name}, ${name}_size}},\n")
    math(EXPR count "${count} + 1")
  endforeach()

  set(source ${CMAKE_CURRENT_BINARY_DIR}/${target}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "${CONFORM_EMBED_SOURCE}" @ONLY)
  list(TRANSFORM paths PREPEND ${root}/)
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS "${paths}")
  add_library(${target} STATIC ${source})
  conform_target(${target} headers)
  # Symbols that only the assembler knows get lost in link-time optimisation, and OBJECT_DEPENDS in a
  # source made of several.
  set_target_properties(${target} PROPERTIES INTERPROCEDURAL_OPTIMIZATION OFF UNITY_BUILD OFF)
endfunction()

set(CONFORM_EMBED_LIBRARY_SOURCE [[
#include <cstdint>

#include "@header@"

asm(".pushsection .rodata\n"
    ".global @target@_begin\n"
    "@target@_begin:\n"
    ".incbin \"@library@\"\n"
    "1:\n"
    ".balign 8\n"
    ".global @target@_size\n"
    "@target@_size:\n"
    ".8byte 1b - @target@_begin\n"
    ".popsection\n");

extern "C" {
extern const char @target@_begin[];
extern const std::uint64_t @target@_size;
}

std::string_view @function@() {
  return {@target@_begin, @target@_size};
}
]])

# conform_embed_library(target folder header function): library `target` with a shared library of the
# sources in the folder, which needs nothing but libc, as the bytes that `function`, declared in
# `header`, gives back.
function(conform_embed_library target folder header function)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${folder}/*.cpp)
  add_library(${target}_file MODULE ${sources})
  target_include_directories(${target}_file PRIVATE ${PROJECT_SOURCE_DIR})
  target_compile_options(${target}_file PRIVATE -O2 -fno-exceptions -fno-rtti -fno-threadsafe-statics
                                                -fno-sanitize=all)
  target_link_options(${target}_file PRIVATE -nodefaultlibs -fno-sanitize=all)
  target_link_libraries(${target}_file PRIVATE c gcc)
  set_target_properties(${target}_file PROPERTIES PREFIX "" UNITY_BUILD OFF INTERPROCEDURAL_OPTIMIZATION OFF
                        LIBRARY_OUTPUT_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR})
  set(library ${CMAKE_CURRENT_BINARY_DIR}/${target}_file.so)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${target}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "${CONFORM_EMBED_LIBRARY_SOURCE}" @ONLY)
  set_source_files_properties(${source} PROPERTIES OBJECT_DEPENDS ${library})
  add_library(${target} STATIC ${source})
  add_dependencies(${target} ${target}_file)
  conform_target(${target} headers)
  set_target_properties(${target} PROPERTIES INTERPROCEDURAL_OPTIMIZATION OFF UNITY_BUILD OFF)
endfunction()
