import { defaultSources, loadConfig } from '../config/load';
import { fileReading, ownFileReading } from './file-reading';

function configWith(env: Record<string, string>): ReturnType<typeof loadConfig> {
  return loadConfig({ ...defaultSources({}), env, create: false });
}

it('tells starts of logs by the configured pattern', () => {
  const { eventStart } = fileReading(configWith({ LOG_EVENT_START: '^=== ' }));
  expect(['=== 12', 'at 12'].map((line) => eventStart?.test(line))).toEqual([true, false]);
  expect(fileReading(configWith({})).eventStart).toBeNull();
});

it('names a pattern that cannot be used', () => {
  expect(() => fileReading(configWith({ LOG_EVENT_START: '^(' }))).toThrow('LOG_EVENT_START');
});

it("reads the user's own files whatever their size", () => {
  const config = configWith({});
  expect(fileReading(config).limits.inflatedBytes).toBe(config.limits.inflatedBytes);
  expect(ownFileReading(config).limits.inflatedBytes).toBe(Number.MAX_SAFE_INTEGER);
});
