import { stringify } from 'yaml';
import { SECTIONS, type AppConfig } from './config';

const MASK = '********';

function yamlValue(value: unknown): string {
  return stringify(value).trimEnd();
}

/** The commented file written at the first start: every setting with its meaning, variable and default, all commented out. */
export function yamlTemplate(): string {
  const out = [
    '# Logsieve settings. Every line shows a default: remove the "#" in front of a section and of a setting to change it.',
    '# An environment variable (named in brackets) wins over this file, a command-line flag wins over both.',
    '# `logsieve config check` tests this file, `logsieve config print` shows what is in force.',
  ];
  for (const [section, slice] of SECTIONS) {
    out.push('', `#${section}:`);
    for (const [name, setting] of Object.entries(slice)) {
      out.push(`  # ${setting.doc} [${setting.env}]`, `#  ${name}: ${yamlValue(setting.default)}`);
    }
  }
  return `${out.join('\n')}\n`;
}

/** The configuration table of the README. */
export function markdownTable(): string {
  const rows = SECTIONS.flatMap(([section, slice]) =>
    Object.entries(slice).map(([name, setting]) => {
      const value = setting.default === '' ? '' : `\`${String(setting.default)}\``;
      return `| \`${setting.env}\` | \`${section}.${name}\` | ${value} | ${setting.doc.replaceAll('|', '\\|')} |`;
    }),
  );
  return ['| variable | YAML key | default | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** The settings in force as YAML; secrets show only whether they are set. */
export function printable(config: AppConfig): string {
  const shown: Record<string, Record<string, unknown>> = {};
  for (const [section, slice] of SECTIONS) {
    const values: Record<string, unknown> = { ...config[section] };
    for (const [name, setting] of Object.entries(slice)) {
      if (setting.secret && values[name] !== '') values[name] = MASK;
    }
    shown[section] = values;
  }
  return stringify(shown);
}
