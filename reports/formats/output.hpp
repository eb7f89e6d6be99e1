// A report together with its destination.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "harness/http/expected.hpp"
#include "reports/entry.hpp"

namespace conform::reports {

class Output : public Report {
 public:
  /// Called once, when the run has ended: writes what has not been written yet. The error is one
  /// sentence.
  [[nodiscard]] virtual Expected<void, std::string> finish() = 0;
};

/// A document written to a file when the run has ended.
class DocumentFile final : public Output {
 public:
  /// "-" stands for the standard output.
  DocumentFile(std::string path, std::unique_ptr<Document> document)
      : path_(std::move(path)), document_(std::move(document)) {}

  void on(const Entry& entry) override { document_->on(entry); }
  [[nodiscard]] Expected<void, std::string> finish() override;

 private:
  std::string path_;
  std::unique_ptr<Document> document_;
};

}  // namespace conform::reports
