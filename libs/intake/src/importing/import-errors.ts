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

/** The bytes are not text in the encoding that the mapping names. */
export class EncodingError extends ImportError {
  override readonly name = 'EncodingError';
  constructor(
    readonly file: string,
    readonly line: number,
  ) {
    super(
      `${file} is not UTF-8: line ${line} holds bytes that UTF-8 does not know. ` +
        'Save it as UTF-8, or write `encoding: windows-1252` (or `auto`) under `format` in the mapping.',
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
