#include "reports/formats/output.hpp"

#include "reports/saved/report_file.hpp"

namespace conform::reports {

Expected<void, std::string> DocumentFile::finish() {
  return write_report(path_, document_->text());
}

}  // namespace conform::reports
