/** The lines at the head of every screen: what is shown, as known when, and whether it is made up. */
import { type Provenance, sourceText } from '#assay/scoring';
import stringWidth from 'string-width';
import { showExact } from './figure.js';
import { type Language, say } from './language.js';
import { paragraph } from './paragraph.js';

export interface Heading {
  readonly title: string;
  readonly facts: readonly string[];
  readonly simulated: boolean;
}

/** Title and facts on the left, the mark of simulated data on the right (below where there is no room). */
export function heading({ title, facts, simulated }: Heading, language: Language, width: number): string {
  const lines = paragraph([title, ...facts].join(' · '), width);
  if (!simulated) return lines.join('\n');
  const mark = `[${say(language, 'simulated')}]`;
  const last = lines.at(-1) ?? '';
  const gap = width - stringWidth(last) - stringWidth(mark);
  return gap < 2 ? [...lines, mark].join('\n') : lines.join('\n') + ' '.repeat(gap) + mark;
}

export function moment(
  { position, recordedAt }: { readonly position: number; readonly recordedAt: string | null },
  language: Language,
): string {
  if (recordedAt === null) return say(language, 'empty');
  return say(language, 'knownAt', { position: showExact(position), time: instant(recordedAt) });
}

/** The publishers of the figures are named wherever these are shown; a made-up market has its mark instead. */
export function sourceLines({ simulated, sources }: Provenance, language: Language, width: number): string[] {
  if (simulated || sources.length === 0) return [];
  return paragraph(say(language, 'sources', { sources: sources.map(sourceText).join('; ') }), width);
}

/** `2024-07-15T09:30:00.000Z` → `2024-07-15 09:30:00 UTC`; midnight, which registers use for days, is left out. */
export function instant(timestamp: string): string {
  return `${timestamp.slice(0, 10)} ${timestamp.slice(11, 19)} UTC`;
}

export function dayOrInstant(timestamp: string): string {
  return timestamp.endsWith('T00:00:00.000Z') ? timestamp.slice(0, 10) : timestamp.slice(0, 16).replace('T', ' ');
}
