// Pages of sorted lists. A token names the last item of its page and not a position, so pages go on
// rightly while the list changes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/digest.h"
#include "base/status.h"

namespace keytrail::rpc {

inline constexpr std::int32_t kPageSizeDefault = 500;
inline constexpr std::int32_t kPageSizeMax = 5000;
// A page ends behind the item that reaches this, so that it fits a message.
inline constexpr std::size_t kPageBytes = 2 * 1024 * 1024;

struct Page {
  std::size_t begin = 0;  // of the first item
  std::size_t items_max = 0;
};

// What a request of any List method asks.
struct PageRequest {
  std::int32_t page_size = 0;
  std::string page_token;
};

inline Status BadToken() {
  return MakeError(StatusCode::kInvalidArgument,
                   "listing: the page token is not one of this list: begin again without it");
}

inline std::string TokenOf(const std::string& key) { return Base64Encode(AsBytes(key)); }

// The key in the token; empty for the first page. Errors: kInvalidArgument.
inline StatusOr<std::string> KeyOfToken(const std::string& token) {
  const StatusOr<std::vector<std::byte>> key = Base64Decode(token);
  if (!key.ok()) return BadToken();
  return std::string(AsText(*key));
}

inline StatusOr<std::size_t> PageSizeOf(std::int32_t asked) {
  if (asked < 0) {
    return MakeError(StatusCode::kInvalidArgument,
                     "listing: a negative page size: give 0 for the default");
  }
  return static_cast<std::size_t>(asked == 0 ? kPageSizeDefault : std::min(asked, kPageSizeMax));
}

// Where the page begins in `items`, which are sorted by `key_of`. Errors: kInvalidArgument.
template <typename Item, typename KeyOf>
StatusOr<Page> FindPage(const std::vector<Item>& items, const PageRequest& request, KeyOf key_of) {
  Page page;
  KT_ASSIGN_OR_RETURN(page.items_max, PageSizeOf(request.page_size));
  KT_ASSIGN_OR_RETURN(const std::string last, KeyOfToken(request.page_token));
  if (!request.page_token.empty()) {
    page.begin =
        static_cast<std::size_t>(std::ranges::upper_bound(items, last, {}, key_of) - items.begin());
  }
  return page;
}

// Fills one response message of a List method and its token.
template <typename Item, typename KeyOf, typename Keep, typename Add>
std::string FillPage(const std::vector<Item>& items, const Page& page, KeyOf key_of, Keep keep,
                     Add add) {
  std::size_t bytes = 0;
  std::size_t count = 0;
  for (std::size_t i = page.begin; i < items.size(); ++i) {
    if (!keep(items[i])) continue;
    if (count == page.items_max || bytes >= kPageBytes) return TokenOf(key_of(items[i - 1]));
    bytes += add(items[i]);
    ++count;
  }
  return {};
}

}  // namespace keytrail::rpc
