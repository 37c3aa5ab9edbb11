import { Command, Option } from 'commander';
import type { Comparison } from '#assay/scoring';
import type { UnitLevel } from '#assay/service-record';
import type { CommandContext } from '../command-context.js';
import {
  formatOption,
  languageFrom,
  languageOption,
  type LanguageOptions,
  nonEmpty,
  paged,
  type PagingOptions,
  periodOption,
  reading,
  type ReadingOptions,
  schemeOption,
  unitLevelOption,
} from '../options.js';
import { print, printLine, printNote, type Surroundings, widthOf } from '../surroundings.js';

interface DiffOptions extends ReadingOptions, PagingOptions, LanguageOptions {
  readonly scheme: string;
  readonly period: string;
  readonly from: string;
  readonly to?: string;
  readonly unitLevel: UnitLevel;
  readonly unit?: string;
  readonly cases?: boolean;
  readonly format: 'table' | 'json' | 'csv';
}

const CASES_ON_SCREEN = 20;

export function diffCommand({ surroundings }: CommandContext): Command {
  const command = new Command('diff')
    .description('What moved between two moments: by unit, by measure, and by case, with the events in between.')
    .addOption(schemeOption())
    .addOption(periodOption())
    .addOption(
      new Option('--from <moment>', 'the earlier one: a position, an instant (RFC 3339), or the end of a day')
        .argParser(nonEmpty)
        .makeOptionMandatory(),
    )
    .addOption(new Option('--to <moment>', 'the later one (default: now)').argParser(nonEmpty))
    .addOption(unitLevelOption())
    .option('--unit <path>', 'only this unit and what lies below it; ranks stay those of all')
    .option('--cases', 'in a table or csv: the cases and what each changed')
    .addOption(formatOption(['table', 'json', 'csv']))
    .addOption(languageOption());
  return reading(paged(command, 'cases (default: 50; 20 in a table)')).action((options: DiffOptions) =>
    diff(options, surroundings),
  );
}

async function diff(options: DiffOptions, surroundings: Surroundings): Promise<void> {
  const [{ withReader }, screen] = await Promise.all([
    import('../ledger-session.js'),
    import('../output/diff-screen.js'),
  ]);
  const { stdout, stderr } = surroundings;
  const { scheme, period, from, to, unitLevel, unit, cursor, format, cases: withCases = false } = options;
  const limit = options.limit ?? (format === 'table' ? CASES_ON_SCREEN : undefined);
  await withReader(surroundings, options, async (reader) => {
    const found: Comparison = await reader.comparison({ scheme, period, from, to, unitLevel, unit, cursor, limit });
    if (format === 'json') {
      await printLine(stdout, JSON.stringify(found));
      return;
    }
    if (format === 'csv') {
      await print(stdout, withCases ? screen.changedCasesCsv(found) : screen.comparedUnitsCsv(found));
    } else {
      const { document } = await reader.scheme({ scheme });
      const language = languageFrom(options, surroundings);
      const { text, hints } = screen.diffScreen({
        ...{ comparison: found, document, withCases, language },
        width: widthOf(surroundings),
      });
      await print(stdout, text);
      for (const hint of hints) await printNote(surroundings, hint);
    }
    if (withCases && found.nextCursor !== null)
      await printLine(stderr, `More cases follow: --cursor ${found.nextCursor}`);
  });
}
