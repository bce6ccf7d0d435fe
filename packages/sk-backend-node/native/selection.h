#pragma once

namespace sk {

/** Registers fuse and select of SK units, and their gradients. Paper section 3.1, equations (1), (2) and (6). */
void defineSelection();

}  // namespace sk
