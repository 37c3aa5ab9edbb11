import stringWidth from 'string-width';

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
