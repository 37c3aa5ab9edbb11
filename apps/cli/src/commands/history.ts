import { Command, Option } from 'commander';
import type { HistoryPoint, ScoreHistory } from '#assay/scoring';
import type { CommandContext } from '../command-context.js';
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
  positiveInteger,
  reading,
  type ReadingOptions,
  schemeOption,
} from '../options.js';
import { print, printLine, printNote, type Surroundings, widthOf } from '../surroundings.js';

interface HistoryOptions extends ReadingOptions, PagingOptions, MomentOptions, LanguageOptions {
  readonly scheme: string;
  readonly period: string;
  readonly unit: string;
  readonly measure?: string;
  readonly points?: number;
  readonly format: 'table' | 'json' | 'csv';
}

const POINTS_ON_SCREEN = 40;
/** The largest page there is. */
const POINTS_AT_ONCE = 500;

export function historyCommand({ surroundings }: CommandContext): Command {
  const command = new Command('history')
    .description("A unit's score as a series: what it was after every event that changed its own figures.")
    .addOption(schemeOption())
    .addOption(periodOption())
    .requiredOption('--unit <path>', 'whose score: company/GEICO, company/GEICO/province/CT')
    .option('--measure <id>', 'only this measure: its changes, and its figures')
    .addOption(
      new Option('--points <n>', 'about so many points, for a chart; every change of grade is kept').argParser(
        positiveInteger,
      ),
    )
    .addOption(knownAtOption())
    .addOption(formatOption(['table', 'json', 'csv']))
    .addOption(languageOption());
  return reading(paged(command, 'points (default: all in csv; 40 in a table, 500 in json)')).action(
    (options: HistoryOptions) => history(options, surroundings),
  );
}

async function history(options: HistoryOptions, surroundings: Surroundings): Promise<void> {
  const [{ withReader }, screen] = await Promise.all([
    import('../ledger-session.js'),
    import('../output/history-screen.js'),
  ]);
  const { stdout, stderr, interrupted } = surroundings;
  const { scheme, period, unit, measure, points, knownAt, cursor, format } = options;
  const query = { scheme, period, unit, measure, points, knownAt };
  await withReader(surroundings, options, async (reader) => {
    const { document } = await reader.scheme({ scheme });
    if (format === 'csv') {
      await print(stdout, screen.historyCsvHead(document, measure));
      const lines = (told: readonly HistoryPoint[]): string =>
        told.map((point) => screen.historyCsv(point, document, measure)).join('');
      let left = options.limit ?? Infinity;
      let next: string | null | undefined = cursor;
      do {
        const limit = Math.min(left, POINTS_AT_ONCE);
        const page: ScoreHistory = await reader.history({ ...query, cursor: next ?? undefined, limit });
        await print(stdout, lines(page.points));
        left -= page.points.length;
        next = page.nextCursor;
      } while (next !== null && left > 0 && !interrupted.aborted);
      return;
    }
    const limit = options.limit ?? (format === 'table' ? POINTS_ON_SCREEN : POINTS_AT_ONCE);
    const found = await reader.history({ ...query, cursor, limit });
    if (format === 'json') {
      await printLine(stdout, JSON.stringify(found));
      return;
    }
    const language = languageFrom(options, surroundings);
    const { text, hints } = screen.historyScreen({
      history: found,
      document,
      measure,
      language,
      width: widthOf(surroundings),
    });
    await print(stdout, text);
    for (const hint of hints) await printNote(surroundings, hint);
    if (found.nextCursor !== null) await printLine(stderr, `More points follow: --cursor ${found.nextCursor}`);
  });
}
