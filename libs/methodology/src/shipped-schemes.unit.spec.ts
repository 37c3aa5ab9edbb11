import { compileScheme } from './compile.js';
import { parseScheme } from './parse.js';
import { shipped, shippedNames } from '../testing/shipped.js';

describe('the schemes that ship', () => {
  test('are these four', () => {
    expect(shippedNames).toEqual(['cn-2015-life', 'cn-2015-property', 'complaint-outcomes', 'ny-dfs-auto']);
  });

  test.each(shippedNames)('%s is a scheme of that id, and compiles', (name) => {
    const scheme = compileScheme(parseScheme(shipped(name)), 'hash');
    expect(scheme.id).toBe(name);
    expect(scheme.slots).toHaveLength(scheme.measureIds.length * 2);
  });
});
