/** Registers the operations of this package when its module is loaded. */
#include "batchNorm.h"
#include "maxPool.h"
#include "memory.h"
#include "selection.h"

namespace {

[[maybe_unused]] const bool isRegistered = [] {
  sk::keepMemory();
  sk::defineBatchNorm();
  sk::defineMaxPool();
  sk::defineSelection();
  return true;
}();

}  // namespace
