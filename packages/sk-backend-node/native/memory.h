#pragma once

namespace sk {

/** Has malloc keep what it has taken of the system, and take more at once. Linux with glibc; nothing elsewhere. */
void keepMemory();

/** Asks for large pages for what malloc has taken since the last call. */
void adviseLargePages();

}  // namespace sk
