# Registers the scenarios that conform_add_tests() was asked for. ctest includes this when it starts,
# with the variables program, prefix, per, run, suites, selection, labels, timeout and fixtures set.

# What a run says at its end when all of it was skipped.
set(nothing_but_skips "(^|\n)[0-9]+ results? in [^\n]* exchanges: [0-9]+ skip\n")

# One run over several processes is one test each; what spreads tests must not spread it again.
set(environment GTEST_TOTAL_SHARDS=unset: GTEST_SHARD_INDEX=unset: TEST_TOTAL_SHARDS=unset:
                TEST_SHARD_INDEX=unset:)

# conform_test(name flag…): the program with these flags as a test.
function(conform_test name)
  set(test "${prefix}.${name}")
  add_test("${test}" "${program}" ${run} ${ARGN})
  set_tests_properties("${test}" PROPERTIES
    SKIP_REGULAR_EXPRESSION "${nothing_but_skips}"
    ENVIRONMENT_MODIFICATION "${environment}")
  if(labels)
    set_tests_properties("${test}" PROPERTIES LABELS "${labels}")
  endif()
  if(timeout)
    set_tests_properties("${test}" PROPERTIES TIMEOUT "${timeout}")
  endif()
  if(fixtures)
    set_tests_properties("${test}" PROPERTIES FIXTURES_REQUIRED "${fixtures}")
  endif()
endfunction()

# A comma parts patterns, so that a case with one in its name is asked for by a pattern without.
function(conform_scenario id)
  string(REPLACE "," "?" pattern "${id}")
  conform_test("${id}" --only "${pattern}")
endfunction()

function(conform_suite id)
  conform_test("${id}" --suite "${id}" ${selection})
endfunction()

set(what scenarios)
if(per STREQUAL SUITE)
  set(what suites)
endif()
set(list "${program}" list ${what} --ids ${suites} ${selection})
execute_process(COMMAND ${list} OUTPUT_VARIABLE ids RESULT_VARIABLE status ERROR_QUIET)
string(PREPEND ids "\n")

if(NOT status EQUAL 0)
  # What cannot be listed is a test that fails and says why.
  add_test("${prefix}.list" ${list})
elseif(per STREQUAL SUITE)
  string(REGEX REPLACE "\n([^\n]+)" "conform_suite([==[\\1]==])\n" calls "${ids}")
  cmake_language(EVAL CODE "${calls}")
else()
  # The rules of the judge watch whole runs: they are one test.
  string(REGEX REPLACE "\njudge\\.[^\n]*" "" scenarios "${ids}")
  if(NOT scenarios STREQUAL ids)
    conform_suite(judge)
  endif()
  string(REGEX REPLACE "\n([^\n]+)" "conform_scenario([==[\\1]==])\n" calls "${scenarios}")
  cmake_language(EVAL CODE "${calls}")
endif()
