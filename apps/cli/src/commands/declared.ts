import { Command, Option } from 'commander';
import type { DeclarationMatch } from '#assay/scoring';
import type { UnitLevel } from '#assay/service-record';
import {
  formatOption,
  knownAtOption,
  languageFrom,
  type LanguageOptions,
  languageOption,
  type MomentOptions,
  paged,
  type PagingOptions,
  periodOption,
  reading,
  type ReadingOptions,
  unitLevelOption,
} from '../options.js';
import type { CommandContext } from '../command-context.js';
import { print, printLine, printNote, type Surroundings, widthOf } from '../surroundings.js';

interface DeclaredOptions extends ReadingOptions, PagingOptions, MomentOptions, LanguageOptions {
  readonly scheme: string;
  readonly period: string;
  readonly unitLevel: UnitLevel;
  readonly unit?: string;
  readonly measure?: string;
  readonly match?: DeclarationMatch;
  readonly format: 'table' | 'json' | 'csv';
}

/** Written out, and not taken from the library, so that help need not load it. */
const MATCHES = ['match', 'differs', 'not declared', 'nothing recorded'] as const satisfies readonly DeclarationMatch[];
/** Rows of a table when nobody asks for more: a screen or two. */
const ROWS_ON_SCREEN = 40;

export function declaredCommand({ surroundings }: CommandContext): Command {
  const command = new Command('declared')
    .description('What companies declare of themselves beside what this ledger computes, and whether they agree.')
    .requiredOption('--scheme <id>', 'the rulebook, whose measures name the declared figures')
    .addOption(periodOption())
    .addOption(unitLevelOption())
    .option('--unit <path>', 'only this unit and what lies below it')
    .option('--measure <id>', 'only this measure')
    .addOption(new Option('--match <sort>', 'only figures of this sort').choices(MATCHES))
    .addOption(knownAtOption())
    .addOption(formatOption(['table', 'json', 'csv']))
    .addOption(languageOption());
  return reading(paged(command, 'figures (default: all; 40 in a table)')).action((options: DeclaredOptions) =>
    declared(options, surroundings),
  );
}

async function declared(options: DeclaredOptions, surroundings: Surroundings): Promise<void> {
  const { stdout, stderr } = surroundings;
  const [{ withReader }, { allDeclarations }, { declarationsCsv, declarationsScreen }] = await Promise.all([
    import('../ledger-session.js'),
    import('../reading/ledger-reader.js'),
    import('../output/declarations-screen.js'),
  ]);
  const { scheme, period, unitLevel, unit, measure, match, knownAt, cursor, format } = options;
  const query = { scheme, period, unitLevel, unit, measure, match, knownAt };
  const limit = options.limit ?? (format === 'table' ? ROWS_ON_SCREEN : undefined);
  await withReader(surroundings, options, async (reader) => {
    const isPaged = limit !== undefined || cursor !== undefined;
    const found = isPaged
      ? await reader.declarations({ ...query, limit, cursor })
      : await allDeclarations(reader, query);
    if (format === 'json') {
      await printLine(stdout, JSON.stringify(found));
      return;
    }
    if (format === 'csv') {
      await print(stdout, declarationsCsv(found));
    } else {
      const { document } = await reader.scheme({ scheme });
      const { text, hints } = declarationsScreen({
        declarations: found,
        document,
        language: languageFrom(options, surroundings),
        width: widthOf(surroundings),
      });
      await print(stdout, text);
      for (const hint of hints) await printNote(surroundings, hint);
    }
    if (found.nextCursor !== null)
      await printLine(stderr, `More figures follow: --limit N, or --cursor ${found.nextCursor}`);
  });
}
