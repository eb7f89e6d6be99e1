# Debian packages by name: what the program needs, what its packages and its tests need besides, and
# what .ci/run adds. Sourced by ./conform, ./check and those that build it in CI.

program_packages=(g++ cmake ninja-build libboost-dev libcli11-dev libcurl4-openssl-dev
  libexpected-dev libfmt-dev libmimalloc-dev libpcre2-dev libpugixml-dev libsqlite3-dev libssl-dev libtomlplusplus-dev
  libclang-rt-19-dev nlohmann-json3-dev zlib1g-dev)

# cpack makes the Debian package with these.
packaging_packages=(dpkg-dev file)
test_packages=("${packaging_packages[@]}" libbenchmark-dev libgtest-dev libgmock-dev libxml2-utils
  chromium python3 python3-jsonschema python3-yaml bsdextrautils groff-base mandoc shellcheck zsh fish
  haproxy nginx varnish)
ci_packages=(clang-19 clang-format-19 clang-tidy-19 python3-venv unzip zip)

# install_missing PACKAGE…: installs what is not there, or names it and gives up.
install_missing() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "These packages are missing, and installing them takes root and apt: ${missing[*]}" >&2
    echo "Install them (as root: apt-get install ${missing[*]}) and call this again." >&2
    return 2
  fi
  echo "Installing ${missing[*]} …" >&2
  apt-get update -q >/dev/null &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null ||
    { echo "apt-get could not install them: see its message above." >&2; return 2; }
}
