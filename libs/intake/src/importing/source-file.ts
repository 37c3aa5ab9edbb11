/** A register's file as a stream of bytes: gzip is recognised by its first bytes, and what is wrong is said in a sentence. */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PassThrough } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { TextEncoding } from '../mapping/mapping.js';
import { DamagedFileError, EncodingError, UnreadableFileError } from './import-errors.js';

const LF = 0x0a;
/** Bytes read at once: what is made of a piece should be garbage before the collector takes it for something that lasts. */
const PIECE = 64 * 1024;

export class SourceFile {
  /** Bytes of the file (compressed, if it is) read so far, over all passes: what a progress bar shows. */
  bytesRead = 0;
  /** Whether the content that was read last, to its end, ends with a line break. */
  endsWithLineBreak = false;

  private constructor(
    readonly path: string,
    readonly totalBytes: number,
    private readonly gzip: boolean,
  ) {}

  /** @throws UnreadableFileError when there is no such file, it is empty, or plainly no text. */
  static async open(path: string): Promise<SourceFile> {
    const name = basename(path);
    const found = await stat(path).catch((error: unknown) => {
      throw new UnreadableFileError(
        hasCode(error, 'ENOENT') ? `There is no file ${path}.` : `${path} cannot be read: ${String(error)}.`,
      );
    });
    if (found.isDirectory()) throw new UnreadableFileError(`${path} is a folder. Name one file.`);
    if (found.size === 0) throw new UnreadableFileError(`${name} is empty: it has not even a header.`);
    const start = await firstBytes(path, 4);
    if (start.subarray(0, 2).equals(Buffer.from([0x50, 0x4b])))
      throw new UnreadableFileError(`${name} is a ZIP archive or a spreadsheet. Save the table in it as CSV (UTF-8).`);
    if (
      start.subarray(0, 2).equals(Buffer.from([0xff, 0xfe])) ||
      start.subarray(0, 2).equals(Buffer.from([0xfe, 0xff]))
    )
      throw new UnreadableFileError(`${name} is UTF-16. Save it as UTF-8.`);
    return new SourceFile(path, found.size, start[0] === 0x1f && start[1] === 0x8b);
  }

  get name(): string {
    return basename(this.path);
  }

  /** The file's content from its start, decompressed. @throws DamagedFileError in the middle of a broken gzip stream. */
  async *bytes(): AsyncGenerator<Buffer, void> {
    this.bytesRead = 0;
    const file = createReadStream(this.path, { highWaterMark: PIECE });
    file.on('data', (chunk) => (this.bytesRead += chunk.length));
    // A generator that is left early destroys the last stream, and with it the pipeline, which is then no failure of ours.
    const content = this.gzip ? createGunzip({ chunkSize: PIECE }) : new PassThrough();
    const piped = pipeline(file, content).catch(() => undefined);
    try {
      for await (const chunk of content as AsyncIterable<Buffer>) {
        this.endsWithLineBreak = chunk.at(-1) === LF;
        yield chunk;
      }
    } catch (error) {
      throw this.explain(error as NodeJS.ErrnoException);
    } finally {
      content.destroy();
      await piped;
    }
  }

  /**
   * The content as text, without a byte order mark.
   *
   * @throws EncodingError when it is not in that encoding, UnreadableFileError when it holds NUL bytes.
   */
  async *text(encoding: TextEncoding): AsyncGenerator<string, void> {
    const decoder = new TextDecoder(encoding, { fatal: true });
    let linesBefore = 0;
    let isFirst = true;
    for await (const chunk of this.bytes()) {
      const nul = chunk.indexOf(0);
      if (nul >= 0)
        throw new UnreadableFileError(
          `${this.name} is no text: line ${linesBefore + lineOf(chunk, nul)} holds a NUL byte.`,
        );
      const text = this.decode(decoder, chunk, linesBefore);
      // The decoder knows the mark of UTF-8 alone, but GB18030 has one too.
      yield isFirst && text.startsWith('\ufeff') ? text.slice(1) : text;
      isFirst &&= text === '';
      linesBefore += lineOf(chunk, chunk.length) - 1;
    }
    this.decode(decoder, null, linesBefore);
  }

  private decode(decoder: InstanceType<typeof TextDecoder>, chunk: Buffer | null, linesBefore: number): string {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch {
      const encoding = decoder.encoding as TextEncoding;
      const line = linesBefore + (chunk ? firstInvalidLine(chunk, encoding) : 1);
      throw new EncodingError(this.name, [{ encoding, line }]);
    }
  }

  private explain(error: NodeJS.ErrnoException): Error {
    if (error.code === 'Z_BUF_ERROR')
      return new DamagedFileError(this.name, this.bytesRead, this.totalBytes, true, error);
    if (error.code?.startsWith('Z_'))
      return new DamagedFileError(this.name, this.bytesRead, this.totalBytes, false, error);
    return error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

async function firstBytes(path: string, count: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** The line, from 1, that the byte at `end` of a chunk lies on. */
function lineOf(chunk: Buffer, end: number): number {
  let line = 1;
  for (let at = chunk.indexOf(LF); at >= 0 && at < end; at = chunk.indexOf(LF, at + 1)) line += 1;
  return line;
}

/** Most bytes of a character that may stand in the chunk before. */
const LONGEST_REST = 3;

/**
 * Only asked once a chunk is known to be wrong, so it may take its time. A line break is never part of a longer character
 * in these encodings, so lines are judged one by one. What a chunk begins with may be the rest of a character that the
 * chunk before it began, and is not held against it; nor is a character that it ends in the middle of.
 */
function firstInvalidLine(chunk: Buffer, encoding: TextEncoding): number {
  let line = 1;
  let start = 0;
  for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, start)) {
    const bytes = chunk.subarray(start, end);
    const rests = line === 1 ? LONGEST_REST : 0;
    const isValid = Array.from({ length: rests + 1 }, (_, rest) => bytes.subarray(rest)).some((part) =>
      isText(part, encoding),
    );
    if (!isValid) return line;
    start = end + 1;
    line += 1;
  }
  return line;
}

function isText(bytes: Buffer, encoding: TextEncoding): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
