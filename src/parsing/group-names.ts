/**
 * Names of a pattern's capture groups in their order, to read matches by number, which is several times faster.
 * @throws Error when a group has no name
 */
export function groupNames(pattern: RegExp): string[] {
  // An alternative that matches nothing at all lists every group without needing a text.
  const match = new RegExp(`${pattern.source}|`, pattern.flags).exec('');
  const names = Object.keys(match?.groups ?? {});
  if (names.length !== (match?.length ?? 1) - 1) throw new Error(`every group needs a name: ${pattern.source}`);
  return names;
}
