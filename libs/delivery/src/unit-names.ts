/**
 * Names of units as known at a position. The register of units knows only what they are called now, and a document of an
 * earlier position must read the same whenever it is asked for; so names come from the units' own cases.
 */
import type { EventLog } from '#assay/event-log';
import { evolve, readFact, type CaseState, unitLevel } from '#assay/service-record';

export class UnitNames {
  private readonly known = new Map<string, string>();

  /** @param upTo last position that is known. */
  constructor(
    private readonly log: EventLog,
    private readonly upTo: number,
  ) {}

  /** The name of a unit, or the last step of its path where nothing names it. */
  async of(path: string): Promise<string> {
    let name = this.known.get(path);
    if (name === undefined) this.known.set(path, (name = (await this.told(path)) ?? lastStep(path)));
    return name;
  }

  private async told(path: string): Promise<string | undefined> {
    const events = await this.log.readStream(unitLevel(path) === 'company' ? path : `unit/${path}`);
    let state: CaseState | undefined;
    for (const { position, body } of events) {
      if (position > this.upTo) break;
      try {
        state = evolve(state, readFact(body));
      } catch {
        // What cannot be folded parks its company and is told there; the name stays as it was last known.
        break;
      }
    }
    const name = state?.attributes['name'];
    return typeof name === 'string' ? name : undefined;
  }
}

function lastStep(path: string): string {
  return path
    .slice(path.lastIndexOf('/') + 1)
    .replaceAll('%2F', '/')
    .replaceAll('%25', '%');
}
