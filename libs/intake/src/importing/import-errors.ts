import type { TextEncoding } from '../mapping/mapping.js';

/** Why a file cannot be imported as a whole. A single bad row or line is no error: it is refused and kept in the rejects. */
export class ImportError extends Error {
  override readonly name: string = 'ImportError';
}

/** The file is missing, empty, or of a kind that cannot be read. */
export class UnreadableFileError extends ImportError {
  override readonly name = 'UnreadableFileError';
}

/** The file ends, or breaks, in the middle of its compressed stream. */
export class DamagedFileError extends ImportError {
  override readonly name = 'DamagedFileError';
  constructor(
    readonly file: string,
    /** Bytes of the compressed file that could be read. */
    readonly bytesRead: number,
    readonly totalBytes: number,
    readonly truncated: boolean,
    override readonly cause: Error,
  ) {
    super(
      truncated
        ? `${file} is a truncated gzip file: it ends after ${bytesRead} bytes, in the middle of its data. Fetch it again.`
        : `${file} is a damaged gzip file: at byte ${bytesRead} of ${totalBytes} it no longer makes sense (${cause.message}). Fetch it again.`,
    );
  }
}

/** What each encoding is called in sentences. */
const ENCODING_NAMES: Readonly<Record<TextEncoding, string>> = {
  'utf-8': 'UTF-8',
  gb18030: 'GB18030',
  'windows-1252': 'windows-1252',
};

/** An encoding that a file is not in, and the first line that shows it. */
export interface NotEncodedSo {
  readonly encoding: TextEncoding;
  readonly line: number;
}

/** `not UTF-8 (line 3) nor GB18030 (line 7)` */
export function notEncoded(tried: readonly NotEncodedSo[]): string {
  return `not ${tried.map(({ encoding, line }) => `${ENCODING_NAMES[encoding]} (line ${line})`).join(' nor ')}`;
}

/** The bytes are not text in any encoding that the mapping names. */
export class EncodingError extends ImportError {
  override readonly name = 'EncodingError';
  constructor(
    readonly file: string,
    readonly tried: readonly NotEncodedSo[],
  ) {
    super(
      `${file} is ${notEncoded(tried)}: there it holds bytes that mean nothing in that encoding. ` +
        'Save it as UTF-8, or write under `format` in the mapping which encoding it has: gb18030, windows-1252.',
    );
  }
}

/** The last row of the table lacks its line break: the file was cut off on its way. */
export class CutOffError extends ImportError {
  override readonly name = 'CutOffError';
  constructor(
    readonly file: string,
    readonly line: number,
  ) {
    super(
      `${file} was cut off: its last row, line ${line}, does not end with a line break. Fetch it again. ` +
        'If it is whole, end its last line, or write `finalLineBreak: optional` under `format` in the mapping.',
    );
  }
}

/** The file does not have as many rows as its sender says. */
export class RowCountError extends ImportError {
  override readonly name = 'RowCountError';
  constructor(
    readonly file: string,
    readonly expected: number,
    readonly found: number,
  ) {
    super(
      `${file} should have ${expected} rows and has ${found}: ${Math.abs(expected - found)} are ${found < expected ? 'missing' : 'too many'}. Ask for the whole file.`,
    );
  }
}

/** The header does not have the columns that the mapping asks for. */
export class HeaderError extends ImportError {
  override readonly name = 'HeaderError';
}

/** Adds to a file error what has become of the rows before it. */
export class ImportAbortedError extends ImportError {
  override readonly name = 'ImportAbortedError';
  constructor(
    readonly rowsRead: number,
    readonly eventsRecorded: number,
    override readonly cause: Error,
  ) {
    const fate =
      eventsRecorded > 0
        ? `${eventsRecorded} events of the ${rowsRead} lines before are recorded; import the whole file again, they will count as duplicates.`
        : `${rowsRead} rows were read before that; nothing was recorded.`;
    super(`${cause.message} ${fate}`);
  }
}
