/** What a score file says of itself. */
import type { SourceIdentity } from '../score-store.js';
import type { Statements } from './statements.js';

export const sourceText = ({ ledgerId, projection, schemes }: SourceIdentity): string =>
  JSON.stringify({ ledgerId, projection, schemes } satisfies SourceIdentity);

/** Null when the file was never set up. */
export function readStoredSource(rows: Statements): SourceIdentity | null {
  const isSetUp = rows.all("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'source'").length > 0;
  if (!isSetUp) return null;
  const [row] = rows.all('SELECT source FROM source');
  return row ? (JSON.parse(row[0] as string) as SourceIdentity) : null;
}

/** Positions in a frame. */
export function readFrameSize(rows: Statements): number {
  const [row] = rows.all('SELECT frame_size FROM source');
  return row?.[0] as number;
}
