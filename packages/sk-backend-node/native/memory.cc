/**
 * The pages of tensors. A step goes through a gigabyte or more of them, and a processor looks pages of 4 kB up longer than
 * it computes with them. Memory of the heap is flagged for pages of 2 MB when it has grown, before tensors fill it.
 */
#include "memory.h"
#include <cstdlib>
#include <cstring>
#if defined(__linux__) && defined(__GLIBC__)
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>
#include <atomic>
#include <cstdint>
#include <limits>
#endif

namespace sk {

#if defined(__linux__) && defined(__GLIBC__)
namespace {

constexpr uintptr_t largePage = 2 << 20;
/** Bytes that the heap grows by at least. */
constexpr int growth = 256 << 20;

/** The end of what has been flagged; 0 where large pages are not wanted. */
std::atomic<uintptr_t> advised{0};

uintptr_t heapEnd() { return reinterpret_cast<uintptr_t>(sbrk(0)); }

bool isWanted() {
  const char* given = std::getenv("SK_LARGE_PAGES");
  return given == nullptr || std::strcmp(given, "0") != 0;
}

}  // namespace

void keepMemory() {
  if (!isWanted()) return;
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max());
  mallopt(M_TOP_PAD, growth);
  advised = heapEnd();
}

void adviseLargePages() {
  if (advised == 0) return;
  const uintptr_t end = heapEnd();
  const uintptr_t begin = (advised.exchange(end) + largePage - 1) / largePage * largePage;
  if (begin < end) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
}
#else
void keepMemory() {}
void adviseLargePages() {}
#endif

}  // namespace sk
