import { CommanderError } from 'commander';
import { EXIT, type ExitCode, InterruptedError, isBrokenPipe, sentenceOf } from './failure.js';
import { buildProgram } from './program.js';
import { printLine, type Surroundings } from './surroundings.js';

/** Runs one command line and answers how it ended. Never throws, never exits the process. */
export async function run(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  let ended: ExitCode = EXIT.fine;
  const program = buildProgram(surroundings, (code) => (ended = code));
  try {
    await program.parseAsync(args, { from: 'user' });
    return ended;
  } catch (error) {
    // Commander has already said what is wrong; help and version end here too, with 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.badInput;
    if (isBrokenPipe(error)) return EXIT.brokenPipe;
    await printLine(surroundings.stderr, told(error, surroundings));
    return error instanceof InterruptedError ? EXIT.interrupted : EXIT.badInput;
  }
}

function told(error: unknown, { env }: Surroundings): string {
  const wantsTrace = ['debug', 'trace'].includes(env['ASSAY_LOG_LEVEL'] ?? '');
  const trace = wantsTrace && error instanceof Error ? `\n${error.stack ?? ''}` : '';
  return `assay: ${sentenceOf(error)}${trace}`;
}
