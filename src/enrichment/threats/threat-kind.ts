/** What an attack looks like by its payload, and by behaviour over several logs; worst first. */
export const THREAT_KINDS = [
  'brute-force-success',
  'log4shell',
  'command-injection',
  'sql-injection',
  'webshell',
  'deserialization',
  'template-injection',
  'file-inclusion',
  'ssrf',
  'xxe',
  'nosql-injection',
  'ldap-injection',
  'directory-traversal',
  'brute-force',
  'xss',
  'crlf-injection',
  'null-byte',
  'scanner-probe',
  'scanning',
] as const;

export type ThreatKind = (typeof THREAT_KINDS)[number];

const RANK = new Map<string, number>(THREAT_KINDS.map((kind, i) => [kind, i]));

/** The kinds with the worst first, each once. */
export function worstFirst(kinds: Iterable<string>): string[] {
  return [...new Set(kinds)].sort((a, b) => (RANK.get(a) ?? RANK.size) - (RANK.get(b) ?? RANK.size));
}
