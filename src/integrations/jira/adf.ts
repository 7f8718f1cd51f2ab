import type { Version3Models } from 'jira.js/version3';
import type { JiraBlock } from './jira.message';

type Node = NonNullable<Version3Models.Document['content']>[number];

/**
 * Atlassian Document Format, which Jira Cloud takes. Its texts are shown as they are: markup in them has no meaning.
 * https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/
 */
export function adfOf(blocks: readonly JiraBlock[]): Version3Models.Document {
  return { type: 'doc', version: 1, content: blocks.flatMap(nodesOf) };
}

function nodesOf(block: JiraBlock): Node[] {
  switch (block.kind) {
    case 'paragraph':
      return [paragraph(...texts(block.text))];
    case 'code':
      return [{ type: 'codeBlock', content: texts(block.text) }];
    case 'link':
      return [paragraph({ type: 'text', text: block.label, marks: [{ type: 'link', attrs: { href: block.url } }] })];
    case 'facts':
      // A list must not be empty.
      return block.rows.length === 0 ? [] : [{ type: 'bulletList', content: block.rows.map(factOf) }];
  }
}

function factOf([name, value]: readonly [string, string]): Node {
  const label: Node = { type: 'text', text: `${name}: `, marks: [{ type: 'strong' }] };
  return { type: 'listItem', content: [paragraph(label, ...texts(value))] };
}

function paragraph(...content: Node[]): Node {
  return { type: 'paragraph', content };
}

/** A text node must not be empty. */
function texts(text: string): Node[] {
  return text === '' ? [] : [{ type: 'text', text }];
}
