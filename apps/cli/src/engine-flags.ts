/**
 * Node's flags for the commands that are not to run with those in the first line of `bin/assay.js`, which keep an import small. They
 * count for all threads of the process.
 */

/**
 * A page of events makes some megabytes that are garbage once it is scored, and what does not fit into the young heap is copied,
 * and collected twice: with room for 32 MB instead of Node's 16 an event takes 8 % less processor time than without flags, and 23 %
 * less than with those that keep an import small. Twice as much again is slower.
 *
 * The old heap needs 40 MB in each thread, and is gone through whenever it has doubled, more than once a second under load: not to
 * begin with that below 128 MB takes 13 % less, most of it of the engine's own threads, for 70 MB. More than that gains nothing.
 */
const SERVING: readonly string[] = ['--max-semi-space-size=32', '--initial-old-space-size=128'];

/** A fifth less time than with the flags of an import, for 50 MB: a replay of a million events stays below 400 MB. */
const REPLAYING: readonly string[] = ['--max-semi-space-size=16', '--initial-old-space-size=96'];

const FLAGS = { serve: SERVING, demo: SERVING, replay: REPLAYING } as const;

export type CommandWithFlags = keyof typeof FLAGS;

const hasFlags = (command: string): command is CommandWithFlags => Object.hasOwn(FLAGS, command);

/** Undefined for a command that runs with those of the first line. */
export function engineFlags(command: CommandWithFlags): readonly string[];
export function engineFlags(command: string): readonly string[] | undefined;
export function engineFlags(command: string): readonly string[] | undefined {
  return hasFlags(command) ? FLAGS[command] : undefined;
}

/** Commands that may run for long: memory counts more there than how soon they start. */
const LASTING: ReadonlySet<string> = new Set([...Object.keys(FLAGS), 'import', 'simulate']);

/** Whether a command is over soon, so that what its modules were compiled to is worth some megabytes, and is kept for the next. */
export const endsSoon = (command: string): boolean => !LASTING.has(command);
