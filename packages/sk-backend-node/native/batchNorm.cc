/**
 * Batch normalisation by the statistics of the batch, with an addition and a ReLU behind it where they are wanted, and its
 * gradients. Each reads x twice: once for sums, which are in float64, and once for its result.
 */
#include "batchNorm.h"
#include <cmath>
#include <limits>
#include "operation.h"
#include "rows.h"
#include "threads.h"

namespace sk {
namespace {

/** Adds x - shift and its squares, of `count` rows. */
template <int count>
inline __attribute__((always_inline)) void addMomentsOf(
    const float* __restrict x, const float* __restrict shift, int64_t channels, double* __restrict sums,
    double* __restrict squares) {
  for (int64_t c = 0; c < channels; c++) {
    float sum = 0, square = 0;
    for (int row = 0; row < count; row++) {
      const float v = x[row * channels + c] - shift[c];
      sum += v;
      square += v * v;
    }
    sums[c] += sum;
    squares[c] += square;
  }
}

SK_CLONED void addMoments(
    const float* x, const float* shift, Rows rows, int64_t channels, double* sums, double* squares) {
  int64_t row = rows.begin;
  for (; row + blockRows <= rows.end; row += blockRows)
    addMomentsOf<blockRows>(x + row * channels, shift, channels, sums, squares);
  for (; row < rows.end; row++) addMomentsOf<1>(x + row * channels, shift, channels, sums, squares);
}

/** Computes y = max((x - mean) * scale + beta + addend, floor); the addend may be null. NaN stays NaN. */
SK_CLONED void normalise(
    const float* __restrict x, const float* __restrict mean, const float* __restrict scale,
    const float* __restrict beta, const float* __restrict addend, float floor, Rows rows, int64_t channels,
    float* __restrict y) {
  for (int64_t row = rows.begin; row < rows.end; row++) {
    const int64_t first = row * channels;
    if (addend == nullptr) {
      for (int64_t c = 0; c < channels; c++) {
        const float v = (x[first + c] - mean[c]) * scale[c] + beta[c];
        y[first + c] = floor > v ? floor : v;
      }
    } else {
      for (int64_t c = 0; c < channels; c++) {
        const float v = (x[first + c] - mean[c]) * scale[c] + beta[c] + addend[first + c];
        y[first + c] = floor > v ? floor : v;
      }
    }
  }
}

/** Returns dy where the ReLU let y pass, and NaN where y is. */
inline __attribute__((always_inline)) float passed(float dy, float y) {
  return y > 0 ? dy : y <= 0 ? 0 : y;
}

/** The value whose sign tells what the ReLU let pass. */
enum class Sign {
  /** There is no ReLU. */
  none,
  /** The value under the ReLU, computed again from x. */
  ofInput,
  /** The output. */
  ofOutput,
};

/** The tensors of a gradient: x, dy, y and g are [rows, channels], all others [channels]. */
struct Gradient {
  const float* x;
  const float* dy;
  /** The output, where the sign is its own. */
  const float* y;
  const float* mean;
  const float* scale;
  const float* beta;
  /** Takes the dy that passed, where the sign is the output's. */
  float* g;
};

/** Adds g, and its products with x - mean, of `count` rows. */
template <int count, Sign sign>
inline __attribute__((always_inline)) void addGradientsOf(
    const Gradient& of, int64_t first, int64_t channels, double* __restrict sums, double* __restrict products) {
  const float* __restrict x = of.x + first;
  const float* __restrict dy = of.dy + first;
  const float* __restrict y = sign == Sign::ofOutput ? of.y + first : nullptr;
  const float* __restrict mean = of.mean;
  const float* __restrict scale = of.scale;
  const float* __restrict beta = of.beta;
  float* __restrict to = sign == Sign::ofOutput ? of.g + first : nullptr;
#pragma GCC ivdep
  for (int64_t c = 0; c < channels; c++) {
    float sum = 0, product = 0;
    for (int row = 0; row < count; row++) {
      const int64_t at = row * channels + c;
      const float centred = x[at] - mean[c];
      float g = dy[at];
      if (sign == Sign::ofInput) g = passed(g, centred * scale[c] + beta[c]);
      if (sign == Sign::ofOutput) {
        g = passed(g, y[at]);
        to[at] = g;
      }
      sum += g;
      product += g * centred;
    }
    sums[c] += sum;
    products[c] += product;
  }
}

template <Sign sign>
inline __attribute__((always_inline)) void addGradientsBy(
    const Gradient& of, Rows rows, int64_t channels, double* sums, double* products) {
  int64_t row = rows.begin;
  for (; row + blockRows <= rows.end; row += blockRows)
    addGradientsOf<blockRows, sign>(of, row * channels, channels, sums, products);
  for (; row < rows.end; row++) addGradientsOf<1, sign>(of, row * channels, channels, sums, products);
}

SK_CLONED void addGradients(
    const Gradient& of, Sign sign, Rows rows, int64_t channels, double* sums, double* products) {
  if (sign == Sign::none) addGradientsBy<Sign::none>(of, rows, channels, sums, products);
  else if (sign == Sign::ofInput) addGradientsBy<Sign::ofInput>(of, rows, channels, sums, products);
  else addGradientsBy<Sign::ofOutput>(of, rows, channels, sums, products);
}

/** Computes dx = scale * g + slope * (x - mean) + offset, where g is dy, or what of it passed the ReLU. */
SK_CLONED void fillGradients(
    const Gradient& of, bool relu, const float* __restrict slope, const float* __restrict offset, Rows rows,
    int64_t channels, float* __restrict dx) {
  const float* __restrict x = of.x;
  const float* __restrict dy = of.dy;
  const float* __restrict mean = of.mean;
  const float* __restrict scale = of.scale;
  const float* __restrict beta = of.beta;
  for (int64_t row = rows.begin; row < rows.end; row++) {
    const int64_t first = row * channels;
    if (relu) {
      for (int64_t c = 0; c < channels; c++) {
        const float centred = x[first + c] - mean[c];
        const float g = passed(dy[first + c], centred * scale[c] + beta[c]);
        dx[first + c] = g * scale[c] + (centred * slope[c] + offset[c]);
      }
    } else {
      for (int64_t c = 0; c < channels; c++) {
        const float centred = x[first + c] - mean[c];
        dx[first + c] = dy[first + c] * scale[c] + (centred * slope[c] + offset[c]);
      }
    }
  }
}

std::vector<float> scales(const float* gamma, const float* variance, float epsilon, int64_t channels) {
  std::vector<float> scale(channels);
  for (int64_t c = 0; c < channels; c++)
    scale[c] = static_cast<float>(gamma[c] / std::sqrt(static_cast<double>(variance[c]) + epsilon));
  return scale;
}

/** Two sums for each channel and part of the rows: [parts][2][channels]. */
class Sums {
 public:
  Sums(int parts, int64_t channels) : parts_(parts), channels_(channels), values_(2 * parts * channels) {}
  double* first(int part) { return values_.data() + 2 * part * channels_; }
  double* second(int part) { return first(part) + channels_; }
  /** Adds all parts to part 0. */
  void join() {
    for (int part = 1; part < parts_; part++)
      for (int64_t i = 0; i < 2 * channels_; i++) values_[i] += first(part)[i];
  }

 private:
  int parts_;
  int64_t channels_;
  std::vector<double> values_;
};

/** A tensor as a matrix, whose columns are the last axis. */
struct Matrix {
  int64_t rows, channels;

  explicit Matrix(const Tensor& x) {
    wants(!x.shape.empty(), "batch norm: x wants channels");
    channels = x.shape.back();
    rows = sizeOf(Shape(x.shape.begin(), x.shape.end() - 1));
  }
};

void wantsChannels(const Tensor& tensor, int64_t channels) {
  wants(sizeOf(tensor.shape) == channels, "batch norm: wants one number for each channel");
}

class BatchNorm {
 public:
  explicit BatchNorm(const Attributes& attributes)
      : epsilon_(attributes.number("epsilon")),
        relu_(attributes.boolean("relu")),
        addends_(attributes.integer("addends")) {}

  void compute(Call& call) const {
    const Tensor x = call.input(0), gamma = call.input(1), beta = call.input(2);
    const Matrix matrix(x);
    const int64_t rows = matrix.rows, channels = matrix.channels;
    wantsChannels(gamma, channels);
    wantsChannels(beta, channels);
    const float* addend = nullptr;
    if (addends_ > 0) {
      const Tensor given = call.input(3);
      wants(addends_ == 1 && given.shape == x.shape, "batch norm: wants one addend of the shape of x");
      addend = given.values;
    }
    float* y = call.output(0, x.shape);
    float* mean = call.output(1, {channels});
    float* variance = call.output(2, {channels});

    const int parts = partsOf(rows, channels);
    Sums sums(parts, channels);
    inParts(parts, [&](int part) {
      addMoments(x.values, x.values, rowsOf(part, parts, rows), channels, sums.first(part), sums.second(part));
    });
    sums.join();
    for (int64_t c = 0; c < channels; c++) {
      const double m = sums.first(0)[c] / rows;
      const double v = sums.second(0)[c] / rows - m * m;
      mean[c] = static_cast<float>(rows > 0 ? m + x.values[c] : m);
      variance[c] = static_cast<float>(0 > v ? 0 : v);
    }
    const std::vector<float> scale = scales(gamma.values, variance, epsilon_, channels);
    const float floor = relu_ ? 0 : -std::numeric_limits<float>::infinity();
    inParts(parts, [&](int part) {
      normalise(
          x.values, mean, scale.data(), beta.values, addend, floor, rowsOf(part, parts, rows), channels, y);
    });
  }

 private:
  float epsilon_;
  bool relu_;
  int addends_;
};

/** The batch norm of inference, by statistics that are given. */
class BatchNormInference {
 public:
  explicit BatchNormInference(const Attributes& attributes) : epsilon_(attributes.number("epsilon")) {}

  void compute(Call& call) const {
    const Tensor x = call.input(0), gamma = call.input(1), beta = call.input(2), mean = call.input(3);
    const Tensor variance = call.input(4);
    const Matrix matrix(x);
    const int64_t rows = matrix.rows, channels = matrix.channels;
    for (const Tensor* tensor : {&gamma, &beta, &mean, &variance}) wantsChannels(*tensor, channels);
    float* y = call.output(0, x.shape);
    const std::vector<float> scale = scales(gamma.values, variance.values, epsilon_, channels);
    const float floor = -std::numeric_limits<float>::infinity();
    const int parts = partsOf(rows, channels);
    inParts(parts, [&](int part) {
      normalise(
          x.values, mean.values, scale.data(), beta.values, nullptr, floor, rowsOf(part, parts, rows), channels, y);
    });
  }

 private:
  float epsilon_;
};

/** Reads the inputs that both gradients have, from the third one on, and computes all outputs. */
class BatchNormGradient {
 protected:
  explicit BatchNormGradient(const Attributes& attributes) : epsilon_(attributes.number("epsilon")) {}

  void compute(Call& call, const Tensor& x, const Tensor& dy, Sign sign, const float* y, int next, float* g) const {
    const Matrix matrix(x);
    const int64_t rows = matrix.rows, channels = matrix.channels;
    wants(dy.shape == x.shape, "batch norm: dy wants the shape of x");
    const Tensor gamma = call.input(next), beta = call.input(next + 1), mean = call.input(next + 2);
    const Tensor variance = call.input(next + 3), dmean = call.input(next + 4), dvariance = call.input(next + 5);
    for (const Tensor* tensor : {&gamma, &beta, &mean, &variance, &dmean, &dvariance})
      wantsChannels(*tensor, channels);
    float* dx = call.output(0, x.shape);
    float* dgamma = call.output(1, {channels});
    float* dbeta = call.output(2, {channels});

    const std::vector<float> scale = scales(gamma.values, variance.values, epsilon_, channels);
    Gradient of{x.values, dy.values, y, mean.values, scale.data(), beta.values, g};
    const int parts = partsOf(rows, channels);
    Sums sums(parts, channels);
    inParts(parts, [&](int part) {
      addGradients(of, sign, rowsOf(part, parts, rows), channels, sums.first(part), sums.second(part));
    });
    sums.join();
    std::vector<float> slope(channels), offset(channels);
    for (int64_t c = 0; c < channels; c++) {
      const double sum = sums.first(0)[c], product = sums.second(0)[c];
      const double r = 1 / std::sqrt(static_cast<double>(variance.values[c]) + epsilon_);
      const double k = gamma.values[c] * r;
      dbeta[c] = static_cast<float>(sum);
      dgamma[c] = static_cast<float>(product * r);
      slope[c] = static_cast<float>((2.0 * dvariance.values[c] - k * r * r * product) / rows);
      offset[c] = static_cast<float>((dmean.values[c] - k * sum) / rows);
    }
    if (sign == Sign::ofOutput) of.dy = g;
    inParts(parts, [&](int part) {
      fillGradients(
          of, sign == Sign::ofInput, slope.data(), offset.data(), rowsOf(part, parts, rows), channels, dx);
    });
  }

 private:
  float epsilon_;
};

class BatchNormGrad : BatchNormGradient {
 public:
  explicit BatchNormGrad(const Attributes& attributes)
      : BatchNormGradient(attributes), relu_(attributes.boolean("relu")) {}

  void compute(Call& call) const {
    const Tensor x = call.input(0), dy = call.input(1);
    BatchNormGradient::compute(call, x, dy, relu_ ? Sign::ofInput : Sign::none, nullptr, 2, nullptr);
  }

 private:
  bool relu_;
};

class BatchNormAddReluGrad : BatchNormGradient {
 public:
  explicit BatchNormAddReluGrad(const Attributes& attributes) : BatchNormGradient(attributes) {}

  void compute(Call& call) const {
    const Tensor x = call.input(0), dy = call.input(1), y = call.input(2);
    wants(y.shape == x.shape, "batch norm: y wants the shape of x");
    float* daddend = call.output(3, x.shape);
    BatchNormGradient::compute(call, x, dy, Sign::ofOutput, y.values, 3, daddend);
  }
};

}  // namespace

void defineBatchNorm() {
  define<BatchNorm>(
      {"SkBatchNorm",
       {"x: float", "gamma: float", "beta: float", "addend: addends * float"},
       {"y: float", "mean: float", "variance: float"},
       {"epsilon: float", "relu: bool", "addends: int >= 0"}});
  define<BatchNormInference>(
      {"SkBatchNormInference",
       {"x: float", "gamma: float", "beta: float", "mean: float", "variance: float"},
       {"y: float"},
       {"epsilon: float"}});
  define<BatchNormGrad>(
      {"SkBatchNormGrad",
       {"x: float", "dy: float", "gamma: float", "beta: float", "mean: float", "variance: float", "dmean: float",
        "dvariance: float"},
       {"dx: float", "dgamma: float", "dbeta: float"},
       {"epsilon: float", "relu: bool"}});
  define<BatchNormAddReluGrad>(
      {"SkBatchNormAddReluGrad",
       {"x: float", "dy: float", "y: float", "gamma: float", "beta: float", "mean: float", "variance: float",
        "dmean: float", "dvariance: float"},
       {"dx: float", "dgamma: float", "dbeta: float", "daddend: float"},
       {"epsilon: float"}});
}

}  // namespace sk
