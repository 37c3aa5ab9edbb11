/** Rulebooks as they are read from files and events. It loads the language of schemes; a thread is given what was read. */
import { createHash } from 'node:crypto';

import { type CompiledScheme, compileScheme } from '#assay/methodology';
import { parseScheme } from '#assay/methodology/language';
import { canonicalise } from '#assay/transparency';
import { parse } from 'yaml';

/** A scheme file's text (YAML, of which JSON is a part), parsed, checked and compiled. @throws SchemeError */
export const readScheme = (text: string): CompiledScheme => schemeOf(parse(text));

/** A scheme document, checked and compiled. @throws SchemeError */
export function schemeOf(value: unknown): CompiledScheme {
  const document = parseScheme(value);
  return compileScheme(document, createHash('sha256').update(canonicalise(document)).digest('hex'));
}
