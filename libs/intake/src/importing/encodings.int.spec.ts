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
      'register.csv is not UTF-8: line 3 holds bytes that UTF-8 does not know. Save it as UTF-8, or write `encoding: windows-1252` (or `auto`) under `format` in the mapping. 0 rows were read before that; nothing was recorded.',
    );
  });
});
