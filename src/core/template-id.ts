import { createHash } from 'node:crypto';

/** The id of a template: the first 122 bits of its SHA-256 as a version 8 UUID (RFC 9562 §5.8), the same everywhere. */
export function templateIdOf(template: string): string {
  const hex = createHash('sha256').update(template).digest('hex');
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
