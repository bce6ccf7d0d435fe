/** Matrices of float32 [rows, channels], cut into parts by their shape alone, so that sums have the same bits in any threads. */
#pragma once
#include <algorithm>
#include <cstdint>

/** Compiles a function for processors with AVX2 too, which is chosen when the module is loaded. */
#if defined(__x86_64__) && defined(__linux__)
#define SK_CLONED __attribute__((target_clones("arch=haswell", "default")))
#else
#define SK_CLONED
#endif

namespace sk {

/** Rows that are added in float32 before they join a sum in float64. */
constexpr int blockRows = 8;

/** Neighbouring rows. */
struct Rows {
  int64_t begin;
  int64_t end;
};

/** Returns the number of parts of so many rows. */
inline int partsOf(int64_t rows, int64_t channels) {
  constexpr int64_t least = 1 << 15;
  constexpr int64_t most = 32;
  const int64_t byRows = rows / (4 * blockRows);
  return static_cast<int>(std::clamp<int64_t>(std::min(rows * channels / least, byRows), 1, most));
}

inline Rows rowsOf(int part, int parts, int64_t rows) {
  return {rows * part / parts, rows * (part + 1) / parts};
}

}  // namespace sk
