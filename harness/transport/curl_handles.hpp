// libcurl's handles as C++ values, freed by their owners.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace conform {

/// Keeps libcurl initialised; libcurl counts these initialisations itself.
class CurlLibrary {
 public:
  CurlLibrary() {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
      throw std::runtime_error("libcurl cannot be initialised");
    }
  }
  CurlLibrary(const CurlLibrary&) = delete;
  CurlLibrary& operator=(const CurlLibrary&) = delete;
  ~CurlLibrary() { curl_global_cleanup(); }
};

struct EasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using EasyHandle = std::unique_ptr<CURL, EasyDeleter>;

struct MultiDeleter {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
using MultiHandle = std::unique_ptr<CURLM, MultiDeleter>;

template <class Value>
void set_option(CURL* easy, CURLoption option, Value value) {
  if (const auto code = curl_easy_setopt(easy, option, value); code != CURLE_OK) {
    throw std::runtime_error(std::string("libcurl refuses an option: ") + curl_easy_strerror(code));
  }
}

template <class Value>
void set_option(CURLM* multi, CURLMoption option, Value value) {
  if (const auto code = curl_multi_setopt(multi, option, value); code != CURLM_OK) {
    throw std::runtime_error(std::string("libcurl refuses an option: ") +
                             curl_multi_strerror(code));
  }
}

/// Easy handles for reuse: making one costs more than resetting one.
class EasyPool {
 public:
  [[nodiscard]] EasyHandle take() {
    if (free_.empty()) {
      EasyHandle easy(curl_easy_init());
      if (!easy) throw std::bad_alloc();
      return easy;
    }
    EasyHandle easy = std::move(free_.back());
    free_.pop_back();
    return easy;
  }

  void put_back(EasyHandle easy) {
    curl_easy_reset(easy.get());
    free_.push_back(std::move(easy));
  }

 private:
  std::vector<EasyHandle> free_;
};

/// Header lines in libcurl's notation: "Name: value", "Name;" for an empty value, "Name:" to omit a
/// field that libcurl would add by default.
class HeaderLines {
 public:
  void add(const std::string& line) {
    auto* first = curl_slist_append(lines_.get(), line.c_str());
    if (first == nullptr) throw std::bad_alloc();
    if (!lines_) lines_.reset(first);
  }
  [[nodiscard]] curl_slist* get() const { return lines_.get(); }

 private:
  struct Deleter {
    void operator()(curl_slist* lines) const { curl_slist_free_all(lines); }
  };
  std::unique_ptr<curl_slist, Deleter> lines_;
};

}  // namespace conform
