/** The gradient of max pooling: each output gives what it gets to the first of its greatest inputs, as TensorFlow does. */
#include "maxPool.h"
#include <algorithm>
#include "operation.h"
#include "rows.h"
#include "threads.h"

namespace sk {
namespace {

/** The attributes of a pooling: the pixels of a window, the steps between windows, and the zeros before the first. */
struct Windows {
  int height, width, strideHeight, strideWidth, top, left;
};

/** One axis of a window, inside of the image. */
Rows insideOf(int64_t place, int stride, int before, int length, int64_t size) {
  const int64_t begin = place * stride - before;
  return {std::max<int64_t>(begin, 0), std::min(begin + length, size)};
}

/** Replaces the greatest value and its pixel where x is greater; NaN is not. */
SK_CLONED void keepGreater(
    const float* __restrict x, int32_t pixel, int64_t channels, float* __restrict greatest,
    int32_t* __restrict pixels) {
  for (int64_t c = 0; c < channels; c++) {
    const bool isGreater = x[c] > greatest[c];
    greatest[c] = isGreater ? x[c] : greatest[c];
    pixels[c] = isGreater ? pixel : pixels[c];
  }
}

class MaxPoolGrad {
 public:
  explicit MaxPoolGrad(const Attributes& attributes)
      : windows_{attributes.integer("height"),        attributes.integer("width"),
                 attributes.integer("stride_height"), attributes.integer("stride_width"),
                 attributes.integer("top"),           attributes.integer("left")} {}

  void compute(Call& call) const {
    const Tensor x = call.input(0), dy = call.input(1);
    wants(x.shape.size() == 4 && dy.shape.size() == 4, "max pooling: x and dy want images [N, H, W, C]");
    wants(x.shape[0] == dy.shape[0] && x.shape[3] == dy.shape[3], "max pooling: dy wants the images of x");
    wants(x.shape[1] * x.shape[2] <= INT32_MAX, "max pooling: wants at most 2^31 - 1 pixels of an image");
    float* dx = call.output(0, x.shape);
    const int64_t size = x.shape[1] * x.shape[2] * x.shape[3];
    const int64_t outputs = dy.shape[1] * dy.shape[2] * dy.shape[3];
    inParts(static_cast<int>(x.shape[0]), [&](int image) {
      addImage(x.values + image * size, x.shape, dy.values + image * outputs, dy.shape, dx + image * size);
    });
  }

 private:
  void addImage(const float* x, const Shape& of, const float* dy, const Shape& outputs, float* dx) const {
    const int64_t height = of[1], width = of[2], channels = of[3];
    std::fill(dx, dx + height * width * channels, 0.0f);
    std::vector<float> greatest(channels);
    std::vector<int32_t> pixels(channels);
    for (int64_t i = 0; i < outputs[1]; i++) {
      const Rows rows = insideOf(i, windows_.strideHeight, windows_.top, windows_.height, height);
      for (int64_t j = 0; j < outputs[2]; j++, dy += channels) {
        const Rows columns = insideOf(j, windows_.strideWidth, windows_.left, windows_.width, width);
        if (rows.begin >= rows.end || columns.begin >= columns.end) continue;
        const int64_t first = rows.begin * width + columns.begin;
        std::copy_n(x + first * channels, channels, greatest.begin());
        std::fill(pixels.begin(), pixels.end(), static_cast<int32_t>(first));
        for (int64_t row = rows.begin; row < rows.end; row++)
          for (int64_t column = columns.begin; column < columns.end; column++) {
            const int64_t pixel = row * width + column;
            keepGreater(
                x + pixel * channels, static_cast<int32_t>(pixel), channels, greatest.data(), pixels.data());
          }
        for (int64_t c = 0; c < channels; c++) dx[pixels[c] * channels + c] += dy[c];
      }
    }
  }

  Windows windows_;
};

}  // namespace

void defineMaxPool() {
  define<MaxPoolGrad>(
      {"SkMaxPoolGrad",
       {"x: float", "dy: float"},
       {"dx: float"},
       {"height: int >= 1", "width: int >= 1", "stride_height: int >= 1", "stride_width: int >= 1", "top: int >= 0",
        "left: int >= 0"}});
}

}  // namespace sk
