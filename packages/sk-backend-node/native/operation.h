/** Operations of TensorFlow by its C API: their definitions, and what a kernel on the processor sees of a call. */
#pragma once
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>
#include "tensorflow/c/kernels.h"

namespace sk {

using Shape = std::vector<int64_t>;

/** Returns the product of the sizes. */
int64_t sizeOf(const Shape& shape);

/** An input of float32. */
struct Tensor {
  const float* values;
  Shape shape;
};

/** The error that ends a call, with what an input or an attribute should have been. */
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/** Throws a Failure unless a condition holds. */
void wants(bool condition, const std::string& message);

/** The attributes of an operation. */
class Attributes {
 public:
  explicit Attributes(TF_OpKernelConstruction* construction) : construction_(construction) {}
  bool boolean(const char* name) const;
  float number(const char* name) const;
  int integer(const char* name) const;

 private:
  TF_OpKernelConstruction* construction_;
};

/** One call of a kernel: its inputs and outputs, whose handles it deletes at the end. */
class Call {
 public:
  explicit Call(TF_OpKernelContext* context);
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  ~Call();
  Tensor input(int index);
  /** Returns the memory of an output, whose values are undefined. */
  float* output(int index, const Shape& shape);

 private:
  TF_OpKernelContext* context_;
  std::vector<TF_Tensor*> tensors_;
};

/** Inputs, outputs and attributes in the notation of TensorFlow, such as "x: float". */
struct Definition {
  const char* name;
  std::vector<const char*> inputs;
  std::vector<const char*> outputs;
  std::vector<const char*> attributes;
};

/** The functions of a kernel, as TensorFlow calls them. */
struct KernelFunctions {
  void* (*create)(TF_OpKernelConstruction*);
  void (*compute)(void*, TF_OpKernelContext*);
  void (*remove)(void*);
};

void reportTo(TF_OpKernelConstruction* construction, const std::exception& error);
void reportTo(TF_OpKernelContext* context, const std::exception& error);

/** Registers an operation unless the process has one of this name. */
void registerOperation(const Definition& definition, const KernelFunctions& kernel);

/** Registers an operation. A Kernel is made of Attributes, and computes a Call by `compute`. Both may throw. */
template <class Kernel>
void define(const Definition& definition) {
  KernelFunctions kernel;
  kernel.create = [](TF_OpKernelConstruction* construction) -> void* {
    try {
      return new Kernel(Attributes(construction));
    } catch (const std::exception& error) {
      reportTo(construction, error);
      return nullptr;
    }
  };
  kernel.compute = [](void* made, TF_OpKernelContext* context) {
    try {
      Call call(context);
      static_cast<const Kernel*>(made)->compute(call);
    } catch (const std::exception& error) {
      reportTo(context, error);
    }
  };
  kernel.remove = [](void* made) { delete static_cast<Kernel*>(made); };
  registerOperation(definition, kernel);
}

}  // namespace sk
