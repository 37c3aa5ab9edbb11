import { Command, Option } from 'commander';
import type { PromiseState } from '#assay/scoring';
import {
  formatOption,
  knownAtOption,
  languageFrom,
  type LanguageOptions,
  languageOption,
  type MomentOptions,
  paged,
  type PagingOptions,
  reading,
  type ReadingOptions,
} from '../options.js';
import type { CommandContext } from '../command-context.js';
import { print, printLine, type Surroundings, widthOf } from '../surroundings.js';

interface PromisesOptions extends ReadingOptions, PagingOptions, MomentOptions, LanguageOptions {
  readonly scheme: string;
  readonly unit?: string;
  readonly step?: readonly string[];
  readonly state?: readonly PromiseState[];
  readonly period?: string;
  readonly at?: string;
  readonly format: 'table' | 'json' | 'csv';
}

const PROMISES_ON_SCREEN = 40;
/** Written out, and not taken from the library, so that help need not load it. */
const STATES = ['broken', 'about-to-break', 'running', 'kept'] as const;

export function promisesCommand({ surroundings }: CommandContext): Command {
  const command = new Command('promises')
    .description('Time limits, case by case: what is kept, about to break and broken, now or at any past moment.')
    .option('--scheme <id>', 'a scheme with time limits', 'service-promise')
    .option('--unit <path>', 'only this unit and what lies below it')
    .option('--step <name...>', 'only these time limits of the scheme')
    .addOption(new Option('--state <state...>', 'only those in these states (default: all)').choices(STATES))
    .option('--period <period>', 'only those whose limit ends in it')
    .addOption(knownAtOption())
    .option('--at <time>', 'where the clocks stand, with all that is known: an instant (RFC 3339) or the end of a day')
    .addOption(formatOption(['table', 'json', 'csv']))
    .addOption(languageOption());
  return reading(paged(command, 'promises (default: all in csv; 40 in a table, 1,000 in json)')).action(
    (options: PromisesOptions) => promises(options, surroundings),
  );
}

async function promises(options: PromisesOptions, surroundings: Surroundings): Promise<void> {
  const [{ withReader }, { LARGEST_PAGE }, screen] = await Promise.all([
    import('../ledger-session.js'),
    import('../reading/ledger-reader.js'),
    import('../output/promises-screen.js'),
  ]);
  const { stdout, stderr, interrupted } = surroundings;
  const { scheme, unit, step: steps, state: states, period, knownAt, at, format } = options;
  const query = { scheme, unit, steps, states, period, knownAt, at };
  await withReader(surroundings, options, async (reader) => {
    if (format === 'csv') {
      await print(stdout, screen.PROMISE_CSV_HEAD);
      let { cursor, limit: left = Infinity } = options;
      do {
        const page = await reader.promises({ ...query, cursor, limit: Math.min(left, LARGEST_PAGE) });
        await print(stdout, page.promises.map(screen.promiseCsv).join(''));
        left -= page.promises.length;
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined && left > 0 && !interrupted.aborted);
      return;
    }
    const limit = options.limit ?? (format === 'table' ? PROMISES_ON_SCREEN : LARGEST_PAGE);
    const page = await reader.promises({ ...query, cursor: options.cursor, limit });
    if (format === 'json') {
      await printLine(stdout, JSON.stringify(page));
      return;
    }
    const language = languageFrom(options, surroundings);
    await print(stdout, screen.promisesScreen({ page, language, width: widthOf(surroundings) }));
    if (page.nextCursor !== null) await printLine(stderr, `More promises follow: --cursor ${page.nextCursor}`);
  });
}
