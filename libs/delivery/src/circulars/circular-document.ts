/** A circular in the forms in which it is handed out. */
import type { DeliveredDocument } from '../delivered-document.js';
import type { Language } from '../language.js';
import type { Circular } from './circular.js';
import { circularCsv } from './circular-csv.js';
import { circularText } from './circular-text.js';

export const CIRCULAR_FORMATS = ['text', 'csv', 'json'] as const;
export type CircularFormat = (typeof CIRCULAR_FORMATS)[number];

export function circularDocument(circular: Circular, format: CircularFormat, language: Language): DeliveredDocument {
  const name = `circular-${circular.period}`;
  switch (format) {
    case 'text':
      return {
        fileName: `${name}.txt`,
        mediaType: 'text/plain; charset=utf-8',
        content: [circularText(circular, language)],
      };
    case 'csv':
      return { fileName: `${name}.csv`, mediaType: 'text/csv; charset=utf-8', content: [circularCsv(circular)] };
    case 'json':
      return {
        fileName: `${name}.json`,
        mediaType: 'application/json; charset=utf-8',
        content: [`${JSON.stringify(circular)}\n`],
      };
  }
}
