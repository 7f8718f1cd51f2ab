import { SECTIONS } from '../../../config/config';

const OFFSET = '--from-offset';

/**
 * The command that goes on where this one stopped.
 * @param args of this process, which may hold an offset from the last time
 */
export function resumeCommand(args: readonly string[], position: number): string {
  const kept = args.filter((arg, i) => arg !== OFFSET && args[i - 1] !== OFFSET && !arg.startsWith(`${OFFSET}=`));
  return ['npx logsieve', ...kept.map(withoutSecret).map(quoted), OFFSET, String(position)].join(' ');
}

/** Settings can be given as `--set NAME=value`; a terminal and its log are no place for a secret. */
function withoutSecret(arg: string): string {
  const secrets = SECTIONS.flatMap(([, slice]) => Object.values(slice)).filter(({ secret }) => secret);
  const found = secrets.find(({ env }) => arg.startsWith(`${env}=`) || arg.startsWith(`--set=${env}=`));
  return found === undefined ? arg : `${arg.slice(0, arg.indexOf(`${found.env}=`))}${found.env}=...`;
}

/** For a POSIX shell. */
function quoted(arg: string): string {
  return /^[\w./:,=@%+-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`;
}
