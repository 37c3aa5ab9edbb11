export { backOffMs, type BackOffOptions } from './back-off.js';
export {
  CheckpointAheadError,
  HoleInLogError,
  type Processor,
  type ProcessorState,
  type ProcessorStatus,
  ProcessorStalledError,
} from './processor.js';
export { ProcessorRunner, type RunnerOptions } from './processor-runner.js';
