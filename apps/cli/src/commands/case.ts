import { Command } from 'commander';
import {
  formatOption,
  knownAtOption,
  languageFrom,
  type LanguageOptions,
  languageOption,
  type MomentOptions,
  reading,
  type ReadingOptions,
} from '../options.js';
import type { CommandContext } from '../command-context.js';
import { print, printLine, type Surroundings, widthOf } from '../surroundings.js';

interface CaseOptions extends ReadingOptions, MomentOptions, LanguageOptions {
  readonly format: 'table' | 'json';
}

export function caseCommand({ surroundings }: CommandContext): Command {
  const command = new Command('case')
    .description(
      'One case: what it is (or was known to be), every event with both its times, and what it adds to the scores.',
    )
    .argument('<id>', 'the subject of its events: "complaint/ct-cid/7005690/GEICO Indemnity Company"')
    .addOption(knownAtOption())
    .addOption(formatOption(['table', 'json']))
    .addOption(languageOption());
  return reading(command).action((id: string, options: CaseOptions) => showCase(id, options, surroundings));
}

async function showCase(id: string, options: CaseOptions, surroundings: Surroundings): Promise<void> {
  const [{ withReader }, { caseScreen }] = await Promise.all([
    import('../ledger-session.js'),
    import('../output/case-screen.js'),
  ]);
  await withReader(surroundings, options, async (reader) => {
    const view = await reader.case({ id, knownAt: options.knownAt });
    if (options.format === 'json') await printLine(surroundings.stdout, JSON.stringify(view));
    else await print(surroundings.stdout, caseScreen(view, languageFrom(options, surroundings), widthOf(surroundings)));
  });
}
