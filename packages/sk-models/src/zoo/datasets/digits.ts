/** Names of the classes of handwritten digits. */
export const digitLabels: readonly string[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
