import { Command } from 'commander';
import type { UnitLevel } from '#assay/service-record';
import type { CommandContext } from '../command-context.js';
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
  unitLevelOption,
} from '../options.js';
import { print, printLine, printNote, type Surroundings, widthOf } from '../surroundings.js';

interface BackdatedOptions extends ReadingOptions, PagingOptions, MomentOptions, LanguageOptions {
  readonly over: string;
  readonly unit?: string;
  readonly source?: string;
  readonly since?: string;
  readonly until?: string;
  readonly scheme?: string;
  readonly period?: string;
  readonly unitLevel: UnitLevel;
  readonly format: 'table' | 'json' | 'csv';
}

/** Rows of a table when nobody asks for more: a screen or two. */
const ROWS_ON_SCREEN = 40;

export function backdatedCommand({ surroundings }: CommandContext): Command {
  const command = new Command('backdated')
    .description('What was recorded long after it happened, by company and source, and what it did to the scores.')
    .option('--over <delay>', 'how late is back-dated: 90m, 48h, 30d, 2w', '48h')
    .option('--unit <path>', 'only this unit and what lies below it')
    .option('--source <uri>', 'only what came from this source')
    .option('--since <moment>', 'only what was recorded after a position, an instant, or the end of a day')
    .option('--until <moment>', 'only what was recorded up to one (default: all that is known)')
    .option('--scheme <id>', 'with --period: what it did to the scores under this rulebook')
    .option('--period <period>', 'with --scheme: 2024, 2024-Q3, 2023-07..2024-06 …')
    .addOption(unitLevelOption())
    .addOption(knownAtOption())
    .addOption(formatOption(['table', 'json', 'csv']))
    .addOption(languageOption())
    .addHelpText('after', HELP);
  return reading(paged(command, 'rows (default: 1,000; 40 in a table)')).action((options: BackdatedOptions) =>
    backdated(options, surroundings),
  );
}

const HELP = `
A fact is back-dated when it was recorded more than --over after it happened. A correction or a voiding is, when it was
recorded more than that after what it is about happened.`;

async function backdated(options: BackdatedOptions, surroundings: Surroundings): Promise<void> {
  const [{ withReader }, screen] = await Promise.all([
    import('../ledger-session.js'),
    import('../output/backdated-screen.js'),
  ]);
  const { stdout, stderr } = surroundings;
  const { over, unit, source, since, until, scheme, period, unitLevel, knownAt, cursor, format } = options;
  const limit = options.limit ?? (format === 'table' ? ROWS_ON_SCREEN : undefined);
  await withReader(surroundings, options, async (reader) => {
    const query = { over, unit, source, since, until, scheme, period, unitLevel, knownAt, cursor, limit };
    const found = await reader.backdated(query);
    if (format === 'json') {
      await printLine(stdout, JSON.stringify(found));
      return;
    }
    if (format === 'csv') {
      await print(stdout, screen.backdatedCsv(found));
    } else {
      const { text, hints } = screen.backdatedScreen({
        ...{ page: found, language: languageFrom(options, surroundings) },
        width: widthOf(surroundings),
      });
      await print(stdout, text);
      for (const hint of hints) await printNote(surroundings, hint);
    }
    if (found.nextCursor !== null) await printLine(stderr, `More rows follow: --cursor ${found.nextCursor}`);
  });
}
