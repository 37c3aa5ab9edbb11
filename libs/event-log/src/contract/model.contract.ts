/**
 * Random appends against the plainest model there is: one array of events. It is written from the port's prose alone and
 * shares no code with the adapters, so that a mistake in what they share shows here.
 */
import fc from 'fast-check';
import type { NewEvent, StreamAppend } from '../event-log.js';
import type { OpenLog } from './log-under-test.contract.js';

interface Recorded {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly body: string;
}

const event: fc.Arbitrary<NewEvent> = fc
  .record({
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    content: fc.constantFrom('same', 'same', 'same', 'other'),
  })
  .map(({ id, content }) => ({ id, type: 'note.v1', body: `{"data":"${content}","id":"${id}"}` }));

const part: fc.Arbitrary<StreamAppend> = fc.record({
  stream: fc.constantFrom('complaint/1', 'complaint/2', 'complaint/3'),
  expectedRevision: fc.oneof(fc.constant('no-stream' as const), fc.nat({ max: 5 })),
  events: fc.array(event, { minLength: 1, maxLength: 3 }),
});

/** Appends that are called in one turn, then awaited together. */
const turns = fc.array(fc.array(fc.array(part, { maxLength: 4 }), { minLength: 1, maxLength: 4 }), { maxLength: 12 });

/** What the port says must come of a part: the positions of its events, or the name of the refusal. */
function expected(model: Recorded[], { stream, expectedRevision, events }: StreamAppend): number[] | string {
  if (new Set(events.map(({ id }) => id)).size < events.length) return 'EventIdConflictError';
  const before = events.map(({ id }) => model.findIndex((known) => known.stream === stream && known.id === id));
  const known = before.filter((index) => index >= 0);
  const sameBytes = before.every((index, n) => index < 0 || model[index]?.body === events[n]?.body);
  if (!sameBytes || (known.length > 0 && known.length < events.length)) return 'EventIdConflictError';
  if (known.length === events.length) return known.map((index) => index + 1);

  const length = model.filter((other) => other.stream === stream).length;
  if (expectedRevision !== (length === 0 ? 'no-stream' : length - 1)) return 'WrongExpectedRevisionError';
  events.forEach(({ id, body }, n) => model.push({ stream, revision: length + n, id, body }));
  return events.map((_, n) => model.length - events.length + n + 1);
}

export function testAgainstModel(open: OpenLog): void {
  test('behaves as one array of events under random appends', async () => {
    await fc.assert(
      fc.asyncProperty(turns, async (script) => {
        const log = await open();
        const model: Recorded[] = [];
        for (const turn of script) {
          const foreseen = turn.map((parts) => parts.map((one) => expected(model, one)));
          const outcomes = await Promise.all(turn.map((parts) => log.append(parts)));
          const happened = outcomes.map((answers) =>
            answers.map((answer) => (answer.ok ? [...answer.receipt.positions] : answer.error.name)),
          );
          expect(happened).toEqual(foreseen);
        }
        const all = await log.readAll({ after: 0, limit: 10_000 });
        expect(all.map(({ position, stream, revision, body }) => ({ position, stream, revision, body }))).toEqual(
          model.map(({ stream, revision, body }, index) => ({ position: index + 1, stream, revision, body })),
        );
        await log.close();
      }),
      { numRuns: 40 },
    );
  });
}
