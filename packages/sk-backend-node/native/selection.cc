/** Fuse and select over branches [N, H, W, C], and their gradients. Each reads a branch once. */
#include "selection.h"
#include "operation.h"
#include "rows.h"
#include "threads.h"

namespace sk {
namespace {

/** Images of pixels, whose rows are cut into parts that lie in one image each. */
struct Images {
  int64_t images;
  int64_t pixels;
  int64_t channels;

  explicit Images(const Shape& shape) {
    wants(shape.size() == 4, "selection: wants images [N, H, W, C]");
    images = shape[0];
    pixels = shape[1] * shape[2];
    channels = shape[3];
  }
  int partsOfOne() const { return partsOf(pixels, channels); }
  int parts() const { return static_cast<int>(images) * partsOfOne(); }
  int64_t imageOf(int part) const { return part / partsOfOne(); }
  /** Returns rows of the matrix of all images. */
  Rows rows(int part) const {
    const Rows inImage = rowsOf(part % partsOfOne(), partsOfOne(), pixels);
    const int64_t first = imageOf(part) * pixels;
    return {first + inImage.begin, first + inImage.end};
  }
};

/** Reads so many branches, from the first input on. */
std::vector<Tensor> branchesOf(Call& call, int count) {
  std::vector<Tensor> branches;
  for (int m = 0; m < count; m++) {
    branches.push_back(call.input(m));
    wants(branches[m].shape == branches[0].shape, "selection: branches want one shape");
  }
  return branches;
}

void wantsSize(const Tensor& tensor, int64_t size) {
  wants(sizeOf(tensor.shape) == size, "selection: wants a number for each image, branch and channel");
}

/** Computes y = x * weights, or adds that to y, and `shift` where it is not null. */
SK_CLONED void weigh(
    const float* __restrict x, const float* __restrict weights, const float* __restrict shift, bool adds, Rows rows,
    int64_t channels, float* __restrict y) {
  for (int64_t row = rows.begin; row < rows.end; row++) {
    const int64_t first = row * channels;
    if (shift != nullptr)
      for (int64_t c = 0; c < channels; c++) y[first + c] = x[first + c] * weights[c] + shift[c];
    else if (adds)
      for (int64_t c = 0; c < channels; c++) y[first + c] += x[first + c] * weights[c];
    else
      for (int64_t c = 0; c < channels; c++) y[first + c] = x[first + c] * weights[c];
  }
}

/** Adds x, or its products with another matrix where `by` is not null, of `count` rows. */
template <int count>
inline __attribute__((always_inline)) void addRowsOf(
    const float* __restrict x, const float* __restrict by, int64_t channels, double* __restrict sums) {
  for (int64_t c = 0; c < channels; c++) {
    float sum = 0;
    for (int row = 0; row < count; row++) {
      const int64_t at = row * channels + c;
      sum += by == nullptr ? x[at] : x[at] * by[at];
    }
    sums[c] += sum;
  }
}

SK_CLONED void addRows(const float* x, const float* by, Rows rows, int64_t channels, double* sums) {
  int64_t row = rows.begin;
  for (; row + blockRows <= rows.end; row += blockRows)
    addRowsOf<blockRows>(x + row * channels, by == nullptr ? by : by + row * channels, channels, sums);
  for (; row < rows.end; row++)
    addRowsOf<1>(x + row * channels, by == nullptr ? by : by + row * channels, channels, sums);
}

class Select {
 public:
  explicit Select(const Attributes& attributes) : branches_(attributes.integer("M")) {}

  void compute(Call& call) const {
    const std::vector<Tensor> branches = branchesOf(call, branches_);
    const Tensor attention = call.input(branches_);
    const Images images(branches[0].shape);
    const int64_t channels = images.channels;
    wantsSize(attention, images.images * branches_ * channels);
    float* y = call.output(0, branches[0].shape);
    inParts(images.parts(), [&](int part) {
      const float* weights = attention.values + images.imageOf(part) * branches_ * channels;
      const Rows all = images.rows(part);
      // A row of y stays in the cache from branch to branch.
      for (int64_t row = all.begin; row < all.end; row++)
        for (int m = 0; m < branches_; m++)
          weigh(branches[m].values, weights + m * channels, nullptr, m > 0, {row, row + 1}, channels, y);
    });
  }

 private:
  int branches_;
};

/** Sums over the pixels of each image, in float64: [parts][rows][channels]. */
class PixelSums {
 public:
  PixelSums(const Images& images, int rows)
      : images_(images), size_(rows * images.channels), values_(images.parts() * size_) {}
  double* part(int part) { return values_.data() + part * size_; }
  /** Writes [N, rows, channels], times a factor. */
  void write(double factor, float* to) const {
    const int parts = images_.partsOfOne();
    for (int64_t image = 0; image < images_.images; image++) {
      const double* first = values_.data() + image * parts * size_;
      for (int64_t i = 0; i < size_; i++) {
        double sum = 0;
        for (int part = 0; part < parts; part++) sum += first[part * size_ + i];
        to[image * size_ + i] = static_cast<float>(sum * factor);
      }
    }
  }

 private:
  const Images& images_;
  int64_t size_;
  std::vector<double> values_;
};

class Fuse {
 public:
  explicit Fuse(const Attributes& attributes) : branches_(attributes.integer("M")) {}

  void compute(Call& call) const {
    const std::vector<Tensor> branches = branchesOf(call, branches_);
    const Images images(branches[0].shape);
    float* s = call.output(0, {images.images, images.channels});
    PixelSums sums(images, 1);
    inParts(images.parts(), [&](int part) {
      for (const Tensor& branch : branches)
        addRows(branch.values, nullptr, images.rows(part), images.channels, sums.part(part));
    });
    sums.write(1.0 / images.pixels, s);
  }

 private:
  int branches_;
};

class SelectAttentionGrad {
 public:
  explicit SelectAttentionGrad(const Attributes& attributes) : branches_(attributes.integer("M")) {}

  void compute(Call& call) const {
    const std::vector<Tensor> branches = branchesOf(call, branches_);
    const Tensor dy = call.input(branches_);
    wants(dy.shape == branches[0].shape, "selection: dy wants the shape of a branch");
    const Images images(dy.shape);
    float* gradient = call.output(0, {images.images, branches_, images.channels});
    PixelSums sums(images, branches_);
    inParts(images.parts(), [&](int part) {
      const Rows all = images.rows(part);
      // Some rows of dy stay in the cache from branch to branch.
      for (int64_t row = all.begin; row < all.end; row += blockRows) {
        const Rows block{row, std::min(row + blockRows, all.end)};
        for (int m = 0; m < branches_; m++)
          addRows(branches[m].values, dy.values, block, images.channels, sums.part(part) + m * images.channels);
      }
    });
    sums.write(1, gradient);
  }

 private:
  int branches_;
};

/** The gradients of two neighbouring branches: dy times the row of attention, plus ds / (H * W). */
class SelectFuseGrad {
 public:
  explicit SelectFuseGrad(const Attributes& attributes)
      : branch_(attributes.integer("branch")), branches_(attributes.integer("M")) {}

  void compute(Call& call) const {
    const Tensor dy = call.input(0), attention = call.input(1), ds = call.input(2);
    const Images images(dy.shape);
    const int64_t channels = images.channels;
    wants(branch_ >= 0 && branch_ + 1 < branches_, "selection: wants two branches");
    wantsSize(attention, images.images * branches_ * channels);
    wantsSize(ds, images.images * channels);
    float* first = call.output(0, dy.shape);
    float* second = call.output(1, dy.shape);
    std::vector<float> shift(ds.values, ds.values + images.images * channels);
    for (float& value : shift) value /= images.pixels;
    inParts(images.parts(), [&](int part) {
      const int64_t image = images.imageOf(part);
      const float* weights = attention.values + (image * branches_ + branch_) * channels;
      const float* mean = shift.data() + image * channels;
      const Rows all = images.rows(part);
      for (int64_t row = all.begin; row < all.end; row++) {
        weigh(dy.values, weights, mean, false, {row, row + 1}, channels, first);
        weigh(dy.values, weights + channels, mean, false, {row, row + 1}, channels, second);
      }
    });
  }

 private:
  int branch_;
  int branches_;
};

}  // namespace

void defineSelection() {
  define<Fuse>({"SkFuse", {"branches: M * float"}, {"s: float"}, {"M: int >= 1"}});
  define<Select>({"SkSelect", {"branches: M * float", "attention: float"}, {"y: float"}, {"M: int >= 1"}});
  define<SelectAttentionGrad>(
      {"SkSelectAttentionGrad", {"branches: M * float", "dy: float"}, {"gradient: float"}, {"M: int >= 1"}});
  define<SelectFuseGrad>(
      {"SkSelectFuseGrad",
       {"dy: float", "attention: float", "ds: float"},
       {"first: float", "second: float"},
       {"branch: int >= 0", "M: int >= 2"}});
}

}  // namespace sk
