import fc from 'fast-check';
import { LineSplitter } from './line-splitter.js';

type Seen = readonly [line: number, text: string | number];

function split(bytes: Buffer, cuts: readonly number[], maxBytes = 1_000): Seen[] {
  const splitter = new LineSplitter(maxBytes);
  const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const lines = edges.slice(1).flatMap((edge, index) => [...splitter.push(bytes.subarray(edges[index], edge))]);
  lines.push(...splitter.end());
  return lines.map((line) => [line.number, line.bytes === null ? line.length : line.bytes.toString('utf8')]);
}

describe('lines of a byte stream', () => {
  test('end in LF or CRLF, are counted from 1, and the last may lack its end', () => {
    expect(split(Buffer.from('a\r\n\nb\nc'), [])).toEqual([
      [1, 'a'],
      [2, ''],
      [3, 'b'],
      [4, 'c'],
    ]);
  });

  test('lose a byte order mark at the start of the stream and nowhere else', () => {
    expect(split(Buffer.from('\ufeffa\n\ufeffb'), [1, 2])).toEqual([
      [1, 'a'],
      [2, '\ufeffb'],
    ]);
  });

  test('are passed over when longer than the limit, which counts neither their end nor the mark', () => {
    expect(split(Buffer.from('\ufeffaaaa\r\nbbbbb\ncccc\n'), [], 4)).toEqual([
      [1, 'aaaa'],
      [2, 5],
      [3, 'cccc'],
    ]);
  });

  test('that are far too long are not gathered: ten megabytes leave nothing behind', () => {
    const splitter = new LineSplitter(1_000);
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const before = process.memoryUsage().arrayBuffers;
    for (let sent = 0; sent < 10 * 1024 * 1024; sent += chunk.length)
      expect([...splitter.push(Buffer.from(chunk))]).toEqual([]);
    const [line, next] = [...splitter.push(Buffer.from('\n{}\n'))];
    expect(line).toEqual({ number: 1, bytes: null, length: 10 * 1024 * 1024 });
    expect(next?.bytes?.toString()).toBe('{}');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40 * 1024 * 1024);
  });

  test('are the same however the stream is cut', () => {
    const text = fc.array(fc.constantFrom('a', '\n', '\r\n', '投', '\ufeff', 'xxxxxxxxxxxx', ' '), { maxLength: 40 });
    fc.assert(
      fc.property(text, fc.array(fc.nat()), fc.integer({ min: 0, max: 12 }), (parts, cuts, maxBytes) => {
        const bytes = Buffer.from(parts.join(''));
        expect(split(bytes, cuts, maxBytes)).toEqual(split(bytes, [], maxBytes));
      }),
    );
  });
});
