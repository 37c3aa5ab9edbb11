import { Command } from 'commander';
import {
  formatOption,
  knownAtOption,
  languageFrom,
  languageOption,
  type LanguageOptions,
  type MomentOptions,
  paged,
  type PagingOptions,
  reading,
  type ReadingOptions,
  schemeOption,
} from '../options.js';
import type { CommandContext } from '../command-context.js';
import { supposing, type SupposingOptions, suppositionFrom } from '../supposing-options.js';
import { print, printLine, type Surroundings, widthOf } from '../surroundings.js';

interface ExplainOptions extends ReadingOptions, PagingOptions, MomentOptions, LanguageOptions, SupposingOptions {
  readonly scheme: string;
  readonly period: string;
  readonly unit: string;
  readonly measure?: string;
  readonly format: 'table' | 'json' | 'csv';
}

const CASES_ON_SCREEN = 10;

export function explainCommand({ surroundings }: CommandContext): Command {
  const command = new Command('explain')
    .description("From a unit's grade to its measures, their sums, the cases behind them, and their events.")
    .addOption(schemeOption())
    .requiredOption('--period <period>', 'as on the board: 2024, 2024-Q3, 2023-07..2024-06 …')
    .requiredOption('--unit <path>', 'whose result: company/GEICO, company/GEICO/province/CT')
    .option('--measure <id>', 'only this measure, with its cases')
    .addOption(knownAtOption())
    .addOption(formatOption(['table', 'json', 'csv']))
    .addOption(languageOption());
  return reading(supposing(paged(command, 'cases (default: 50; 10 in a table)'))).action((options: ExplainOptions) =>
    explain(options, surroundings),
  );
}

async function explain(options: ExplainOptions, surroundings: Surroundings): Promise<void> {
  const { stdout, stderr } = surroundings;
  const [{ withReader }, { explanationCsv, explanationScreen }] = await Promise.all([
    import('../ledger-session.js'),
    import('../output/explanation-screen.js'),
  ]);
  const { scheme, period, unit, measure, knownAt, cursor, format } = options;
  const limit = options.limit ?? (format === 'table' ? CASES_ON_SCREEN : undefined);
  const supposition = suppositionFrom(options);
  if (supposition) {
    const { supposeExplanation } = await import('./suppose.js');
    await supposeExplanation(
      { scheme, period, unit, measure, knownAt, cursor, limit, ...supposition },
      options,
      surroundings,
    );
    return;
  }
  await withReader(surroundings, options, async (reader) => {
    const explanation = await reader.explanation({ scheme, period, unit, measure, knownAt, cursor, limit });
    if (format === 'json') {
      await printLine(stdout, JSON.stringify(explanation));
      return;
    }
    if (format === 'csv') {
      await print(stdout, explanationCsv(explanation));
    } else {
      const { document } = await reader.scheme({ scheme });
      const text = explanationScreen({
        explanation,
        document,
        measure,
        language: languageFrom(options, surroundings),
        width: widthOf(surroundings),
      });
      await print(stdout, text);
      if (measure === undefined) {
        await printLine(stderr, 'Add --measure ID to see the cases behind a measure, with their events.');
        return;
      }
    }
    if (explanation.nextCursor !== null)
      await printLine(stderr, `More cases follow: --cursor ${explanation.nextCursor}`);
  });
}
