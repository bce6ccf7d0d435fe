/** The error where TensorFlow cannot be loaded or built against; one line that says how to mend it. */
export class BindingError extends Error {
  override readonly name = 'BindingError';
}
