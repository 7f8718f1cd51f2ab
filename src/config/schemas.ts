import { z } from 'zod';

/** A whole number between two limits; texts such as `"8080"` count. */
export function int(min: number, max = Number.MAX_SAFE_INTEGER): z.ZodType<number> {
  return z.coerce
    .number({ error: 'must be a number' })
    .int('must be a whole number')
    .min(min, `must be at least ${String(min)}`)
    .max(max, `must be at most ${String(max)}`);
}

/** A number between two limits. */
export function float(min: number, max: number): z.ZodType<number> {
  return z.coerce
    .number({ error: 'must be a number' })
    .min(min, `must be at least ${String(min)}`)
    .max(max, `must be at most ${String(max)}`);
}

/** `true/false`, `yes/no`, `on/off`, `1/0`. */
export function bool(): z.ZodType<boolean> {
  return z.union([z.boolean(), z.stringbool()], { error: 'must be true or false' });
}

/** One of a few words. */
export function oneOf<const T extends readonly [string, ...string[]]>(words: T): z.ZodType<T[number]> {
  return z.enum(words, { error: `must be one of ${words.join(', ')}` });
}

/** A text; the empty one stands for "not set". */
export function text(): z.ZodString {
  return z.string({ error: 'must be a text' }).trim();
}

/** An http(s) URL, or empty for "not set". */
export function url(): z.ZodType<string> {
  return text().refine(
    (value) => value === '' || (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)),
    'must be an http or https URL',
  );
}

const UNITS: Record<string, number> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** A size in bytes: `1048576`, `1 MiB`, `512MB`, `4g`; units count in steps of 1024. */
export function bytes(): z.ZodType<number> {
  return z.preprocess(
    (value) => {
      if (typeof value !== 'string') return value;
      const match = /^(\d+(?:\.\d+)?) ?([kmg]?)(?:i?b)?$/i.exec(value.trim());
      return match === null ? value : Number(match[1]) * (UNITS[(match[2] ?? '').toLowerCase()] ?? 1);
    },
    z
      .number({ error: 'must be a size such as 10485760, 64 KiB or 10 MiB' })
      .int('must be a whole number of bytes')
      .positive('must be more than 0'),
  );
}
