// Where the parts of this installation lie, seen from the running program: PREFIX/bin/keytrail
// finds PREFIX/libexec/keytrail and PREFIX/share/keytrail; a build tree is laid out the same way.
#pragma once

#include <string>

namespace keytrail::cli {

struct Installation {
  std::string worker_program;
  std::string probe_image;
  std::string rules_directory;
};

// Does not look whether the parts are there.
Installation FindInstallation();

}  // namespace keytrail::cli
