/** A document on its way out: to a file, to stdout, over HTTP. */
export interface DeliveredDocument {
  /** How a file of it would be called. */
  readonly fileName: string;
  readonly mediaType: string;
  /** In parts, so that a large document is never whole in memory; texts are UTF-8. */
  readonly content: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;
}
