/**
 * Writes a document where it is wanted: to stdout, or to a file that appears whole or not at all, so that whoever fetches
 * it never reads half of one.
 */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DeliveredDocument } from '#assay/delivery';
import { print, type Surroundings } from '../surroundings.js';

export async function deliver(
  { content }: Pick<DeliveredDocument, 'content'>,
  file: string | undefined,
  { stdout, interrupted }: Surroundings,
): Promise<void> {
  if (file === undefined) {
    for await (const part of content) {
      interrupted.throwIfAborted();
      await print(stdout, part);
    }
    return;
  }
  const partial = `${file}.partial`;
  try {
    await pipeline(Readable.from(content, { objectMode: false }), createWriteStream(partial), { signal: interrupted });
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    interrupted.throwIfAborted();
    throw error;
  }
}
