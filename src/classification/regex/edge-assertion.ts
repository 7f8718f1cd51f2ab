import type { RegexNode } from './regex-syntax';

/**
 * Whether a match of the pattern can depend on the character before its first or after its last one, because an
 * assertion such as `\b` may be what it starts or ends with.
 */
export function hasEdgeAssertion(node: RegexNode, edge: 'start' | 'end'): boolean {
  switch (node.kind) {
    case 'char':
    case 'class':
      return false;
    case 'assertion':
      return true;
    case 'choice':
      return node.items.some((item) => hasEdgeAssertion(item, edge));
    case 'repeat':
      return hasEdgeAssertion(node.item, edge);
    case 'sequence': {
      const items = edge === 'start' ? node.items : node.items.toReversed();
      const solid = items.findIndex((item) => !canBeEmpty(item));
      const outer = solid < 0 ? items : items.slice(0, solid + 1);
      return outer.some((item) => hasEdgeAssertion(item, edge));
    }
  }
}

function canBeEmpty(node: RegexNode): boolean {
  switch (node.kind) {
    case 'char':
    case 'class':
      return false;
    case 'assertion':
      return true;
    case 'choice':
      return node.items.some(canBeEmpty);
    case 'repeat':
      return node.min === 0 || canBeEmpty(node.item);
    case 'sequence':
      return node.items.every(canBeEmpty);
  }
}
