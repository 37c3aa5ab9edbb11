/** Sends a document as it is made: a large one is never whole in memory, and a slow client slows its making. */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { DeliveredDocument } from '#assay/delivery';

export async function sendDocument(
  reply: FastifyReply,
  { fileName, mediaType, content }: DeliveredDocument,
): Promise<void> {
  await reply
    .header('content-type', mediaType)
    .header('content-disposition', `attachment; filename="${fileName}"`)
    .send(Readable.from(content, { objectMode: false }));
}
