import { ABSOLUTE_SENSITIVE, SENSITIVE_TARGET } from './sensitive-files';

/** Dots and their disguises as a path segment: `..`, `....` (filters that strip `../` leave `..`), `..;` (Tomcat). */
const CLIMB = /^(?:\.\.|\.{4,}|\.\.;.*|\.\.[\u0000\s]{1,8}|\.\.%.*)$/;
/** Dots without separators, as filters leave them or as Windows ignores them. */
const DOT_RUN = /(?:^|[/\\])\.{5,}(?:[/\\{]|$)|^\.{8,}\/?\\?(?:etc|boot|win|web-?inf)/;
const SAME_DIRECTORY_RUN = /(?:\/\.\/*){4,}\/?(?:$|[^.\w-]|\w)/;
/** A parameter of the path glued to the dots, which Tomcat drops only after the proxy in front has let the path pass. */
const DOTS_WITH_PARAMETER = /(?:^|\/)\.\.;/;
/** `/static../`: an alias of nginx that lacks its closing slash. */
const ALIAS = /^\/+[\w-]+\.\.\//;
/** The administrative share of a drive. */
const DRIVE_SHARE = /^\/\/[\w.-]+\/[a-z]\$\//;
/** A drive of Windows behind the root of the site, which joins of paths there start over from. */
const DRIVE_IN_PATH = /\/[a-z]:\/+(?:windows|winnt|boot\.ini|inetpub)/;
/** Steps of three dots, which old versions of Windows take for two levels. */
const TRIPLE_DOTS = /(?:^|\/)\.{3}\/+\.{3}(?:\/|$)/;
/** Sources and settings, which a server runs or reads rather than shows. */
const SOURCE = /\.(?:php\d?|inc|jsp|aspx?|ini|conf|properties|env|sql|bak)$/;
/** Words after a path: somebody writes about the file. */
const PROSE = /\s[a-z]{2,}/;
/** A name longer than any file's: old runtimes cut the path behind it, and what they append with it. */
const PADDING = /(?:^|\/)(\w)\1{99,}\//;
/** A dot-dot that hides its slash in another spelling: `..0x5c`, `..%2f` left over, `..x2e`. */
const DISGUISED = /(?:\.\.(?:0x2f|0x5c|%(?:25)*2f|%(?:25)*5c|%c0|%c1|%u221[56]|[\u2215\u2216\uff0f\uff3c])|\.\.?x2e)/;

/**
 * Whether a value or a path climbs out of the directory it belongs to. `text` is decoded and lower case; `isPath` for
 * the path of the request itself, in which a relative step cannot be meant.
 */
export function isDirectoryTraversal(text: string, isPath: boolean): boolean {
  const path = text.includes('\\') ? text.replaceAll('\\', '/') : text;
  if (!isPath && (DRIVE_SHARE.test(path) || (ABSOLUTE_SENSITIVE.test(path) && !PROSE.test(path)))) return true;
  if (isPath && DRIVE_IN_PATH.test(path)) return true;
  if (!path.includes('..')) return SAME_DIRECTORY_RUN.test(path) || /^\/\.\/$/.test(path);
  if (DOT_RUN.test(path) || DISGUISED.test(text) || PADDING.test(path) || TRIPLE_DOTS.test(path)) return true;
  if (isPath && (DOTS_WITH_PARAMETER.test(path) || (ALIAS.test(path) && SENSITIVE_TARGET.test(path)))) return true;
  return climbs(path, isPath);
}

/** Follows the path segment by segment; a URL in a value starts at its root. */
function climbs(text: string, isPath: boolean): boolean {
  const { segments, rooted } = split(text);
  let depth = 0;
  let steps = 0;
  let lowest = 0;
  for (const segment of segments) {
    if (segment === '' || segment === '.') continue;
    if (CLIMB.test(segment)) {
      depth--;
      steps++;
      lowest = Math.min(lowest, depth);
    } else if (/^\.{3}$/.test(segment)) steps++;
    else depth++;
  }
  if (steps === 0) return false;
  if ((rooted || isPath) && lowest < 0) return true;
  // Two steps up and more, or one towards a file that is nobody's business.
  if (lowest <= -2 || steps >= 4) return true;
  return SENSITIVE_TARGET.test(text) || SOURCE.test(text) || /(?:^|\/)\.{2,}\/{2,}/.test(text);
}

function split(text: string): { segments: string[]; rooted: boolean } {
  const scheme = /^[a-z][a-z0-9+.-]{1,20}:\/\/[^/]*/.exec(text);
  const path = scheme === null ? text : text.slice(scheme[0].length);
  return { segments: path.split('/'), rooted: path.startsWith('/') };
}
