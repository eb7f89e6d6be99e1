// conform.toml: any file is either read or rejected with the place of the error.
#include "fuzz/targets/input.hpp"
#include "fuzz/targets/require.hpp"
#include "harness/cli/options/profile.hpp"

namespace conform::fuzz {
namespace {

void try_text(std::string_view text) {
  const std::string path = "folder/conform.toml";
  const auto profile = parse_profile(text, path);
  if (!profile) {
    require(profile.error().starts_with(path + ":"), "an error has a place");
    return;
  }
  const auto settings = merged({}, *profile);
  require(settings.target == profile->target && settings.headers == profile->headers &&
              settings.jobs == profile->jobs && settings.suites == profile->suites,
          "without flags the profile holds");
  Settings flags;
  flags.target.emplace("http://elsewhere");
  require(profile->target == flags.target || merged(flags, *profile).headers.empty(),
          "credentials stay with their target");
}

}  // namespace
}  // namespace conform::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  conform::fuzz::try_text(conform::fuzz::text_of(data, size));
  return 0;
}
