# conform_add_tests(): the scenarios of conform as tests of CTest.
#
#   conform_add_tests(
#     TARGET_URL url | SERVER "command {port}"
#     [PREFIX conform]        tests are conform.append.accepted-204
#     [SUITES glob…] [ONLY glob…] [SKIP glob…] [LEVEL must|should|may]
#     [PER SCENARIO|SUITE]    what one test is
#     [PROFILE conform.toml]  read in place of none
#     [ARGUMENTS word…]       more words for the program: -H, --timeout …
#     [LABELS label…] [TIMEOUT seconds] [FIXTURES fixture…])
#
# Which scenarios there are, the program says when ctest starts. A test fails with the status 1, 2
# or 3 of the program, and is skipped where the server lacks what it is about.
#
# Under SERVER each test starts the command, on a free port in place of {port}, and stops it: no
# server is left behind when ctest is interrupted, and tests run side by side. One test is then a
# suite, unless PER says otherwise. Who wants one server for all tests starts it in a test with
# FIXTURES_SETUP, and names its TARGET_URL and its FIXTURES here.

set(_CONFORM_DISCOVER "${CMAKE_CURRENT_LIST_DIR}/conformDiscover.cmake")

function(conform_add_tests)
  cmake_parse_arguments(PARSE_ARGV 0 ARG "" "TARGET_URL;SERVER;PREFIX;LEVEL;PER;PROFILE;TIMEOUT"
                        "SUITES;ONLY;SKIP;ARGUMENTS;LABELS;FIXTURES")
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "conform_add_tests: nothing is known about ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  if(ARG_KEYWORDS_MISSING_VALUES)
    message(FATAL_ERROR "conform_add_tests: ${ARG_KEYWORDS_MISSING_VALUES} takes a value")
  endif()
  if(ARG_TARGET_URL AND ARG_SERVER OR NOT (ARG_TARGET_URL OR ARG_SERVER))
    message(FATAL_ERROR "conform_add_tests: one of TARGET_URL and SERVER is needed")
  endif()
  if(NOT ARG_PER)
    set(ARG_PER SCENARIO)
    if(ARG_SERVER)
      set(ARG_PER SUITE)
    endif()
  elseif(NOT ARG_PER MATCHES "^(SCENARIO|SUITE)$")
    message(FATAL_ERROR "conform_add_tests: PER is SCENARIO or SUITE, not ${ARG_PER}")
  endif()
  if(NOT ARG_PREFIX)
    set(ARG_PREFIX conform)
  endif()

  # No profile is found by chance: reports of tests that run at once would be one file.
  set(profile /dev/null)
  if(ARG_PROFILE)
    get_filename_component(profile "${ARG_PROFILE}" ABSOLUTE)
  endif()
  set(run --config "${profile}")
  string(REPLACE ";" "\\;" ARG_SERVER "${ARG_SERVER}")
  if(ARG_TARGET_URL)
    list(APPEND run --target "${ARG_TARGET_URL}")
  else()
    list(APPEND run --server "${ARG_SERVER}")
  endif()
  list(APPEND run ${ARG_ARGUMENTS})

  set(suites "")
  foreach(glob IN LISTS ARG_SUITES)
    list(APPEND suites --suite "${glob}")
  endforeach()
  set(selection "")
  foreach(glob IN LISTS ARG_ONLY)
    list(APPEND selection --only "${glob}")
  endforeach()
  foreach(glob IN LISTS ARG_SKIP)
    list(APPEND selection --skip "${glob}")
  endforeach()
  if(ARG_LEVEL)
    list(APPEND selection --level "${ARG_LEVEL}")
  endif()

  string(MAKE_C_IDENTIFIER "${ARG_PREFIX}" name)
  set(file "${CMAKE_CURRENT_BINARY_DIR}/conform_tests_${name}.cmake")
  get_property(files DIRECTORY PROPERTY TEST_INCLUDE_FILES)
  if(file IN_LIST files)
    message(FATAL_ERROR "conform_add_tests: there are tests with the prefix ${ARG_PREFIX} already")
  endif()
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${file}")

  set(text "# What conform_add_tests() was asked for; read when ctest starts.\n")
  set(program "${conform_PROGRAM}")
  set(prefix "${ARG_PREFIX}")
  set(per "${ARG_PER}")
  set(labels "${ARG_LABELS}")
  set(timeout "${ARG_TIMEOUT}")
  set(fixtures "${ARG_FIXTURES}")
  foreach(variable program prefix per run suites selection labels timeout fixtures)
    string(APPEND text "set(${variable} [==[${${variable}}]==])\n")
  endforeach()
  file(WRITE "${file}" "${text}include([==[${_CONFORM_DISCOVER}]==])\n")
endfunction()
