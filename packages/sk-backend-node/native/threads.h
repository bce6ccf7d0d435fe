/** The threads that share the work of one operation, as many as TensorFlow takes for its own operations. */
#pragma once
#include <functional>

namespace sk {

/** Calls `work` for each part from 0, in any thread and order, and returns when all have ended. `work` does not throw. */
void inParts(int parts, const std::function<void(int part)>& work);

}  // namespace sk
