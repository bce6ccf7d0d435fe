#pragma once

namespace sk {

/** Registers the gradient of max pooling. */
void defineMaxPool();

}  // namespace sk
