import { Command } from 'commander';
import type { UnitLevel } from '#assay/service-record';
import {
  formatOption,
  knownAtOption,
  languageFrom,
  languageOption,
  type LanguageOptions,
  type MomentOptions,
  paged,
  type PagingOptions,
  periodOption,
  reading,
  type ReadingOptions,
  schemeOption,
  unitLevelOption,
} from '../options.js';
import type { CommandContext } from '../command-context.js';
import { supposing, type SupposingOptions, suppositionFrom } from '../supposing-options.js';
import { print, printLine, printNote, type Surroundings, widthOf } from '../surroundings.js';

interface BoardOptions extends ReadingOptions, PagingOptions, MomentOptions, LanguageOptions, SupposingOptions {
  readonly scheme: string;
  readonly period: string;
  readonly unitLevel: UnitLevel;
  readonly unit?: string;
  readonly search?: string;
  readonly format: 'table' | 'json' | 'csv';
}

/** Rows of a table when nobody asks for more: a screen or two. */
const ROWS_ON_SCREEN = 40;

export function boardCommand({ surroundings }: CommandContext): Command {
  const command = new Command('board')
    .description('Ranks, scores, grades and measures of every unit over a period.')
    .addOption(schemeOption())
    .addOption(periodOption())
    .addOption(unitLevelOption())
    .option('--unit <path>', 'only this unit and what lies below it; ranks stay those of all')
    .option('--search <text>', 'only units whose name or path holds this text')
    .addOption(knownAtOption())
    .addOption(formatOption(['table', 'json', 'csv']))
    .addOption(languageOption());
  return reading(supposing(paged(command, 'units (default: all; 40 in a table)'))).action((options: BoardOptions) =>
    board(options, surroundings),
  );
}

async function board(options: BoardOptions, surroundings: Surroundings): Promise<void> {
  const { stdout, stderr } = surroundings;
  const supposition = suppositionFrom(options);
  if (supposition) {
    const { supposeBoard } = await import('./suppose.js');
    const { scheme, period, unitLevel, unit, search, knownAt, limit, cursor } = options;
    await supposeBoard(
      { scheme, period, unitLevel, unit, search, knownAt, limit, cursor, ...supposition },
      options,
      surroundings,
    );
    return;
  }
  const [{ withReader }, { wholeBoard }, { boardCsv, boardScreen }] = await Promise.all([
    import('../ledger-session.js'),
    import('../reading/ledger-reader.js'),
    import('../output/board-screen.js'),
  ]);
  const { scheme, period, unitLevel, unit, search, knownAt, cursor, format } = options;
  const query = { scheme, period, unitLevel, unit, search, knownAt };
  const limit = options.limit ?? (format === 'table' ? ROWS_ON_SCREEN : undefined);
  await withReader(surroundings, options, async (reader) => {
    const isPaged = limit !== undefined || cursor !== undefined;
    const found = isPaged ? await reader.board({ ...query, limit, cursor }) : await wholeBoard(reader, query);
    if (format === 'json') {
      await printLine(stdout, JSON.stringify(found));
      return;
    }
    const { document } = await reader.scheme({ scheme });
    if (format === 'csv') {
      await print(stdout, boardCsv(found, document));
      return;
    }
    const { text, hints } = boardScreen({
      board: found,
      document,
      language: languageFrom(options, surroundings),
      width: widthOf(surroundings),
    });
    await print(stdout, text);
    for (const hint of hints) await printNote(surroundings, hint);
    if (found.nextCursor !== null) {
      await printLine(stderr, `More units follow: --limit N, or --cursor ${found.nextCursor}`);
    }
  });
}
