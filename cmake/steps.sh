# shellcheck shell=bash
# What ./check and .ci/run share. Sourced, from the top of the tree.

# step TITLE…: a heading with the minutes since the start.
step() { printf '\n== [%d:%02d] %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$*"; }

# build PRESET [OPTION…]: configures, with more options for CMake, and builds; quiet unless it fails.
build() {
  local preset=$1
  shift
  mkdir -p build
  cmake --preset "$preset" "$@" >"build/$preset.log" 2>&1 &&
    cmake --build --preset "$preset" >>"build/$preset.log" 2>&1 ||
    { grep -vE '^\[[0-9]+/[0-9]+\] (Building|Linking)' "build/$preset.log" | tail -n 80 >&2; return 1; }
}

# run_tests PRESET [OPTION…]: runs the unit tests, with more options for CTest; quiet unless one fails.
run_tests() {
  local preset=$1
  shift
  if ctest --test-dir "build/$preset" --output-on-failure -j 2 "$@" >"build/$preset-tests.log" 2>&1; then
    tail -n 3 "build/$preset-tests.log"
  else
    grep -vE '(Start +[0-9]+:|Passed +[0-9.]+ sec)' "build/$preset-tests.log" | tail -n 80 >&2
    return 1
  fi
}
