import { join } from 'node:path';
import { openSuggestions } from '../../src/classification/suggestions/suggestion-file';
import type { Suggestions } from '../../src/classification/suggestions/suggestions';
import { projectRoot } from '../../src/core/project';
import { CATEGORY_NAMES } from '../../src/core/verdict';

let shipped: Suggestions | null = null;

/** The knowledge base that is shipped, read once a process. */
export function shippedSuggestions(): Suggestions {
  const categories = CATEGORY_NAMES;
  shipped ??= openSuggestions(join(projectRoot(), 'configs/suggestions.yaml'), categories);
  return shipped;
}
