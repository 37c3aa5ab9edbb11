/**
 * Most rows of a register are well-formed CSV on one line, and taking such a line apart needs no parser: that is five times
 * faster. Whatever else a line may be, nobody here has an opinion on it: that is the parser's business.
 */

const QUOTE = '"';

/**
 * The cells of a line that is a whole, well-formed row (RFC 4180): quotes only around cells, and twice inside them.
 * Undefined for any other line: its last cell may go on in the next one, or it is broken.
 */
export function plainRow(line: string, delimiter: string): string[] | undefined {
  if (!line.includes(QUOTE)) return line.split(delimiter);
  const cells: string[] = [];
  for (let start = 0; ;) {
    const isQuoted = line.startsWith(QUOTE, start);
    const end = isQuoted ? closingQuote(line, start + 1) + 1 : cellEnd(line, delimiter, start);
    if (isQuoted && end === 0) return undefined;
    if (isQuoted) {
      cells.push(line.slice(start + 1, end - 1).replaceAll('""', QUOTE));
    } else {
      const cell = line.slice(start, end);
      if (cell.includes(QUOTE)) return undefined;
      cells.push(cell);
    }
    if (end === line.length) return cells;
    if (!line.startsWith(delimiter, end)) return undefined;
    start = end + delimiter.length;
  }
}

function cellEnd(line: string, delimiter: string, start: number): number {
  const end = line.indexOf(delimiter, start);
  return end < 0 ? line.length : end;
}

/** Where a quoted cell ends, whose text begins at `start`; −1 when it does not on this line. */
function closingQuote(line: string, start: number): number {
  let at = line.indexOf(QUOTE, start);
  while (at >= 0 && line.startsWith(QUOTE, at + 1)) at = line.indexOf(QUOTE, at + 2);
  return at;
}
