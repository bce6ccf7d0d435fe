/** The functions of an MPI library, as koffi calls them. */
import { basename } from 'node:path';
import koffi from 'koffi';
import {
  type Handle,
  type Implementation,
  type Interface,
  implementations,
  interfaces,
} from './implementation.js';
import { MpiError } from './mpiError.js';

/** A buffer, or the address of one. */
type Address = Uint8Array | Float32Array | bigint | null;
/** A handle as koffi passes it. */
export type PassedHandle = number | bigint | object;

type Call<Args extends readonly unknown[]> = (...args: Args) => number;

type ReduceArguments = [
  from: Address,
  to: Address,
  count: number,
  type: PassedHandle,
  operation: PassedHandle,
  communicator: PassedHandle,
];

export interface MpiFunctions {
  readonly init: Call<[argc: null, argv: null, required: number, provided: [number]]>;
  readonly isInitialized: Call<[flag: [number]]>;
  readonly libraryVersion: Call<[text: [string], length: [number]]>;
  readonly rank: Call<[communicator: PassedHandle, rank: [number]]>;
  readonly size: Call<[communicator: PassedHandle, size: [number]]>;
  readonly split: Call<
    [parent: PassedHandle, kind: number, key: number, info: PassedHandle, own: [PassedHandle]]
  >;
  readonly setErrorHandler: Call<[communicator: PassedHandle, handler: PassedHandle]>;
  readonly errorText: Call<[code: number, text: [string], length: [number]]>;
  readonly allreduce: Call<ReduceArguments>;
  readonly beginAllreduce: Call<[...ReduceArguments, request: Address]>;
  readonly test: Call<[request: Address, flag: [number], status: Address]>;
  readonly broadcast: Call<
    [buffer: Address, count: number, type: PassedHandle, root: number, communicator: PassedHandle]
  >;
  readonly barrier: Call<[communicator: PassedHandle]>;
  readonly abort: Call<[communicator: PassedHandle, code: number]>;
  readonly finalize: Call<[]>;
}

export interface MpiLibrary {
  readonly implementation: Implementation;
  /** The file, as the dynamic linker finds it. */
  readonly file: string;
  /** Name and version, as the library tells them. */
  readonly version: string;
  readonly facts: Interface;
  readonly functions: MpiFunctions;
  readonly handle: (name: keyof Interface['handles']) => PassedHandle;
}

export interface LibraryChoice {
  /** The interface to look for; by default the first that is found. */
  readonly implementation?: Implementation;
  /** The library's file; by default `SK_MPI_LIBRARY`, or the names that each implementation has. */
  readonly library?: string;
}

/** More than any library's MPI_MAX_LIBRARY_VERSION_STRING and MPI_MAX_ERROR_STRING. */
const longestText = 8192;
/** The stack of a call, as a program's own: MPICH overflows small ones. */
const stackBytes = 8 << 20;

/** Loads a library. @throws MpiError where there is none */
export function loadLibrary({
  implementation,
  library = process.env['SK_MPI_LIBRARY'],
}: LibraryChoice): MpiLibrary {
  if (library !== undefined && library !== '')
    return bind(library, implementation ?? implementationOf(library));
  const wanted = implementation === undefined ? implementations : [implementation];
  const reasons: string[] = [];
  for (const name of wanted) {
    for (const file of interfaces[name].files) {
      try {
        return bind(file, name);
      } catch (error) {
        reasons.push((error as Error).message);
      }
    }
  }
  // A library that is there and does not fit says more than one that is not there.
  const found = reasons.find((reason) => !/cannot open shared object file|no such file/i.test(reason));
  throw new MpiError(
    `sk-mpi: ${found ?? `no library of ${wanted.join(', ')} is found`}: install one (Debian: apt install openmpi-bin libopenmpi3, or mpich libmpich12), or set SK_MPI_LIBRARY to the path of its libmpi`,
  );
}

/** Returns the interface of a library by its name and by what it exports. */
function implementationOf(file: string): Implementation {
  if (basename(file).startsWith('libmpi_abi')) return 'MPI ABI';
  try {
    open(file).symbol('ompi_mpi_comm_world', 'void *');
    return 'Open MPI';
  } catch {
    return 'MPICH';
  }
}

let isConfigured = false;

/**
 * Keeps UCX, by which MPICH carries bytes, from replacing `brk` and `munmap`: in a process of many threads the heap then
 * loses pages at one start in thirty, and the process dies. A user's own UCX_MEM_EVENTS stays.
 */
function keepHeap(): void {
  process.env['UCX_MEM_EVENTS'] ??= 'no';
}

function open(file: string): ReturnType<typeof koffi.load> {
  if (!isConfigured) {
    keepHeap();
    koffi.config({ ...koffi.config(), sync_stack_size: stackBytes });
    isConfigured = true;
  }
  try {
    // The plug-ins of Open MPI look for its symbols among the global ones.
    return koffi.load(file, { lazy: true, global: true });
  } catch (error) {
    const reason = (error as Error).message.replace(/^Failed to load shared library: /, '');
    throw new MpiError(`sk-mpi: ${reason.includes(file) ? '' : `${file}: `}${reason}`, { cause: error });
  }
}

function bind(file: string, implementation: Implementation): MpiLibrary {
  const library = open(file);
  const facts = interfaces[implementation];
  const h = facts.handleType;
  const declare = <Args extends readonly unknown[]>(text: string): Call<Args> => library.func(text);
  const handle = (name: keyof Interface['handles']): PassedHandle =>
    passed(facts.handles[name], h, (symbol) => library.symbol(symbol, 'void *') as PassedHandle);
  try {
    const functions: MpiFunctions = {
      init: declare('int MPI_Init_thread(void *argc, void *argv, int required, _Out_ int *provided)'),
      isInitialized: declare('int MPI_Initialized(_Out_ int *flag)'),
      libraryVersion: declare('int MPI_Get_library_version(_Out_ char *text, _Out_ int *length)'),
      rank: declare(`int MPI_Comm_rank(${h} comm, _Out_ int *rank)`),
      size: declare(`int MPI_Comm_size(${h} comm, _Out_ int *size)`),
      split: declare(`int MPI_Comm_split_type(${h} comm, int kind, int key, ${h} info, _Out_ ${h} *own)`),
      setErrorHandler: declare(`int MPI_Comm_set_errhandler(${h} comm, ${h} handler)`),
      errorText: declare('int MPI_Error_string(int code, _Out_ char *text, _Out_ int *length)'),
      allreduce: declare(
        `int MPI_Allreduce(void *from, void *to, int count, ${h} type, ${h} operation, ${h} comm)`,
      ),
      beginAllreduce: declare(
        `int MPI_Iallreduce(void *from, void *to, int count, ${h} type, ${h} operation, ${h} comm, void *request)`,
      ),
      test: declare('int MPI_Test(void *request, _Out_ int *flag, void *status)'),
      broadcast: declare(`int MPI_Bcast(void *buffer, int count, ${h} type, int root, ${h} comm)`),
      barrier: declare(`int MPI_Barrier(${h} comm)`),
      abort: declare(`int MPI_Abort(${h} comm, int code)`),
      finalize: declare('int MPI_Finalize()'),
    };
    // An exported handle that is not there shows that the library is another one.
    handle('world');
    return { implementation, file, version: versionOf(functions), facts, functions, handle };
  } catch (error) {
    throw new MpiError(`sk-mpi: ${file} is no library of ${implementation}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function passed(
  handle: Handle,
  type: Interface['handleType'],
  addressOf: (symbol: string) => PassedHandle,
): PassedHandle {
  if (typeof handle === 'string') return addressOf(handle);
  return type === 'int' ? handle : BigInt(handle);
}

/** Returns the first line of what the library says of itself. */
function versionOf({ libraryVersion }: MpiFunctions): string {
  const text: [string] = ['\0'.repeat(longestText)];
  libraryVersion(text, [0]);
  const [line = ''] = text[0].split(/[\n,]/);
  return line.replace(' Version:', '').replace(/\s+/g, ' ').trim();
}

/** Returns what a code of an error says. */
export function errorText({ errorText: read }: MpiFunctions, code: number): string {
  const text: [string] = ['\0'.repeat(longestText)];
  return read(code, text, [0]) === 0 ? text[0].replace(/\s+/g, ' ').trim() : `error ${code}`;
}
