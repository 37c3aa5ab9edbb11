import { GB18030_MARK, inGb18030 } from '../testing/gb18030.js';
import { findingRows, findings, ImportScenario } from '../testing/import-scenario.js';

let scenario: ImportScenario;
beforeEach(async () => (scenario = await ImportScenario.open()));
afterEach(() => scenario.close());

describe('the encoding of a file', () => {
  const text = findingRows('1,A,2024-01-01,,,', '2,Café,2024-01-01,,,');

  test('a byte order mark is no part of the first title', async () => {
    expect(await scenario.run(`\ufeff${text}`)).toMatchObject({ accepted: 2 });
  });

  test('a file that is not UTF-8 is read as windows-1252 when the mapping leaves it open, and refused when it does not', async () => {
    const western = Buffer.from(text.replace('é', '\u0092'), 'latin1');
    expect(await scenario.run(western)).toMatchObject({
      accepted: 2,
      warnings: ['register.csv is not UTF-8 (line 3); it was read as windows-1252.'],
    });
    expect((await scenario.bodies()).join()).toContain('company/Caf’');
    const strict = { ...findings, format: { encoding: 'utf-8' } };
    await expect(scenario.run(western, { mapping: strict })).rejects.toThrow(
      'register.csv is not UTF-8 (line 3): there it holds bytes that mean nothing in that encoding. Save it as UTF-8, or write under `format` in the mapping which encoding it has: gb18030, windows-1252. 0 rows were read before that; nothing was recorded.',
    );
  });

  describe('GB18030', () => {
    const chinese = findingRows('1,平安,2024-01-01,,,', '2,中国人寿,2024-01-01,,,');
    const either = { ...findings, format: { encoding: ['utf-8', 'gb18030'] } };
    const company = async () => (await scenario.bodies()).map((body) => /company\/[^"]*/.exec(body)?.[0]);

    test('is read where the mapping allows it, and the import says so', async () => {
      expect(await scenario.run(inGb18030(chinese), { mapping: either })).toMatchObject({
        accepted: 2,
        warnings: ['register.csv is not UTF-8 (line 2); it was read as gb18030.'],
      });
      expect(await company()).toEqual(['company/平安', 'company/中国人寿']);
    });

    test('is no warning where the mapping names nothing else, and UTF-8 none where it comes first', async () => {
      const only = { ...findings, format: { encoding: 'gb18030' } };
      expect(await scenario.run(inGb18030(chinese), { mapping: only })).toMatchObject({ accepted: 2, warnings: [] });
      expect(await scenario.run(chinese, { mapping: either })).toMatchObject({ duplicate: 2, warnings: [] });
    });

    test('loses its byte order mark before the first title, as UTF-8 does', async () => {
      const marked = Buffer.concat([GB18030_MARK, inGb18030(chinese)]);
      expect(await scenario.run(marked, { mapping: either })).toMatchObject({ accepted: 2 });
      expect(await scenario.run(`\ufeff${chinese}`, { mapping: either })).toMatchObject({ duplicate: 2 });
    });

    test('cut in the middle of a character at the edge of a chunk is read all the same', async () => {
      const many = findingRows(
        ...Array.from({ length: 30_000 }, (_, index) => `${index},中国人民财产保险,2024-01-01,,,`),
      );
      const odd = inGb18030(many);
      const summary = await scenario.run(odd, { mapping: either, dryRun: true });
      expect(summary).toMatchObject({ read: 30_000, accepted: 30_000, refused: 0 });
    });

    test('and no other: both are named with the line that is wrong', async () => {
      const broken = Buffer.concat([inGb18030(chinese), Buffer.from([0x33, 0x2c, 0xff, 0x2c, 0x0a])]);
      await expect(scenario.run(broken, { mapping: either })).rejects.toThrow(
        'register.csv is not UTF-8 (line 2) nor GB18030 (line 4): there it holds bytes that mean nothing in that encoding.',
      );
      expect((await scenario.log.head()).position).toBe(0);
    });
  });
});
