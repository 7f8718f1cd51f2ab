import { z } from 'zod';

/** The error for a missing or mistyped value; zod's own says what it got, ours what is allowed. */
export function mustBe(what: string): z.core.$ZodErrorMap {
  return (issue) => {
    if (issue.code === 'unrecognized_keys') return `does not know ${issue.keys.join(', ')}: it must be ${what}`;
    return issue.input === undefined ? `is missing: it must be ${what}` : `must be ${what}`;
  };
}

/** A text of 1 to `max` characters. */
export function text(max: number): z.ZodString {
  return z
    .string({ error: mustBe('a text') })
    .min(1, 'must not be empty')
    .max(max, `must not be longer than ${String(max)} characters`);
}
