import { maskMessage } from '../../core/mask';
import type { ClassifiedLog } from '../../core/log';
import type { Template } from '../../core/template';
import { eachOpen, type Step } from '../step';
import type { TemplateBook } from '../template-book';

/** Masks the message and names its template, which is learned first when nothing like it was seen before. */
export function templateStep(book: TemplateBook): Step {
  return function template(batch) {
    const unknown = new Map<string, ClassifiedLog[]>();
    eachOpen(batch, 'template', ({ log }) => {
      log.masked = maskMessage(log.message);
      log.formId = book.formIdOf(log.masked);
      const found = book.find(log.masked);
      if (found !== null) assign(log, found);
      else if (!unknown.get(log.masked)?.push(log)) unknown.set(log.masked, [log]);
    });
    return unknown.size === 0 ? undefined : learn(book, unknown);
  };
}

function learn(book: TemplateBook, logs: ReadonlyMap<string, readonly ClassifiedLog[]>): void | Promise<void> {
  const learned = book.learn([...logs.keys()]);
  if (learned instanceof Promise) {
    return learned.then((templates) => {
      assignAll(logs, templates);
    });
  }
  assignAll(logs, learned);
}

function assignAll(
  logs: ReadonlyMap<string, readonly ClassifiedLog[]>,
  templates: ReadonlyMap<string, Template>,
): void {
  for (const [masked, alike] of logs) {
    const template = templates.get(masked);
    if (template === undefined) throw new Error(`no template was learned for "${masked}"`);
    for (const log of alike) assign(log, template);
  }
}

function assign(log: ClassifiedLog, { id, text }: Template): void {
  log.templateId = id;
  log.template = text;
}
