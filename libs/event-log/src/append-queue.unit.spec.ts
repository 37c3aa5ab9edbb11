import { AppendQueue } from './append-queue.js';
import { part } from './contract/log-under-test.contract.js';
import type { AppendOutcome, StreamAppend } from './event-log.js';

const answer = (requests: readonly (readonly StreamAppend[])[]): AppendOutcome[][] =>
  requests.map((parts) =>
    parts.map(({ stream }) => ({
      ok: true,
      receipt: { stream, revision: 0, positions: [1], recordedAt: [0], duplicate: false },
    })),
  );

/** A queue whose commits are noted: for each, the number of events of its requests. */
function queueWith(options: ConstructorParameters<typeof AppendQueue>[1]) {
  const commits: number[][] = [];
  const queue = new AppendQueue((requests) => {
    commits.push(requests.map((parts) => parts.reduce((sum, { events }) => sum + events.length, 0)));
    return answer(requests);
  }, options);
  return { queue, commits };
}

const of = (...ids: string[]) => [part('complaint/1', 'no-stream', ...ids)];

describe('group commit', () => {
  test('appends of one turn share a commit; those of the next have their own', async () => {
    const { queue, commits } = queueWith({});
    await Promise.all([queue.append(of('a')), queue.append(of('b', 'c')), queue.append(of('d'))]);
    await queue.append(of('e'));
    expect(commits).toEqual([[1, 2, 1], [1]]);
  });

  test('a commit holds whole appends up to its size, and one larger append by itself', async () => {
    const { queue, commits } = queueWith({ eventsPerCommit: 3 });
    await Promise.all([['a', 'b'], ['c'], ['d'], ['e', 'f', 'g', 'h'], ['i']].map((ids) => queue.append(of(...ids))));
    expect(commits).toEqual([[2, 1], [1], [4], [1]]);
  });

  test('each append gets its own outcomes', async () => {
    const { queue } = queueWith({});
    const streams = ['complaint/1', 'complaint/2', 'complaint/3'];
    const outcomes = await Promise.all(streams.map((stream) => queue.append([part(stream, 'no-stream', 'a')])));
    expect(outcomes.map(([outcome]) => outcome?.ok === true && outcome.receipt.stream)).toEqual(streams);
  });

  test('a failed commit rejects all that shared it, and the next goes through', async () => {
    let failing = true;
    const queue = new AppendQueue((requests) => {
      if (failing) throw new Error('the disk is full');
      return answer(requests);
    }, {});
    const failed = await Promise.allSettled([queue.append(of('a')), queue.append(of('b'))]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    failing = false;
    await expect(queue.append(of('a'))).resolves.toHaveLength(1);
  });

  test('what failed or was recorded no longer counts as waiting', async () => {
    const queue = new AppendQueue(
      () => {
        throw new Error('the disk is full');
      },
      { maxQueuedEvents: 2 },
    );
    for (let round = 0; round < 3; round++) {
      await expect(Promise.all([queue.append(of('a')), queue.append(of('b'))])).rejects.toThrow('the disk is full');
    }
  });
});
