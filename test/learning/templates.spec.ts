import { maskMessage } from '../../src/core/mask';
import { TemplateMiner } from '../../src/learning/templates/template-miner';
import events from '../support/event-lines.json';

describe('the templates of lines as software writes them', () => {
  it.each(Object.entries(events))('%s: one template an event', (_, lines) => {
    const miner = new TemplateMiner();
    for (const line of lines.flat()) miner.learn(maskMessage(line));
    const found = new Map<string, string[]>();
    for (const line of lines.flat()) {
      const id = miner.match(maskMessage(line))?.id ?? '';
      found.set(id, [...(found.get(id) ?? []), line]);
    }
    expect([...found.values()]).toEqual(lines);
  });
});
