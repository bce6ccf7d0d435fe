#include "operation.h"
#include <memory>
#include "memory.h"
#include "tensorflow/c/c_api.h"
#include "tensorflow/c/ops.h"

namespace sk {
namespace {

class Status {
 public:
  Status() : status_(TF_NewStatus(), TF_DeleteStatus) {}
  operator TF_Status*() const { return status_.get(); }
  bool ok() const { return TF_GetCode(status_.get()) == TF_OK; }
  void check() const {
    if (!ok()) throw Failure(TF_Message(status_.get()));
  }

 private:
  std::unique_ptr<TF_Status, void (*)(TF_Status*)> status_;
};

bool isRegistered(const char* name) {
  Status status;
  TF_Buffer* kernels = TF_GetRegisteredKernelsForOp(name, status);
  const bool found = status.ok() && kernels != nullptr && kernels->length > 0;
  if (kernels != nullptr) TF_DeleteBuffer(kernels);
  return found;
}

/** Returns an attribute that one of TensorFlow's functions reads. */
template <class Value>
Value attribute(
    void (*read)(TF_OpKernelConstruction*, const char*, Value*, TF_Status*), TF_OpKernelConstruction* construction,
    const char* name) {
  Status status;
  Value value{};
  read(construction, name, &value, status);
  status.check();
  return value;
}

}  // namespace

int64_t sizeOf(const Shape& shape) {
  int64_t size = 1;
  for (const int64_t length : shape) size *= length;
  return size;
}

void wants(bool condition, const std::string& message) {
  if (!condition) throw Failure(message);
}

bool Attributes::boolean(const char* name) const {
  return attribute<unsigned char>(TF_OpKernelConstruction_GetAttrBool, construction_, name) != 0;
}

float Attributes::number(const char* name) const {
  return attribute<float>(TF_OpKernelConstruction_GetAttrFloat, construction_, name);
}

int Attributes::integer(const char* name) const {
  return attribute<int32_t>(TF_OpKernelConstruction_GetAttrInt32, construction_, name);
}

Call::Call(TF_OpKernelContext* context) : context_(context) { adviseLargePages(); }

Call::~Call() {
  for (TF_Tensor* tensor : tensors_) TF_DeleteTensor(tensor);
}

Tensor Call::input(int index) {
  Status status;
  TF_Tensor* tensor = nullptr;
  TF_GetInput(context_, index, &tensor, status);
  status.check();
  tensors_.push_back(tensor);
  Shape shape(TF_NumDims(tensor));
  for (size_t axis = 0; axis < shape.size(); axis++) shape[axis] = TF_Dim(tensor, static_cast<int>(axis));
  return {static_cast<const float*>(TF_TensorData(tensor)), shape};
}

float* Call::output(int index, const Shape& shape) {
  Status status;
  const size_t bytes = static_cast<size_t>(sizeOf(shape)) * sizeof(float);
  TF_Tensor* tensor = TF_AllocateOutput(
      context_, index, TF_FLOAT, shape.data(), static_cast<int>(shape.size()), bytes, status);
  status.check();
  tensors_.push_back(tensor);
  return static_cast<float*>(TF_TensorData(tensor));
}

void reportTo(TF_OpKernelConstruction* construction, const std::exception& error) {
  Status status;
  TF_SetStatus(status, TF_INVALID_ARGUMENT, error.what());
  TF_OpKernelConstruction_Failure(construction, status);
}

void reportTo(TF_OpKernelContext* context, const std::exception& error) {
  Status status;
  TF_SetStatus(status, TF_INVALID_ARGUMENT, error.what());
  TF_OpKernelContext_Failure(context, status);
}

void registerOperation(const Definition& definition, const KernelFunctions& kernel) {
  if (isRegistered(definition.name)) return;
  TF_OpDefinitionBuilder* operation = TF_NewOpDefinitionBuilder(definition.name);
  for (const char* input : definition.inputs) TF_OpDefinitionBuilderAddInput(operation, input);
  for (const char* output : definition.outputs) TF_OpDefinitionBuilderAddOutput(operation, output);
  for (const char* attribute : definition.attributes) TF_OpDefinitionBuilderAddAttr(operation, attribute);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(
      operation, [](TF_ShapeInferenceContext* context, TF_Status* status) {
        TF_ShapeInferenceContextSetUnknownShape(context, status);
      });
  Status status;
  TF_RegisterOpDefinition(operation, status);
  if (!status.ok()) return;
  TF_KernelBuilder* builder =
      TF_NewKernelBuilder(definition.name, "CPU", kernel.create, kernel.compute, kernel.remove);
  TF_RegisterKernelBuilder(definition.name, builder, status);
}

}  // namespace sk
