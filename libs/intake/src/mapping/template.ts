/**
 * Text with columns in it: `ct-cid/{file}/{company}`. A slash or percent sign inside a value is percent-encoded, so that
 * two different rows never give one text.
 */
const PLACE = /\{([a-z][a-z0-9_]*)\}/g;

export function columnsIn(template: string): string[] {
  return [...template.matchAll(PLACE)].map((match) => match[1] ?? '');
}

export type Fill<R> = (row: R) => string;

/** @param cell gives the reader of one column's value. */
export function compileTemplate<R>(template: string, cell: (column: string) => Fill<R>): Fill<R> {
  const texts = template.split(PLACE);
  const parts = texts.map((text, index) => (index % 2 === 0 ? text : cell(text)));
  return (row) => {
    let filled = '';
    for (const part of parts) filled += typeof part === 'string' ? part : encodeSlash(part(row));
    return filled;
  };
}

export function encodeSlash(value: string): string {
  return value.includes('/') || value.includes('%') ? value.replaceAll('%', '%25').replaceAll('/', '%2F') : value;
}
