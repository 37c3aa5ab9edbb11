import { Command } from 'commander';
import {
  formatOption,
  knownAtOption,
  languageFrom,
  languageOption,
  type LanguageOptions,
  periodOption,
  reading,
  type ReadingOptions,
  schemeOption,
} from '../options.js';
import type { CommandContext } from '../command-context.js';
import { print, printLine, type Surroundings, widthOf } from '../surroundings.js';

interface SensitivityOptions extends ReadingOptions, LanguageOptions {
  readonly scheme: string;
  readonly period: string;
  readonly unit: string;
  readonly knownAt?: string;
  readonly format: 'table' | 'json';
}

export function sensitivityCommand({ surroundings }: CommandContext): Command {
  const command = new Command('sensitivity')
    .description('Which cases and which parameters lie closest to changing the grade of a unit.')
    .addOption(schemeOption())
    .addOption(periodOption())
    .requiredOption('--unit <path>', 'whose grade, or rank where the scheme gives no grades')
    .addOption(knownAtOption())
    .addOption(formatOption(['table', 'json']))
    .addOption(languageOption());
  return reading(command).action((options: SensitivityOptions) => sensitivity(options, surroundings));
}

async function sensitivity(options: SensitivityOptions, surroundings: Surroundings): Promise<void> {
  const [{ withReader }, { sensitivityScreen }, { working }] = await Promise.all([
    import('../ledger-session.js'),
    import('../output/sensitivity-screen.js'),
    import('../supposing-progress.js'),
  ]);
  const { scheme, period, unit, knownAt, format } = options;
  await withReader(surroundings, options, async (reader) => {
    const found = await working(surroundings, (work) => reader.sensitivity({ scheme, period, unit, knownAt }, work));
    if (format === 'json') {
      await printLine(surroundings.stdout, JSON.stringify(found));
      return;
    }
    const { document } = await reader.scheme({ scheme });
    const language = languageFrom(options, surroundings);
    await print(
      surroundings.stdout,
      sensitivityScreen({ sensitivity: found, document, language, width: widthOf(surroundings) }),
    );
  });
}
