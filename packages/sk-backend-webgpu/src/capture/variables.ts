/** The variables of TensorFlow.js as a recorded run finds and leaves them. */
import { type DataId, engine, type Variable } from '@tensorflow/tfjs-core';
import { usesOf, type WebGPUBackend } from '../tfjs/tfjsBackend.js';

/** A variable that recorded commands read or change. */
export interface TouchedVariable {
  readonly variable: Variable;
  /** All variables that stood in the buffer that the commands read, itself included. */
  readonly sharers: readonly Variable[];
  /** Their data, where other tensors had it too: the commands do not tell which of them the function reads. */
  readonly shared: DataId | undefined;
  readonly isWritten: boolean;
}

/** Remembers where the variables stood when a run began. `assign` gives a variable another buffer. */
export class VariablesBefore {
  readonly #data = new Map<Variable, DataId>();
  readonly #byBuffer = new Map<GPUBuffer, Variable[]>();
  readonly #shared = new Set<DataId>();
  readonly #read = new Map<Variable, readonly Variable[]>();

  constructor(backend: WebGPUBackend) {
    const { tensorMap } = backend;
    for (const variable of Object.values(engine().state.registeredVariables)) {
      const { dataId } = variable;
      this.#data.set(variable, dataId);
      const resource = tensorMap.has(dataId) ? tensorMap.get(dataId).resource : undefined;
      if (!(resource instanceof GPUBuffer)) continue;
      this.#byBuffer.set(resource, [...(this.#byBuffer.get(resource) ?? []), variable]);
      if (usesOf(backend, dataId) > 1) this.#shared.add(dataId);
    }
  }

  /** Returns the variable that stood in a buffer which a command names, the first where several did. */
  nameOf(buffer: GPUBuffer): Variable | undefined {
    const sharers = this.#byBuffer.get(buffer);
    const variable = sharers?.[0];
    if (sharers !== undefined && variable !== undefined) this.#read.set(variable, sharers);
    return variable;
  }

  /** Returns the variables that have got another tensor since. */
  assigned(): Variable[] {
    return [...this.#data]
      .filter(([variable, dataId]) => !variable.isDisposed && variable.dataId !== dataId)
      .map(([variable]) => variable);
  }

  /** Returns the variables that were named or assigned. @param written The data that the run has changed in place. */
  touched(written: ReadonlySet<DataId>): TouchedVariable[] {
    const assigned = this.assigned();
    return [...new Set([...this.#read.keys(), ...assigned])].map((variable) => {
      const dataId = this.#data.get(variable);
      const sharers = this.#read.get(variable);
      return {
        variable,
        sharers: sharers ?? [variable],
        shared:
          sharers !== undefined && dataId !== undefined && this.#shared.has(dataId) ? dataId : undefined,
        isWritten: assigned.includes(variable) || (dataId !== undefined && written.has(dataId)),
      };
    });
  }
}
