/** What every store of scores must do: a store's own spec is a factory and one call. */
import type { Slot } from '#assay/methodology';

import {
  type ScoreChanges,
  type ScoreReader,
  type ScoreSource,
  ScoreSourceMismatchError,
  type ScoreStore,
  type UnitRow,
} from './score-store.js';

export interface ScoreStoreUnderTest {
  /** Opens the writer's side; again after `close`, on what it has stored. */
  open(source: ScoreSource, frameSize?: number): Promise<ScoreStore>;
  /** Opens the readers' side. */
  openReader(source: ScoreSource): Promise<ScoreReader>;
  dispose(): Promise<void>;
}

const DATED: Slot = { measure: 0, side: 'numerator', scale: 0, attribution: 'dated' };
const SLOTS: readonly Slot[] = [DATED, { ...DATED, isStanding: true }, { ...DATED, attribution: 'span' }, DATED];
const SOURCE: ScoreSource = { ledgerId: 'a', projection: 1, schemes: ['s@1#0', 't@1#0'], slots: [SLOTS, SLOTS] };

const unit = (key: number, path: string, level: UnitRow['level'], company: number): UnitRow => ({
  key,
  path,
  level,
  company,
  name: path,
  licensedAt: null,
  insurerType: null,
  past: null,
  since: 1,
  describedAt: 1,
});

const [A, AX, AXY, B] = [
  unit(1, 'company/A', 'company', 1),
  unit(2, 'company/A/province/X', 'province', 1),
  unit(3, 'company/A/province/X/city/Y', 'city', 1),
  unit(4, 'company/AA', 'company', 4),
] as const;

const nothing: Omit<ScoreChanges, 'follows' | 'checkpoint'> = {
  units: [],
  formerUnits: [],
  totals: [],
  pastTotals: [],
  movements: [],
  clocks: [],
  facts: [],
  origins: [],
  parked: [],
};

const changes = (follows: number, position: number, more: Partial<ScoreChanges> = {}): ScoreChanges => ({
  ...nothing,
  follows,
  checkpoint: { position, recordedAt: position * 10, count: position },
  ...more,
});

const fact = (position: number, type: string, { key, company }: UnitRow, occurredAt: number) => ({
  position,
  type,
  company,
  unit: key,
  occurredAt,
  recordedAt: position * 10,
});

export function testScoreStore(name: string, factory: () => Promise<ScoreStoreUnderTest>): void {
  describe(`score store: ${name}`, () => {
    let tested: ScoreStoreUnderTest;
    let store: ScoreStore;
    beforeEach(async () => {
      tested = await factory();
      store = await tested.open(SOURCE);
    });
    afterEach(async () => {
      await store.close();
      await tested.dispose();
    });

    test('begins at position 0, with nothing in it', async () => {
      expect(await store.checkpoint()).toEqual({ position: 0, recordedAt: null, count: 0 });
      expect(await store.units()).toEqual([]);
      expect(await Array.fromAsync(store.allTotals())).toEqual([]);
    });

    test('gives the clocks of a company as they were at any position, each in its last version', async () => {
      const clock = (position: number, id: string, metAt: number | null, gone = false) => ({
        scheme: 0,
        company: A.key,
        promise: 1,
        case: id,
        position,
        unit: AX.key,
        clock: gone ? null : { startedAt: 5, atRiskFrom: null, endsAt: 9, metAt },
      });
      const [begun, met, other, gone] = [
        clock(1, 'claim/1', null),
        clock(2, 'claim/1', 7),
        clock(3, 'claim/2', null),
        clock(4, 'claim/2', null, true),
      ];
      await store.commit(changes(0, 2, { units: [A, AX], clocks: [met, begun] }));
      await store.commit(changes(2, 4, { clocks: [other, gone] }));
      const reader = await tested.openReader(SOURCE);
      const of = (position?: number) => reader.snapshot((view) => view.clocks({ scheme: 0, company: A.key }), position);
      expect(await of(0)).toEqual([]);
      expect(await of(1)).toEqual([begun]);
      expect(await of(3)).toEqual([met, other]);
      expect(await of()).toEqual([met, gone]);
      expect(await store.clocks({ scheme: 1, company: A.key })).toEqual([]);
      expect(await store.clocks({ scheme: 0, company: B.key })).toEqual([]);
    });

    test('keeps what was committed, also when it is opened again', async () => {
      const row = { scheme: 1, level: 'company', period: 5, unit: 1, slots: [1, 0, -2], position: 3 } as const;
      const parked = { company: 4, since: 2, reason: 'why' };
      await store.commit(changes(0, 3, { units: [A, B], totals: [row], parked: [parked] }));
      await store.close();
      store = await tested.open(SOURCE);
      expect(await store.checkpoint()).toEqual({ position: 3, recordedAt: 30, count: 3 });
      expect(await store.units()).toEqual([A, B]);
      expect(await Array.fromAsync(store.allTotals())).toEqual([
        [{ scheme: 1, level: 'company', period: 5, unit: 1, slots: [1, 0, -2] }],
      ]);
      expect(await store.parked()).toEqual([parked]);
    });

    test('a commit that does not follow the checkpoint is refused and writes nothing', async () => {
      await store.commit(changes(0, 3));
      await expect(store.commit(changes(2, 4, { units: [A] }))).rejects.toMatchObject({
        name: 'CheckpointConflictError',
      });
      expect([await store.checkpoint(), await store.units()]).toEqual([{ position: 3, recordedAt: 30, count: 3 }, []]);
    });

    test('a commit that fails half-way writes nothing, and the store goes on', async () => {
      const twice = fact(1, 'a.b.v1', A, 0);
      await expect(store.commit(changes(0, 1, { units: [A], facts: [twice, twice] }))).rejects.toThrow();
      expect([await store.checkpoint(), await store.units()]).toEqual([
        { position: 0, recordedAt: null, count: 0 },
        [],
      ]);
      await store.commit(changes(0, 1, { units: [A], facts: [twice] }));
      expect(await store.facts({ types: ['a.b.v1'], order: 'oldest-first', limit: 9 })).toEqual([1]);
    });

    test('totals are found by scheme, level and periods, and overwritten by later values', async () => {
      const row = (scheme: number, level: UnitRow['level'], period: number, key: number, position: number) => ({
        scheme,
        level,
        period,
        unit: key,
        slots: [position, key],
        position,
      });
      await store.commit(
        changes(0, 1, {
          totals: [row(0, 'company', 7, 4, 1), row(0, 'company', 7, 1, 1), row(0, 'province', 7, 2, 1)],
        }),
      );
      await store.commit(changes(1, 2, { totals: [row(0, 'company', 7, 1, 2), row(1, 'company', 8, 1, 2)] }));
      const found = await store.totals({ scheme: 0, level: 'company', periods: [7, 8] });
      expect(found).toEqual([
        { period: 7, unit: 1, slots: [2, 1] },
        { period: 7, unit: 4, slots: [1, 4] },
      ]);
      const key = { scheme: 0, level: 'company', period: 7, unit: 1 } as const;
      expect(await store.totalsRows([key, { ...key, unit: 9 }])).toEqual([[2, 1], undefined]);
      const others = [{ scheme: 1 }, { level: 'city' as const }, { period: 8 }, { scheme: 1, period: 8 }];
      expect(await store.hasTotals([key, ...others.map((other) => ({ ...key, ...other }))])).toEqual([
        true,
        false,
        false,
        false,
        true,
      ]);
    });

    test('movements come in order of period, position and unit, page by page, as known at any position', async () => {
      const movement = (period: number, position: number, key: number) => ({
        scheme: 0,
        company: 1,
        period,
        position,
        unit: key,
        amounts: [0, 1, 3, -2],
      });
      const all = [movement(5, 1, 1), movement(5, 3, 1), movement(5, 3, 2), movement(6, 2, 1)];
      const others = [
        { ...movement(5, 1, 4), company: 4 },
        { ...movement(5, 1, 1), scheme: 1 },
      ];
      await store.commit(changes(0, 3, { movements: [...all.toReversed(), ...others] }));
      const query = { scheme: 0, company: 1, fromPeriod: 5, toPeriod: 6 };
      expect(await store.movements(query)).toEqual(all);
      const reader = await tested.openReader(SOURCE);
      expect(await reader.snapshot((view) => view.movements(query), 2)).toEqual([all[0], all[3]]);
      expect(await store.movements({ ...query, toPeriod: 5, limit: 2 })).toEqual(all.slice(0, 2));
      expect(await store.movements({ ...query, after: { period: 5, position: 3, unit: 1 } })).toEqual(all.slice(2));
    });

    test('units are found by path, level and subtree; a company whose name begins alike is another', async () => {
      await store.commit(changes(0, 1, { units: [A, AX, AXY, B] }));
      await store.commit(changes(1, 2, { units: [{ ...A, name: 'Alpha', licensedAt: 5, insurerType: 'life' }] }));
      const alpha = { ...A, name: 'Alpha', licensedAt: 5, insurerType: 'life' };
      expect(await store.unitByPath('company/A')).toEqual(alpha);
      expect(await store.unitByPath('company/nobody')).toBeUndefined();
      expect(await store.units('company')).toEqual([alpha, B]);
      expect(await store.subtree('company/A')).toEqual([alpha, AX, AXY]);
      expect(await store.subtree('company/A/province/X')).toEqual([AX, AXY]);
    });

    test('facts are found by type, unit and time, both ways, page by page', async () => {
      const facts = [
        fact(1, 'a.b.v1', A, 100),
        fact(2, 'c.d.v1', AXY, 50),
        fact(3, 'a.b.v1', B, 200),
        fact(4, 'a.b.v1', AX, 300),
      ];
      await store.commit(changes(0, 4, { units: [A, AX, AXY, B], facts }));
      const find = (query: object) => store.facts({ order: 'oldest-first', limit: 10, ...query });
      expect(await find({})).toEqual([1, 2, 3, 4]);
      expect(await find({ order: 'newest-first', limit: 2 })).toEqual([4, 3]);
      expect(await find({ order: 'newest-first', after: 3 })).toEqual([2, 1]);
      expect(await find({ after: 1, limit: 2 })).toEqual([2, 3]);
      expect(await find({ unit: 'company/A' })).toEqual([1, 2, 4]);
      expect(await find({ unit: 'company/A/province/X' })).toEqual([2, 4]);
      expect(await find({ unit: 'company/nobody' })).toEqual([]);
      expect(await find({ types: ['a.b.v1', 'never.seen.v1'] })).toEqual([1, 3, 4]);
      expect(await find({ types: ['never.seen.v1'] })).toEqual([]);
      expect(await find({ types: ['a.b.v1'], unit: 'company/A' })).toEqual([1, 4]);
      expect(await find({ since: 100, until: 200 })).toEqual([1, 3]);
    });

    test('origins are noted when they are first seen, and when first made up', async () => {
      const origin = (company: number, source: string, first: number, firstSimulated: number | null = null) => ({
        ...{ company, source, first, firstSimulated },
      });
      await store.commit(changes(0, 3, { origins: [origin(1, 'urn:a', 1), origin(4, 'urn:b', 3, 3)] }));
      await store.commit(changes(3, 7, { origins: [origin(1, 'urn:a', 4, 5), origin(1, 'urn:b', 7)] }));
      await store.commit(changes(7, 9, { origins: [origin(1, 'urn:a', 8, 9)] }));
      expect(await store.origins()).toEqual([
        origin(1, 'urn:a', 1, 5),
        origin(1, 'urn:b', 7),
        origin(4, 'urn:b', 3, 3),
      ]);
      const reader = await tested.openReader(SOURCE);
      expect(await reader.snapshot((view) => view.origins(), 4)).toEqual([
        origin(1, 'urn:a', 1),
        origin(4, 'urn:b', 3, 3),
      ]);
    });

    test('a snapshot is one moment, whatever is written meanwhile', async () => {
      await store.commit(changes(0, 1, { units: [A] }));
      const reader = await tested.openReader(SOURCE);
      const seen = await reader.snapshot(async (view) => {
        const before = await view.checkpoint();
        await store.commit(changes(1, 2, { units: [AX] }));
        const other = await reader.snapshot((later) => later.checkpoint());
        return [before.position, (await view.units()).length, (await view.checkpoint()).position, other.position];
      });
      expect(seen).toEqual([1, 1, 1, 2]);
      await reader.close();
    });

    test.each([
      [{ ledgerId: 'b' }, 'the ledger a, not b'],
      [{ projection: 2 }, 'projection 1, not 2'],
      [{ schemes: ['s@2#0'] }, 'other schemes: s@2, s@1, t@1'],
    ])('a reader that goes by something else (%p) is told so, and a writer begins anew', async (difference, words) => {
      await store.commit(changes(0, 1, { units: [A] }));
      const other = { ...SOURCE, ...difference };
      await expect(tested.openReader(other)).rejects.toThrow(ScoreSourceMismatchError);
      await expect(tested.openReader(other)).rejects.toThrow(
        `The scores were built from ${words}. Start the server or the worker on this ledger`,
      );
      await store.close();
      store = await tested.open(other);
      expect([await store.checkpoint(), await store.units()]).toEqual([
        { position: 0, recordedAt: null, count: 0 },
        [],
      ]);
      await expect(tested.openReader(other)).resolves.toMatchObject({ source: other });
    });
  });
}
