/** Lookups resolved inside one text; real payloads nest a dozen. */
const MAX_LOOKUPS = 200;
/** The innermost lookup. */
const LOOKUP = /\$\{([^${}]{0,200})\}/;
const JNDI = /\$\{\s*j\s*n\s*d\s*i\s*:|\bjndi:(?:ldaps?|rmi|dns|nis|iiop|corba|nds|http):/;
/** Lookups that write secrets of the process into the log. */
const LEAK = /\$\{(?:env|sys|ctx|java|main|docker|k8s|bundle|spring|web):[\w.:-]{1,60}\}/;

/** Whether Log4j would resolve a JNDI name out of this text (CVE-2021-44228). `text` is decoded and lower case. */
export function isLog4Shell(text: string): boolean {
  if (!text.includes('${')) return JNDI.test(text);
  if (JNDI.test(text) || LEAK.test(text)) return true;
  return JNDI.test(resolve(text));
}

/** Evaluates what payloads hide letters with: `${lower:j}`, `${::-n}`, `${env:x:-d}`. */
function resolve(text: string): string {
  let view = text.slice(0, 4096);
  for (let i = 0; i < MAX_LOOKUPS; i++) {
    const found = LOOKUP.exec(view);
    if (found === null) break;
    const value = valueOf(found[1] ?? '');
    if (value === null) break;
    view = view.slice(0, found.index) + value + view.slice(found.index + found[0].length);
    if (JNDI.test(view)) break;
  }
  return view;
}

/** The text that a lookup leaves behind; null when it is nothing that hides letters. */
function valueOf(lookup: string): string | null {
  const defaulted = lookup.indexOf(':-');
  if (defaulted >= 0) return lookup.slice(defaulted + 2);
  const cased = /^(?:lower|upper):(.*)$/s.exec(lookup);
  if (cased !== null) return cased[1] ?? '';
  const date = /^date:'?([^']*)'?$/.exec(lookup);
  return date === null ? null : (date[1] ?? '');
}
