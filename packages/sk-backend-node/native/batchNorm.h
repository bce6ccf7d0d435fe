#pragma once

namespace sk {

/** Registers batch normalisation by the statistics of the batch, and its gradients. */
void defineBatchNorm();

}  // namespace sk
