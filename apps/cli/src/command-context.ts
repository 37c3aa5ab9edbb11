import type { ExitCode } from './failure.js';
import type { Surroundings } from './surroundings.js';

/** What a command is given: where it runs, and a way to end with another code than 0. */
export interface CommandContext {
  readonly surroundings: Surroundings;
  readonly endWith: (code: ExitCode) => void;
}
