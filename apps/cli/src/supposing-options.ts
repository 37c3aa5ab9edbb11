/** Options of the commands that answer what would be: declared once, so that they read alike. */
import { type Command, Option } from 'commander';
import type { SuppositionQuery } from '#assay/scoring';
import { nonEmpty, positiveInteger } from './options.js';

export interface SupposingOptions {
  readonly withoutCase?: readonly string[];
  readonly withoutEvent?: readonly string[];
  readonly withoutSource?: readonly string[];
  readonly set?: readonly string[];
  readonly schemeVersion?: number;
}

/** Each may be given several times. */
const several = (text: string, before: readonly string[] = []): readonly string[] => [...before, nonEmpty(text)];

export function supposing(command: Command): Command {
  return command
    .addOption(new Option('--without-case <id>', 'as if this case had never been told (repeatable)').argParser(several))
    .addOption(
      new Option(
        '--without-event <id>',
        'as if this event had never been told: its position, its id, or CASE#ID (repeatable)',
      ).argParser(several),
    )
    .addOption(
      new Option('--without-source <uri>', 'as if nothing had come from this source (repeatable)').argParser(several),
    )
    .addOption(
      new Option(
        '--set <path=value>',
        'as if the scheme said otherwise: plus-cap=3, /measures/0/weight=12 (repeatable)',
      ).argParser(several),
    )
    .addOption(
      new Option('--scheme-version <n>', 'as if another version of the scheme held').argParser(positiveInteger),
    );
}

/** What is supposed; null when nothing is. */
export function suppositionFrom(options: SupposingOptions): SuppositionQuery | null {
  const { withoutCase, withoutEvent, withoutSource, set, schemeVersion } = options;
  const supposition = { withoutCase, withoutEvent, withoutSource, set, schemeVersion };
  return Object.values(supposition).some((each) => each !== undefined) ? supposition : null;
}
