/** The kit of the commands: exit codes, options, choice of the backend, progress and tables. Brings commander. */

export { Argument, Command, InvalidArgumentError, Option } from 'commander';
export {
  type BackendSettings,
  backendCandidates,
  type Candidate,
  type DeviceReport,
} from './backends/candidates.js';
export { type BackendChoice, startChosenBackend, startSoonestBackend } from './backends/startBackends.js';
export type { ExitCodeWords } from './exit/exitCodeHelp.js';
export { exitCodeOf, exitCodes } from './exit/exitCodes.js';
export { UsageError } from './exit/usageError.js';
export { addBackendOptions } from './options/backendOptions.js';
export { duration } from './options/duration.js';
export { collected, commaList, numberList } from './options/lists.js';
export { decimal, wholeNumber } from './options/numbers.js';
export { checkTarget, outputPath } from './options/outputPath.js';
export { type Program, runProgram } from './program/runProgram.js';
export { listenForStop, type StopSignals } from './program/stopSignals.js';
export { whenCalled } from './program/whenCalled.js';
export { describeSeconds, RemainingTime } from './terminal/durations.js';
export { oneLine } from './terminal/oneLine.js';
export { openProgress } from './terminal/openProgress.js';
export { percent } from './terminal/percent.js';
export { printJson, printNote, printResult } from './terminal/print.js';
export type { Progress } from './terminal/progress.js';
export { aligned, type Row } from './terminal/table.js';
export { countedWork, type Work, type WorkWords } from './terminal/work.js';
