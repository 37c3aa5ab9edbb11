import { paragraph } from './output/paragraph.js';

/**
 * Everything a command touches outside the ledger: its environment, its two streams, and the wish of the user that it
 * stop. Handed in, so that a test runs a command in its own process and reads what it said.
 */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the command answers: documents for machines, tables for people. */
  readonly stdout: OutputStream;
  /** Everything else: progress, notes, hints and errors. */
  readonly stderr: OutputStream;
  /** Aborted by Ctrl-C (or SIGTERM): stop in order, keep what is recorded. */
  readonly interrupted: AbortSignal;
}

export type OutputStream = NodeJS.WritableStream & { readonly columns?: number; readonly isTTY?: boolean };

/** Writes and waits for a slow reader: the answer of `events` may be larger than memory. */
export async function print(stream: OutputStream, text: string | Uint8Array): Promise<void> {
  if (text.length === 0) return;
  await new Promise<void>((resolve, reject) => {
    stream.write(text, (error?: Error | null) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

/** A hint or note for people, broken at the edge of the terminal. */
export const printNote = (surroundings: Surroundings, text: string): Promise<void> =>
  printLine(surroundings.stderr, paragraph(text, widthOf(surroundings)).join('\n'));

export const printLine = (stream: OutputStream, text = ''): Promise<void> => print(stream, `${text}\n`);

const DEFAULT_WIDTH = 100;
const NARROWEST = 40;

/** Columns that a table may fill: what COLUMNS says, else the terminal, else a width that fits a page. */
export function widthOf({ env, stdout }: Surroundings): number {
  const asked = Number(env['COLUMNS']);
  const width = Number.isInteger(asked) && asked > 0 ? asked : stdout.columns || DEFAULT_WIDTH;
  return Math.max(width, NARROWEST);
}
