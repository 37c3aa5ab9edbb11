import { ConfigurationError, readConfiguration } from './configuration.js';

describe('configuration', () => {
  test('an empty environment gives the documented defaults', () => {
    const configuration = readConfiguration({ HOME: '/root' });
    expect(configuration).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      processors: 'thread',
      liveHeartbeatSeconds: 20,
    });
    expect(configuration.data).toMatch(/\/data$/);
    expect(configuration.limits.requestsPerMinute).toBe(0);
  });

  test('every mistake is told at once, each in a sentence that names the variable and its value', () => {
    let error: unknown;
    try {
      readConfiguration({ ASSAY_PORT: '70000', ASSAY_PROCESSORS: 'cluster', ASSAY_DATA: '', ASSAY_PROT: '1' });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(ConfigurationError);
    const { mistakes } = error as ConfigurationError;
    expect(mistakes).toHaveLength(4);
    expect(mistakes[0]).toMatch(/^ASSAY_PROT is not a setting of Assay/);
    expect(mistakes).toContain('ASSAY_PORT is "70000": write a whole number from 0 to 65535.');
    expect(mistakes).toContain('ASSAY_PROCESSORS is "cluster": write one of thread, inline, off.');
    expect(mistakes).toContain('ASSAY_DATA is "": name a folder.');
  });
});
