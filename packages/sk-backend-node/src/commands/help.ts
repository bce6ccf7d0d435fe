/** The texts of --help. */

const exitCodes = `Exit codes:
  0  done
  1  something is missing or wrong; the message says how to mend it
  2  unknown command or option`;

const build = `Usage: sk-backend-node build [options]

Compiles the binding of the installed @tensorflow/tfjs-node against a TensorFlow of today, 2.16 to 2.21. The next
start() and --backend tensorflow load it. It wants a C++ compiler, and takes seconds.

Options:
  --tensorflow <path>  the wheel of tensorflow or tensorflow-cpu, the folder that it lies in, a folder that it is unpacked or
                       installed in, or a virtual environment (default: the tensorflow that python3 would import)
  --cuda               refuse a TensorFlow that cannot compute on a GPU
  -h, --help           print this text

Examples:
  pip download --no-deps --only-binary=:all: -d wheels tensorflow-cpu==2.21.0
  sk-backend-node build --tensorflow wheels
  pip install 'tensorflow[and-cuda]==2.21.0' && sk-backend-node build --cuda

${exitCodes}`;

const check = `Usage: sk-backend-node check [options]

Runs one of each operation on each device, and compares it with a composite of stock operations.

Options:
  --binding <file>  the binding to load (default: the one that was built last)
  --device <device> cpu, or the index of a GPU (default: the processor, and the first GPU where there is one)
  -h, --help        print this text

Examples:
  sk-backend-node check
  sk-backend-node check --device cpu

${exitCodes}`;

const all = `Usage: sk-backend-node <command> [options]

Today's TensorFlow as a backend of TensorFlow.js in Node.

Commands:
  build  compile the binding against a TensorFlow
  check  run one of each operation on each device

sk-backend-node <command> --help tells the options of each.

${exitCodes}`;

export const help: Readonly<Record<'all' | 'build' | 'check', string>> = { all, build, check };
