/**
 * The differences between the binary interfaces of MPI libraries: the names of their files, the handles, and some numbers. An
 * MPICH handle is an int; one of Open MPI is the address of a variable that its library exports; one of the MPI-5 ABI is a
 * small number that has the type of a pointer.
 */

/** The binary interfaces. Intel MPI, MVAPICH and Cray MPICH have that of MPICH. */
export type Implementation = 'Open MPI' | 'MPICH' | 'MPI ABI';

type HandleName = 'world' | 'float' | 'byte' | 'sum' | 'errorsReturn' | 'noInfo';

/** A number, or the name of an exported variable. */
export type Handle = number | string;

export interface Interface {
  /** Names of the library, in the order in which they are looked for. */
  readonly files: readonly string[];
  /** The C type of handles. */
  readonly handleType: 'int' | 'void *';
  readonly handles: Readonly<Record<HandleName, Handle>>;
  /** The address that stands for "the buffer is input and output". */
  readonly inPlace: bigint;
  /** The address that stands for "no status is wanted". */
  readonly noStatus: bigint;
  /** MPI_THREAD_SERIALIZED. */
  readonly serialized: number;
  /** MPI_COMM_TYPE_SHARED. */
  readonly sharedMemory: number;
}

export const interfaces: Readonly<Record<Implementation, Interface>> = {
  'Open MPI': {
    files: ['libmpi.so.40', 'libmpi.so.80', 'libmpi.40.dylib', 'libmpi.80.dylib'],
    handleType: 'void *',
    handles: {
      world: 'ompi_mpi_comm_world',
      float: 'ompi_mpi_float',
      byte: 'ompi_mpi_byte',
      sum: 'ompi_mpi_op_sum',
      errorsReturn: 'ompi_mpi_errors_return',
      noInfo: 'ompi_mpi_info_null',
    },
    inPlace: 1n,
    noStatus: 0n,
    serialized: 2,
    sharedMemory: 0,
  },
  MPICH: {
    files: ['libmpich.so.12', 'libmpi.so.12', 'libmpi_cray.so.12', 'libmpi.12.dylib', 'libmpich.12.dylib'],
    handleType: 'int',
    handles: {
      world: 0x44000000,
      float: 0x4c00040a,
      byte: 0x4c00010d,
      sum: 0x58000003,
      errorsReturn: 0x54000001,
      noInfo: 0x1c000000,
    },
    inPlace: 0xffffffffffffffffn,
    noStatus: 1n,
    serialized: 2,
    sharedMemory: 1,
  },
  'MPI ABI': {
    files: ['libmpi_abi.so.1', 'libmpi_abi.so.0', 'libmpi_abi.1.dylib', 'libmpi_abi.0.dylib'],
    handleType: 'void *',
    handles: { world: 0x101, float: 0x210, byte: 0x247, sum: 0x21, errorsReturn: 0x143, noInfo: 0x130 },
    inPlace: 1n,
    noStatus: 0n,
    serialized: 2048,
    sharedMemory: 221,
  },
};

export const implementations = Object.keys(interfaces) as readonly Implementation[];
