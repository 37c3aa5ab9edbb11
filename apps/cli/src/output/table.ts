import Table from 'cli-table3';
import stringWidth from 'string-width';

/**
 * Tables that fit the terminal. Figures are never cut: where there is too little room the text column gives way first,
 * then the columns from the right that may be left out, and the caller is told which.
 */
export interface Column {
  readonly heading: string;
  readonly align: 'left' | 'right';
  readonly cells: readonly string[];
  /** The cell of the closing line; absent: empty. */
  readonly total?: string;
  /** May become narrower, its texts ending in `…`. */
  readonly flexible?: boolean;
  /** May be left out where there is no room. */
  readonly optional?: boolean;
}

export interface FittedTable {
  readonly text: string;
  /** Headings of the columns that had no room. */
  readonly leftOut: readonly string[];
}

const GAP = 2;
const NARROWEST_TEXT = 24;
/** A text column has this much before headings get what they want. */
const COMFORTABLE_TEXT = 28;
/** A heading is broken over lines when it is wider than its figures, but not below this. */
const NARROWEST_HEADING = 10;
/** A heading as short as this stays whole: 等级 is two characters, and one word. */
const UNBROKEN_HEADING = 6;
/** More lines than this and a heading is given more room. */
const HEADING_LINES = 3;

export function fitTable(columns: readonly Column[], width: number): FittedTable {
  const kept = columns.map(harmless);
  const leftOut: string[] = [];
  while (narrowestTable(kept) > width) {
    const index = kept.findLastIndex((column) => column.optional);
    if (index < 0) break;
    leftOut.unshift(...kept.splice(index, 1).map((column) => column.heading));
  }
  return { text: draw(kept, shareOut(kept, width)), leftOut };
}

/** What to say beside a table that is not all there. */
export const hintsOf = ({ leftOut }: FittedTable): string[] =>
  leftOut.length === 0 ? [] : [`No room for: ${leftOut.join(', ')}. A wider terminal or --format csv shows them.`];

function narrowestTable(columns: readonly Column[]): number {
  return sum(columns.map(narrowest)) + GAP * (columns.length - 1);
}

function cellWidth(column: Column): number {
  return Math.max(...[...column.cells, column.total ?? ''].map((cell) => stringWidth(cell)), 1);
}

/** Room in which a heading stands in whole words and few lines. */
function headingWidth(heading: string): number {
  let width = Math.max(...wordsOf(heading).map((word) => stringWidth(word)), 1);
  while (brokenHeading(heading, width).length > HEADING_LINES) width += 1;
  return width;
}

/** Words divided to fit may then need less than the room that they were divided for. */
function narrowestHeading(heading: string): number {
  if (stringWidth(heading) <= UNBROKEN_HEADING) return stringWidth(heading);
  const lines = brokenHeading(heading, Math.min(headingWidth(heading), NARROWEST_HEADING));
  return Math.max(...lines.map((line) => stringWidth(line)));
}

function narrowest(column: Column): number {
  if (!column.flexible) return Math.max(cellWidth(column), narrowestHeading(column.heading));
  return Math.min(natural(column), NARROWEST_TEXT);
}

function natural(column: Column): number {
  return Math.max(cellWidth(column), headingWidth(column.heading));
}

/** Room beyond the narrowest: a readable text first, then headings, then the rest of the text. */
function shareOut(columns: readonly Column[], width: number): number[] {
  const widths = columns.map(narrowest);
  let spare = Math.max(width - narrowestTable(columns), 0);
  const grow = (index: number, wanted: number): void => {
    const grown = Math.min(Math.max(wanted - (widths[index] ?? 0), 0), spare);
    widths[index] = (widths[index] ?? 0) + grown;
    spare -= grown;
  };
  columns.forEach((column, index) => column.flexible && grow(index, Math.min(natural(column), COMFORTABLE_TEXT)));
  columns.forEach((column, index) => !column.flexible && grow(index, natural(column)));
  columns.forEach((column, index) => column.flexible && grow(index, natural(column)));
  return widths;
}

const NO_BORDERS = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: ' '.repeat(GAP) },
};

function draw(columns: readonly Column[], widths: readonly number[]): string {
  const table = new Table({
    chars: NO_BORDERS,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colWidths: [...widths],
    colAligns: columns.map((column) => column.align),
    truncate: '…',
  });
  const rule = widths.map((width) => '─'.repeat(width));
  const headings = columns.map((column, index) => brokenHeading(column.heading, widths[index] ?? 1));
  const lines = Math.max(...headings.map((heading) => heading.length));
  for (let line = 0; line < lines; line++) {
    table.push(headings.map((heading) => heading[line - (lines - heading.length)] ?? ''));
  }
  table.push(rule);
  const rows = Math.max(...columns.map((column) => column.cells.length), 0);
  for (let row = 0; row < rows; row++) table.push(columns.map((column) => column.cells[row] ?? ''));
  if (columns.some((column) => column.total !== undefined)) {
    table.push(
      rule,
      columns.map((column) => column.total ?? ''),
    );
  }
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** What a register wrote must not move the cursor or break the row; cleaned before anything is measured. */
function harmless(column: Column): Column {
  return { ...column, cells: column.cells.map((cell) => cell.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')) };
}

/** Chinese breaks between any two characters, other scripts between words and after hyphens. */
const WORD = /(\s*)(\p{Script=Han}|[^\s\p{Script=Han}-]*-|[^\s\p{Script=Han}-]+)/gu;

const wordsOf = (text: string): string[] => [...text.matchAll(WORD)].map(([, , word = '']) => word);

function brokenHeading(heading: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const { text, glued } of pieces(heading, width)) {
    const joined = line === '' ? text : glued ? line + text : `${line} ${text}`;
    if (line !== '' && stringWidth(joined) > width) {
      lines.push(line);
      line = text;
    } else {
      line = joined;
    }
  }
  return [...lines, line];
}

/** Words with whether a blank goes before them; one that is wider than the column is divided evenly, with hyphens. */
function pieces(heading: string, width: number): { text: string; glued: boolean }[] {
  return [...heading.matchAll(WORD)].flatMap(([, blanks, word = '']) =>
    divided(word, width).map((text, index) => ({ text, glued: index > 0 || blanks === '' })),
  );
}

function divided(word: string, width: number): string[] {
  if (stringWidth(word) <= width) return [word];
  const characters = Array.from(word);
  const size = Math.ceil(characters.length / Math.ceil(characters.length / (width - 1)));
  const count = Math.ceil(characters.length / size);
  return Array.from({ length: count }, (_, index) => {
    const part = characters.slice(index * size, (index + 1) * size).join('');
    return index < count - 1 ? `${part}-` : part;
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
