import type { Fields } from '../../core/json';

const HOLE = /\{\{|\}\}|\{[@$]?(\w{1,80})(?:,-?\d{1,4})?(?::[^}]{1,40})?\}/g;

/** Longer templates are no wording of a program. */
const MAX_TEMPLATE = 8192;

/** Fills a message template (messagetemplates.org): `Order {OrderId}`; a hole without a value stays as it is. */
export function renderTemplate(template: string, values: Fields): string {
  if (template.length > MAX_TEMPLATE) return template;
  return template.replace(HOLE, (hole, name: string | undefined) => {
    if (name === undefined) return hole.charAt(0);
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined || value === null) return hole;
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  });
}
