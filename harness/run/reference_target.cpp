#include "harness/run/reference_target.hpp"

namespace conform {

std::string reference_retention_hook(const Target& target) {
  return target.root() + "/__ds/retention";
}

server::Rules repeatable_rules() {
  server::Rules rules;
  rules.options.secrets = server::ServerOptions::Secrets::from_seed;
  return rules;
}

Target simulated_target() {
  Target target = Target::parse("http://sim").value();
  target.retention_hook = reference_retention_hook(target);
  return target;
}

}  // namespace conform
