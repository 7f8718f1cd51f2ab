import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EnrichedLog } from '../../core/log';
import { readRules } from './read-rules';
import { RuleFile } from './rule-file';
import type { RuleFileError } from './rule-file-error';

const CATEGORIES = ['Error'];

function fileText(...ids: string[]): string {
  const rules = ids.map((id) => ({ id, pattern: `disk ${id}`, category: 'Error', severity: 3, triage: 'normal' }));
  return JSON.stringify({ version: 1, rules });
}

describe('RuleFile', () => {
  let folder: string;
  let path: string;
  let file: RuleFile | undefined;
  const events: string[] = [];
  let wake: (() => void) | undefined;

  function open(at = path): RuleFile {
    const tell = (event: string): void => {
      events.push(event);
      wake?.();
    };
    file = RuleFile.open(at, {
      categories: CATEGORIES,
      pollInterval: 5,
      onReload: ({ rules }) => {
        tell(`reloaded ${rules.map(({ id }) => id).join()}`);
      },
      onError: (error: RuleFileError) => {
        tell(error.problems.join());
      },
    });
    return file;
  }

  /** The next thing the file reports. */
  async function next(): Promise<string> {
    if (events.length === 0) await new Promise<void>((resolve) => (wake = resolve));
    return events.shift() ?? '';
  }

  const idsInForce = (): string[] | undefined => file?.rules.rules.map(({ id }) => id);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rule-file-'));
    path = join(folder, 'rules.json');
    writeFileSync(path, fileText('a'));
    events.length = 0;
    wake = undefined;
  });

  afterEach(() => {
    file?.close();
    rmSync(folder, { recursive: true });
  });

  it('stops the start with what is wrong', () => {
    writeFileSync(path, '{}');
    expect(() => open()).toThrow(/rules\.json cannot be used:\n {2}version is missing/);
    expect(() => open(join(folder, 'none.json'))).toThrow(/none\.json cannot be used:\n {2}cannot be read: .*ENOENT/);
  });

  it('takes over a file that was written in place', async () => {
    const { rules } = open();
    writeFileSync(path, fileText('a', 'b'));
    expect(await next()).toBe('reloaded a,b');
    expect(idsInForce()).toEqual(['a', 'b']);
    // Who still holds the old set goes on with it undisturbed.
    expect(rules.rules).toHaveLength(1);
  });

  it('takes over a file that replaced the old one by a rename', async () => {
    open();
    writeFileSync(`${path}.new`, fileText('b'));
    renameSync(`${path}.new`, path);
    expect(await next()).toBe('reloaded b');
  });

  it('follows the symbolic links of a ConfigMap', async () => {
    for (const id of ['a', 'b']) {
      mkdirSync(join(folder, id));
      writeFileSync(join(folder, id, 'rules.json'), fileText(id));
    }
    symlinkSync('a', join(folder, '..data'));
    symlinkSync(join('..data', 'rules.json'), join(folder, 'linked.json'));
    open(join(folder, 'linked.json'));
    symlinkSync('b', join(folder, '..data_tmp'));
    renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
    expect(await next()).toBe('reloaded b');
  });

  it('keeps the last good rules while the file is broken or gone, and says so once', async () => {
    open();
    writeFileSync(path, '{"version": 1, "rules": [');
    expect(await next()).toContain('is not valid JSON');
    rmSync(path);
    expect(await next()).toMatch(/cannot be read: .*ENOENT/);
    expect(idsInForce()).toEqual(['a']);
    writeFileSync(path, fileText('c'));
    expect(await next()).toBe('reloaded c');
    expect(events).toEqual([]);
  });

  it('looks no more after it was closed', async () => {
    open().close();
    writeFileSync(path, fileText('b'));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(events).toEqual([]);
    expect(idsInForce()).toEqual(['a']);
  });

  it('has other rules behind its own, which win also when the file gains an id later', async () => {
    const rule = { priority: 9, pattern: 'disk', category: 'Error', severity: 8, triage: 'normal' };
    const rules = ['b', 'a'].map((id) => ({ ...rule, id }));
    const disk = { message: 'disk a', masked: '', formId: '', source: '', fields: {} } as unknown as EnrichedLog;
    open().useBehind(readRules(JSON.stringify({ version: 1, rules }), 'sent', CATEGORIES));
    expect(idsInForce()).toEqual(['a', 'b']);
    expect(file?.rules.match(disk)?.verdict.severity).toBe(3);
    expect(file?.listed.map(({ id }) => id)).toEqual(['a']);
    writeFileSync(path, fileText('c', 'b'));
    expect(await next()).toBe('reloaded c,b,a');
    file?.useBehind([]);
    expect(idsInForce()).toEqual(['c', 'b']);
  });
});
