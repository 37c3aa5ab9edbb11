/** The lines at the head of every screen: what is shown, as known when, and whether it is made up. */
import stringWidth from 'string-width';
import { showExact } from './figure.js';
import { type Language, say } from './language.js';

export interface Heading {
  readonly title: string;
  readonly facts: readonly string[];
  readonly simulated: boolean;
}

/** Title and facts on the left, the mark of simulated data on the right (below where there is no room). */
export function heading({ title, facts, simulated }: Heading, language: Language, width: number): string {
  const left = [title, ...facts].join(' · ');
  if (!simulated) return left;
  const mark = `[${say(language, 'simulated')}]`;
  const gap = width - stringWidth(left) - stringWidth(mark);
  return gap < 2 ? `${left}\n${mark}` : left + ' '.repeat(gap) + mark;
}

export function moment(
  { position, recordedAt }: { readonly position: number; readonly recordedAt: string | null },
  language: Language,
): string {
  if (recordedAt === null) return say(language, 'empty');
  return say(language, 'knownAt', { position: showExact(position), time: instant(recordedAt) });
}

/** `2024-07-15T09:30:00.000Z` → `2024-07-15 09:30:00 UTC`; midnight, which registers use for days, is left out. */
export function instant(timestamp: string): string {
  return `${timestamp.slice(0, 10)} ${timestamp.slice(11, 19)} UTC`;
}

export function dayOrInstant(timestamp: string): string {
  return timestamp.endsWith('T00:00:00.000Z') ? timestamp.slice(0, 10) : timestamp.slice(0, 16).replace('T', ' ');
}

/** A text broken into lines of at most `width` columns; words longer than that stay whole. */
export function paragraph(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(/\s+/)) {
    const joined = line === indent ? indent + word : `${line} ${word}`;
    if (line !== indent && stringWidth(joined) > width) {
      lines.push(line);
      line = indent + word;
    } else {
      line = joined;
    }
  }
  return [...lines, line];
}
