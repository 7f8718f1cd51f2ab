import type { JiraBlock } from './jira.message';

/** What has a meaning in Jira's wiki markup: mentions are `[~name]`, macros `{name}`. */
const SPECIAL = /[\\{}[\]*_?\-+^~!|#]/g;

/** Wiki markup, which Jira Data Center takes. */
export function wikiOf(blocks: readonly JiraBlock[]): string {
  return blocks.map(textOf).join('\n\n');
}

function textOf(block: JiraBlock): string {
  switch (block.kind) {
    case 'paragraph':
      return escaped(block.text);
    case 'code':
      // Nothing but its own end has a meaning inside, and no escape either.
      return `{noformat}\n${block.text.replace(/\{(?=noformat)/gi, '( ')}\n{noformat}`;
    case 'link':
      return `[${block.label}|${new URL(block.url).href.replaceAll('|', '%7C').replaceAll(']', '%5D')}]`;
    case 'facts':
      return block.rows.map(([name, value]) => `* *${escaped(name)}:* ${escaped(value)}`).join('\n');
  }
}

/** A backslash has no escape of its own: two of them break the line. */
function escaped(text: string): string {
  return text.replace(SPECIAL, (sign) => (sign === '\\' ? '&#92;' : `\\${sign}`));
}
