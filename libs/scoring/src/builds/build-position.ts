import type { ScoreSource } from '../score-store.js';
import { SqliteScoreReader } from '../sqlite/sqlite-score-reader.js';

/** How far a build has come; null when this code cannot read it. */
export async function positionOf(folder: string, source: ScoreSource): Promise<number | null> {
  let reader: SqliteScoreReader | undefined;
  try {
    reader = SqliteScoreReader.open(folder, source);
    return await reader.snapshot(async (view) => (await view.checkpoint()).position);
  } catch {
    return null;
  } finally {
    await reader?.close();
  }
}
