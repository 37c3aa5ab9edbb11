/** Texts as Chinese spreadsheets save them. Node decodes GB18030 and does not encode it, so the table is turned round. */

/** Two-byte characters: those of cp936 (GBK), which is what such files are written in. */
const BYTES = new Map<string, readonly [number, number]>();
const decoder = new TextDecoder('gb18030');
for (let lead = 0x81; lead <= 0xfe; lead++)
  for (let trail = 0x40; trail <= 0xfe; trail++) {
    const character = trail === 0x7f ? '' : decoder.decode(Uint8Array.of(lead, trail));
    if (character.length === 1 && character !== '\ufffd' && !BYTES.has(character)) BYTES.set(character, [lead, trail]);
  }

/** @throws RangeError for a character that cp936 does not have. */
export function inGb18030(text: string): Buffer {
  return Buffer.from(
    Array.from(text).flatMap((character) => {
      const code = character.codePointAt(0) ?? 0;
      if (code < 0x80) return [code];
      const bytes = BYTES.get(character);
      if (!bytes) throw new RangeError(`cp936 has no "${character}".`);
      return [...bytes];
    }),
  );
}

/** The mark that some programs write before a text in GB18030. */
export const GB18030_MARK = Buffer.from([0x84, 0x31, 0x95, 0x33]);
