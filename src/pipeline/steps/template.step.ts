import { maskMessage } from '../../core/mask';
import { templateIdOf } from '../../core/template-id';
import { LRUCache } from 'lru-cache';
import { eachOpen, type Step } from '../step';

const REMEMBERED_IDS = 50_000;

/** Masks the message and names its template. Ids are hashes, so every process gives a template the same one. */
export function templateStep(): Step {
  const ids = new LRUCache<string, string>({ max: REMEMBERED_IDS });
  return function template(batch) {
    eachOpen(batch, 'template', ({ log }) => {
      const masked = maskMessage(log.message);
      let id = ids.get(masked);
      if (id === undefined) {
        id = templateIdOf(masked);
        ids.set(masked, id);
      }
      log.template = masked;
      log.templateId = id;
    });
  };
}
