import fc from 'fast-check';
import { HotStream } from './hot-streams.js';

test('a stream by heart finds each of its ids, and no other, however long it is', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { maxLength: 100 }), fc.array(fc.string()), (ids, others) => {
      const stream = new HotStream(1);
      ids.forEach((id, revision) => expect(stream.push(id)).toBe(revision));
      expect(stream.length).toBe(ids.length);
      for (const id of [...ids, ...others]) {
        const revision = ids.indexOf(id);
        expect(stream.revisionOf(id)).toBe(revision < 0 ? undefined : revision);
      }
    }),
  );
});
