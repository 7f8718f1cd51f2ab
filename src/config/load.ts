import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { SECTIONS, type AppConfig } from './config';
import type { Setting } from './setting';
import { yamlTemplate } from './describe';
import { readYamlSettings, type Given } from './yaml-file';

/** Where a process takes its settings from; later sources win over earlier ones. */
export interface ConfigSources {
  /** YAML file; missing is fine, and it is then written with commented defaults when `create` is set. */
  readonly file: string;
  readonly create: boolean;
  /** Environment; `NAME_FILE` is read for secrets. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** From command-line flags, by environment name. */
  readonly flags: Readonly<Record<string, string>>;
}

/** Everything that is wrong with the configuration, each with its place; values never appear. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: readonly string[]) {
    super(`configuration refused:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

/** The sources of a normal start: `--config`, else LOGSIEVE_CONFIG, else configs/logsieve.yaml; `.env` below the real environment. */
export function defaultSources(flags: Readonly<Record<string, string>>, configFlag?: string): ConfigSources {
  const dotEnv = existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {};
  const env = { ...dotEnv, ...process.env };
  const named = configFlag ?? env['LOGSIEVE_CONFIG'];
  if (named !== undefined && !existsSync(named)) throw new ConfigError([`${named}: no such configuration file`]);
  return { file: resolve(named ?? 'configs/logsieve.yaml'), create: named === undefined, env, flags };
}

/**
 * Reads the configuration: defaults < YAML file < environment < flags.
 * @throws ConfigError naming every unknown key and every bad value at once.
 */
export function loadConfig(sources: ConfigSources): AppConfig {
  const problems: string[] = [];
  if (sources.create && !existsSync(sources.file)) {
    mkdirSync(dirname(sources.file), { recursive: true });
    writeFileSync(sources.file, yamlTemplate());
  }
  const fromFile = readYamlSettings(sources.file, problems);
  const config: Record<string, Record<string, unknown>> = {};
  for (const [section, slice] of SECTIONS) {
    const values: Record<string, unknown> = {};
    for (const [name, setting] of Object.entries(slice)) {
      const key = `${section}.${name}`;
      const given = pick(key, setting, fromFile, sources, problems);
      values[name] = given === undefined ? setting.default : check(given, setting, problems);
    }
    config[section] = values;
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return config as unknown as AppConfig;
}

function pick(
  key: string,
  setting: Setting<unknown>,
  fromFile: ReadonlyMap<string, Given>,
  { env, flags }: ConfigSources,
  problems: string[],
): Given | undefined {
  const flag = flags[setting.env];
  if (flag !== undefined) return { value: flag, where: `${setting.env} (flag)` };
  const direct = env[setting.env];
  if (direct !== undefined && direct !== '') return { value: direct, where: setting.env };
  const mounted = env[`${setting.env}_FILE`];
  if (mounted !== undefined && mounted !== '') {
    try {
      return { value: readFileSync(mounted, 'utf8').trim(), where: `${setting.env}_FILE` };
    } catch {
      problems.push(`${setting.env}_FILE: the file cannot be read`);
    }
  }
  return fromFile.get(key);
}

function check(given: Given, setting: Setting<unknown>, problems: string[]): unknown {
  const result = setting.schema.safeParse(given.value);
  if (result.success) return result.data;
  problems.push(`${given.where}: ${result.error.issues.map((issue) => issue.message).join('; ')}`);
  return setting.default;
}
